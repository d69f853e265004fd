"""A trained network as the tensors and the document of patches/FORMAT.md, kind "neural"."""

from dataclasses import dataclass

import numpy as np
import torch
from analyse.audio import loudness
from analyse.config import (
    ATTACK_FRAMES,
    ATTACK_HOP,
    BANDS,
    PARTIALS,
    PEAK_DB,
    RATE,
    SUSTAIN_HOP,
    frame_times,
)
from analyse.note import Note
from analyse.resynth import render

from . import fit, movement
from .features import DIMENSIONS, TURN_SCALE
from .network import FORMANTS, formant_matrix, inputs

KNOTS = np.arange(12, 121, 6)  # keys at which a point's curves are given
FULL = 1.0  # the velocity at which loudness is matched


def network_tensors(network):
    """net.N.weight and net.N.bias; what the trainer scales of the inputs goes into the first layer."""
    scale = np.ones(network.layers[0].in_features, np.float32)
    scale[1 : 1 + 2 * len(TURN_SCALE)] = np.repeat(TURN_SCALE, 2)
    found = {}
    for i, layer in enumerate([*network.layers, network.out]):
        weight = layer.weight.detach().numpy()
        found[f"net.{i}.weight"] = (weight * scale if i == 0 else weight).astype(np.float32)
        found[f"net.{i}.bias"] = layer.bias.detach().numpy().astype(np.float32)
    return found


def law(stiffness, cents):
    """Ratios [96] of a stiff string whose partials deviate by cents [96]."""
    k = np.arange(1, PARTIALS + 1)
    return k * np.sqrt((1 + stiffness * k * k) / (1 + stiffness)) * 2 ** (np.asarray(cents) / 1200)


def stiffness_curve(tracks, stiff):
    """ln B at the knots: a line over key through the middle of what was measured, bent upwards where the
    recordings are.
    """
    if not stiff:
        return np.full(len(KNOTS), np.log(1e-9))
    key = np.array([t.key for t in tracks])
    value = np.log(np.maximum([t.stiffness for t in tracks], 1e-6))
    degree = 2 if np.ptp(key) > 40 and len(key) > 20 else min(1, len(key) - 1)
    keep = np.ones(len(key), bool)
    for _ in range(3):
        line = np.polyfit(key[keep], value[keep], degree)
        off = np.abs(np.polyval(line, key) - value)
        keep = off <= max(2.5 * np.median(off), 0.2)
    at = np.clip(KNOTS, key.min() - 6, key.max() + 6)
    return np.clip(np.polyval(line, at), np.log(1e-7), np.log(0.02))


