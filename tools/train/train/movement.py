"""What a network that predicts the mean leaves out: how notes wander, beat and differ from take to take.

Each chosen recording becomes an entry: what it does beyond the network, over 96 partials, 65 noise bands and the
pitch, as 16 tracks through a basis that its point shares (a singular value decomposition). A sustained entry holds
its steady part, mean taken out; a decaying one lies on the note's own time, its course (a line over time) taken out:
how loud each partial is and how fast it goes is the network's to say.
"""

from dataclasses import dataclass

import numpy as np
import scipy.ndimage as sn
import scipy.signal as ss
import torch
from analyse.config import ATTACK_FRAMES, NOISE_HZ, RATE, SUSTAIN_HOP

from . import fit
from .network import formant_matrix, inputs

RANK = 16
COLUMNS = 96 + 65 + 1
STEADY_S = 0.15  # where a sustained entry begins
LEVEL_S, PITCH_S = 0.45, 0.27  # what wanders more slowly than about twice this is taken out
WEIGHT = np.concatenate([np.full(96, 0.5), np.gradient(NOISE_HZ) / 24000])  # power of a column at 0 dB
BURST_DB = 4.0  # a held note rises no further above its level
CENT_DB = 0.25  # a cent counts as much as this in the decomposition
REACH_DB = 58.0  # below a note's level its movement is the analysis's own
MOST_DB = 15.0
SLOW_HZ = 2.0


@dataclass
class Entry:
    point: int
    key: float
    dynamic: float
    aligned: bool
    rows: np.ndarray  # [F, 162]: dB, dB, cents
    still: np.ndarray  # [162]
    shade: np.ndarray  # [12]: of this take
    mean: np.ndarray | None = None  # [F, 161] dB: what the rows move about; of sustained entries


def predict(network, space, track, velocity, shade):
    """What the network says at the track's own frames, `shade` [12] away from its place: (partials [F, 96], noise
    [F, 65], cents [F]), NumPy.
    """
    with torch.no_grad():
        key = torch.tensor([track.key], dtype=torch.float32)
        hz = torch.tensor(track.ratio * track.hz, dtype=torch.float32)[None]
        x = inputs(
            key,
            torch.tensor([velocity], dtype=torch.float32),
            (space.position[track.place] + shade)[None],
            torch.as_tensor(track.times)[None],
        )
        partial, noise, cents, _ = fit.levels(network, x, formant_matrix(hz))
    return partial[0].numpy(), noise[0].numpy(), cents[0].numpy()


def entry(network, space, track, number, velocity, sustained):
    """The Entry of one recording, the space's note `number`, or None where too little of it is steady."""
    with torch.no_grad():
        shade, take = space.shade(torch.tensor([number]))[0], space.take_shade[number].numpy().copy()
    partial, noise, cents = predict(network, space, track, velocity, shade)
    off = np.concatenate(
        [track.partial - partial, track.noise - noise, (track.cents - cents)[:, None]], 1
    )
    heard = np.concatenate([track.partial, track.noise], 1) > -REACH_DB
    off[:, :-1] = np.clip(np.where(heard, off[:, :-1], 0), -MOST_DB, MOST_DB)
    off[:, -1] = np.clip(off[:, -1], -40, 40)
    if not sustained:
        rows = _without_course(off, track.times, heard)
        return Entry(track.place, track.key, track.dynamic, True, rows, np.zeros(COLUMNS), take)
    steady = track.times > STEADY_S + 0.03
    if steady.sum() < 40:
        return None
    still = np.clip(off[steady].mean(0), -12.7, 12.7)
    still[-1] = 0
    rows = off[steady] - off[steady].mean(0)
    # A held note stays at its level: the swells of a whole bow or breath go, those within it stay.
    mean = np.concatenate([partial, noise], 1)[steady]
    rows[:, :-1] -= _swell(mean, rows[:, :-1])[:, None]
    rows[:, -1] -= sn.gaussian_filter1d(rows[:, -1], PITCH_S * RATE / SUSTAIN_HOP, mode="nearest")
    still[:-1] -= _louder(mean, still[:-1]).mean()
    return Entry(track.place, track.key, track.dynamic, False, rows, still, take, mean)


def _louder(mean, change):
    """By how many dB changes [F, 161] or [161] raise the level of frames `mean` [F, 161], [F]."""

    def level(db):
        power = 10 ** (db / 10) * WEIGHT
        return 10 * np.log10(power.sum(1) + 1e-12)

    return level(mean + change) - level(mean)


def _swell(mean, change):
    """The slow part of what changes [F, 161] do to the power, dB [F]."""
    power = 10 ** (_louder(mean, change) / 10)
    return 10 * np.log10(sn.gaussian_filter1d(power, LEVEL_S * RATE / SUSTAIN_HOP, mode="nearest"))


def _without_course(off, times, heard):
    """Columns without their straight lines over what is heard, faded in after the attack: [F, 162]."""
    rows = np.zeros_like(off)
    ramp = np.clip((times - 0.02) / STEADY_S, 0, 1)
    for c in range(off.shape[1]):
        live = (heard[:, c] if c < heard.shape[1] else heard[:, 0]) & (times > 0.05)
        if live.sum() < 12:
            continue
        t = times[live]
        weight = np.sqrt(np.gradient(t))
        line = np.polyval(np.polyfit(t, off[live, c], 1, w=weight), t)
        rows[live, c] = (off[live, c] - line) * ramp[live]
    return rows


def choose(tracks, most):
    """Indices of at most `most` tracks, spread over keys and dynamics."""
    order = sorted(range(len(tracks)), key=lambda i: (tracks[i].key, tracks[i].dynamic))
    if len(order) <= most:
        return order
    return [order[round(i * (len(order) - 1) / (most - 1))] for i in range(most)]


def basis(entries):
    """([16, 162] orthonormal rows in the decomposition's own measure, the weights of the columns [162]) for entries of
    one point. The first row is the level, the same for all partials and bands.
    """
    weight = np.ones(COLUMNS)
    weight[-1] = CENT_DB
    level = np.r_[np.full(COLUMNS - 1, 1 / np.sqrt(COLUMNS - 1)), 0]
    rows = np.concatenate([e.rows for e in entries]) * weight
    rows = rows - np.outer(rows @ level, level)
    _, _, right = np.linalg.svd(rows, full_matrices=False)
    right = np.vstack([level, right[: RANK - 1]])
    return np.pad(right, ((0, RANK - len(right)), (0, 0))), weight


def tracks_of(entry, right, weight, slow=1.0, fast=1.0):
    """Components of an entry, [F, 16], those slower than 2 Hz scaled apart from the others."""
    tracks = (entry.rows * weight) @ right.T
    first = ATTACK_FRAMES if entry.aligned else 0
    if len(tracks) - first < 40:
        return tracks * fast
    rate = RATE / SUSTAIN_HOP
    low = np.zeros_like(tracks)
    band = ss.butter(2, SLOW_HZ, "lowpass", fs=rate, output="sos")
    low[first:] = ss.sosfiltfilt(band, tracks[first:], axis=0)
    tracks = slow * low + fast * (tracks - low)
    if entry.mean is not None:
        # Scaled, partials that fell together may make a swell again.
        rows = (tracks @ right / weight)[:, :-1]
        rise = _louder(entry.mean, rows)
        burst = np.maximum(rise - _swell(entry.mean, rows) - BURST_DB, 0)
        tracks[:, 0] -= (_swell(entry.mean, rows) + burst) * np.sqrt(COLUMNS - 1)
    return tracks
