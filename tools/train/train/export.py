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
LEAST_LN_B = np.log(1e-7)  # as good as harmonic
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


def shade_tensors(space):
    """shade.*: what keys add to the position of their point."""
    value = space.key_shade.detach().numpy()[: len(space.keys)]
    keys = np.array([key for _, key in space.keys]).reshape(-1, 1)
    return {
        "shade.point": np.array([[point] for point, _ in space.keys], np.int32).reshape(-1, 1),
        "shade.value": np.concatenate([keys, value], 1).astype(np.float32).reshape(-1, 1 + DIMENSIONS),
    }


def law(stiffness, cents):
    """Ratios [96] of a stiff string whose partials deviate by cents [96]."""
    k = np.arange(1, PARTIALS + 1)
    return k * np.sqrt((1 + stiffness * k * k) / (1 + stiffness)) * 2 ** (np.asarray(cents) / 1200)


def stiffness_of(track):
    """B of the partials that a recording shows, by least squares on (f_k / k f_1)^2 - 1 = B (k^2 - 1) / (1 + B),
    and how many of them there are.
    """
    k = np.arange(1, PARTIALS + 1)
    level = track.partial.max(0)
    shown = (level > -45) & (k >= 2)
    if shown.sum() < 3:
        return 0.0, 0
    weight = 10 ** (level[shown] / 40)
    square, bend = (k**2 - 1.0)[shown], ((track.ratio / k) ** 2 - 1)[shown]
    slope = np.sum(weight * square * bend) / np.sum(weight * square**2)
    return float(slope / (1 - slope)), int(shown.sum())


def _in_line(found):
    """Without the points [n, 3] whose ln B lies far from a parabola over key: partials mistaken for others."""
    keep = np.ones(len(found), bool)
    for _ in range(4):
        if keep.sum() < 8:
            break
        line = np.polyfit(found[keep, 0], found[keep, 1], 2, w=found[keep, 2])
        keep = np.abs(np.polyval(line, found[:, 0]) - found[:, 1]) < 1.2
    return found[keep]


def stiffness_curve(tracks, stiff):
    """ln B at the knots: at each key a line through the recordings about it, the nearer the weightier; a straight
    line goes on beyond them.
    """
    if not stiff:
        return np.full(len(KNOTS), LEAST_LN_B)
    found = [(t.key, *stiffness_of(t)) for t in tracks]
    found = np.array([(key, np.log(b), n) for key, b, n in found if b > 3e-6 and n >= 3])
    if len(found) < 2:
        return np.full(len(KNOTS), LEAST_LN_B)
    found = _in_line(found)
    key, value, weight = found[:, 0], found[:, 1], np.sqrt(found[:, 2])
    curve = []
    for at in KNOTS:
        inside = float(np.clip(at, key.min(), key.max()))
        reach = max(7.0, np.sort(np.abs(key - inside))[min(len(key), 6) - 1] * 1.2)
        near = weight * np.clip(1 - (np.abs(key - inside) / reach) ** 3, 0, None) ** 3
        for _ in range(3):
            mean = np.average(key, weights=near), np.average(value, weights=near)
            spread = np.average((key - mean[0]) ** 2, weights=near)
            slope = np.average((key - mean[0]) * (value - mean[1]), weights=near) / (spread + 1.0)
            off = np.abs(value - mean[1] - slope * (key - mean[0]))
            near = near / (1 + (off / 0.5) ** 2)
        curve.append(mean[1] + slope * (np.clip(at, key.min() - 18, key.max() + 18) - mean[0]))
    return np.clip(curve, LEAST_LN_B, np.log(0.02))


def deviations(tracks, curve):
    """What the partials deviate from the law, in cents [96]: medians over the recordings that show them."""
    found = []
    for t in tracks:
        b = float(np.exp(np.interp(t.key, KNOTS, curve)))
        shown = t.partial.max(0) > -60
        found.append(np.where(shown, 1200 * np.log2(t.ratio / law(b, 0)), np.nan))
    found = np.array(found)
    many = np.isfinite(found).sum(0) >= max(1, len(tracks) // 4)
    middle = np.zeros(PARTIALS)
    middle[many] = np.nanmedian(found[:, many], axis=0)
    return np.clip(middle, -60, 60)


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
    index, value, scales, stills, shades, rows, first = [], [], [], [], [], [], 0
    for e, components in entries:
        scale = np.maximum(np.abs(components).max(0), 1e-6) / 127
        index.append([e.point, first, len(components), int(e.aligned)])
        value.append([e.key, e.dynamic])
        scales.append(scale)
        stills.append(np.clip(np.round(10 * e.still), -127, 127))
        shades.append(e.shade)
        rows.append(np.round(components / scale))
        first += len(components)
    rank = movement.RANK
    return {
        "movement.index": np.array(index, np.int32).reshape(-1, 4),
        "movement.value": np.array(value, np.float32).reshape(-1, 2),
        "movement.scale": np.array(scales, np.float32).reshape(-1, rank),
        "movement.basis": np.asarray(bases, np.float32),
        "movement.still": np.array(stills, np.int8).reshape(-1, movement.COLUMNS),
        "movement.shade": np.array(shades, np.float32).reshape(-1, DIMENSIONS),
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