def deviations(tracks, curve):
    """What the partials deviate from the law, in cents [96]: medians over the recordings that show them."""
    found = []
    for t in tracks:
        b = float(np.exp(np.interp(t.key, KNOTS, curve)))
        shown = t.partial.max(0) > -60
        found.append(np.where(shown, 1200 * np.log2(t.ratio / law(b, 0)), np.nan))
    found = np.array(found)
    many = np.isfinite(found).sum(0) >= max(1, len(tracks) // 4)
    middle = np.where(many, np.nanmedian(np.where(np.isfinite(found), found, np.nan), axis=0), 0)
    return np.nan_to_num(np.clip(middle, -60, 60))


@dataclass
class Voiced:
    """A point as the reference renderer plays it. hz: of an unpitched thing, whatever its key."""

    network: object
    position: object  # [12]
    ratio_of: object  # key -> [96]
    limit: float  # s
    hz: float | None = None

    def note(self, key, velocity, seconds):
        """What the network says, as a Note."""
        count = ATTACK_FRAMES + int(seconds * RATE / SUSTAIN_HOP)
        samples = frame_times(count)
        hz = self.hz or 440 * 2 ** ((key - 69) / 12)
        ratio = self.ratio_of(key)
        with torch.no_grad():
            x = inputs(
                torch.tensor([key], dtype=torch.float32),
                torch.tensor([velocity], dtype=torch.float32),
                self.position[None],
                torch.tensor(np.minimum(samples / RATE, self.limit), dtype=torch.float32)[None],
            )
            lines = torch.tensor(ratio * hz, dtype=torch.float32)[None]
            found = fit.levels(self.network, x, formant_matrix(lines))
        partial, noise, cents, _ = (v[0].numpy() for v in found)
        heard = ratio * hz < 0.49 * RATE
        return Note("", hz, key, velocity, ratio[heard], np.zeros(heard.sum()), partial[:, heard], noise, cents)


def gain_curve(voiced, low, high, goal):
    """dB at the knots that bring the network's own sound at full velocity to the loudness `goal` (or the highest
    peak allowed); straight beyond the range.
    """
    keys = np.unique(np.concatenate([[low], KNOTS[(KNOTS > low) & (KNOTS < high)], [high]]))
    levels = []
    for key in keys:
        heard = render(voiced.note(float(key), FULL, 1.2), int(1.2 * RATE))
        levels.append(min(goal - loudness(heard), PEAK_DB - 20 * np.log10(np.abs(heard).max() + 1e-9)))
    return np.interp(KNOTS, keys, levels)


def limit_of(tracks, sustained):
    """Seconds up to which the network knows the sound."""
    ends = sorted(float(t.times[-1]) for t in tracks)
    return min(2.5, max(0.3, ends[len(ends) // 2])) if sustained else min(6.0, max(0.1, ends[int(len(ends) * 0.6)]))


def tail_curve(voiced, low, high):
    """dB per second at the knots: how fast the network's sound falls at the end of what it knows."""
    keys = np.unique(np.clip(KNOTS, low, high))
    slopes = []
    for key in keys:
        note = voiced.note(float(key), 0.7, voiced.limit)
        level = 10 * np.log10(
            np.sum(10 ** (note.amplitude / 10), 1) + np.sum(10 ** (note.noise / 10), 1) / BANDS + 1e-9
        )
        back = max(2, int(0.25 * voiced.limit * RATE / SUSTAIN_HOP))
        slopes.append((level[-back] - level[-1]) / (back * SUSTAIN_HOP / RATE))
    return np.clip(np.interp(KNOTS, keys, slopes), 4.0, 300.0)


def pack_movement(entries, bases):
    """movement.* tensors; entries ordered by point. bases: [Q, 16, 162]."""
    index, value, scales, stills, rows, first = [], [], [], [], [], 0
    for e, components in entries:
        scale = np.maximum(np.abs(components).max(0), 1e-6) / 127
        index.append([e.point, first, len(components), int(e.aligned)])
        value.append([e.key, e.dynamic])
        scales.append(scale)
        stills.append(np.clip(np.round(10 * e.still), -127, 127))
        rows.append(np.round(components / scale))
        first += len(components)
    rank = movement.RANK
    return {
        "movement.index": np.array(index, np.int32).reshape(-1, 4),
        "movement.value": np.array(value, np.float32).reshape(-1, 2),
        "movement.scale": np.array(scales, np.float32).reshape(-1, rank),
        "movement.basis": np.asarray(bases, np.float32),
        "movement.still": np.array(stills, np.int8).reshape(-1, movement.COLUMNS),
        "movement.track": np.concatenate(rows or [np.zeros((0, rank))]).astype(np.int8).reshape(-1, rank),
    }


def model_entry(network):
    return {
        "kind": "neural",
        "partials": PARTIALS,
        "noise_bands": BANDS,
        "weights": network.weights(),
        "dimensions": DIMENSIONS,
        "width": network.out.in_features,
        "layers": len(network.layers),
        "formants": FORMANTS,
        "attack_frames": ATTACK_FRAMES,
        "attack_hop_s": ATTACK_HOP / RATE,
        "sustain_hop_s": SUSTAIN_HOP / RATE,
    }
