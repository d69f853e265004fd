"""Modes of a struck thing: fixed frequencies that ring down, free of any series."""

import numpy as np
import scipy.ndimage as sn

from . import pitch
from .config import RATE
from .windows import demodulate, sliding

WINDOW_S = (
    0.05  # of the tracks; resolves modes 40 Hz apart, and the transient covers what it smears
)
APART_HZ = 45.0


def find(x, count, above_db=9.0):
    """The most prominent modes of x: Hz [M], strongest first. A mode is a line that stands above_db
    over what lies around it.
    """
    piece = x[int(0.02 * RATE) : int(1.0 * RATE)]
    if len(piece) < 2048:
        return np.zeros(0)
    n = 1 << int(np.ceil(np.log2(len(piece) * 2)))
    level = 20 * np.log10(
        np.abs(np.fft.rfft(piece * np.hanning(2 * len(piece))[len(piece) :], n)) + 1e-9
    )
    width = RATE / n
    around = sn.percentile_filter(sn.uniform_filter1d(level, 3), 60, int(250 / width))
    peak = (level == sn.maximum_filter1d(level, int(APART_HZ / width))) & (
        level > around + above_db
    )
    peak[: int(30 / width)] = peak[int(18000 / width) :] = False
    index = np.flatnonzero(peak)
    index = index[np.argsort(-level[index])][:count]
    a, b, c = level[index - 1], level[index], level[index + 1]
    return (index + 0.5 * (a - c) / (a - 2 * b + c - 1e-9)) * width


def glide(x, hz):
    """How a skin's pitch glides: (cents at every sample, [samples]) of the strongest mode hz, level
    where it is too weak to tell.

    Bass drums fall by a third, the tabla's left drum is bent by the hand: at fixed frequencies such
    modes would turn to noise.
    """
    hop = 256
    cents, weight = pitch.contour(x, hz, [1.0], hop)
    sure = np.flatnonzero(weight > weight.max() * 3e-4)
    cents = np.interp(np.arange(len(cents)), sure, np.clip(cents[sure], -700, 700))
    return np.interp(np.arange(len(x)), np.arange(len(cents)) * hop, cents)


def tracks(x, hz, clock, positions):
    """Complex amplitude of each mode at each position (samples), [P, M]: |z| peak amplitude, angle
    the phase of a sine.

    clock: seconds at every sample, stretched where the pitch glides.
    """
    window = np.hanning(int(WINDOW_S * RATE) | 1)
    return np.array(
        [2j * sliding(demodulate(x, f * clock), window, positions) for f in hz]
    ).T.reshape(len(positions), len(hz))


def refine(hz, z, positions):
    """Frequencies corrected by the slope of their phase after the attack, [M]."""
    t = positions / RATE
    keep = (t > 0.06) & (t < 0.5)
    if keep.sum() < 8:
        return hz
    fixed = hz.copy()
    for m in range(len(hz)):
        weight = np.abs(z[keep, m])
        slope = np.polyfit(t[keep], np.unwrap(np.angle(z[keep, m])), 1, w=weight + 1e-9)[0] / (
            2 * np.pi
        )
        if abs(slope) < 15:
            fixed[m] += slope
    return fixed


def phases(z, positions, around_s):
    """Phase at the first sample in cycles, [M], such that it is right where the transient hands
    over to the modes.
    """
    t = positions / RATE
    near = np.exp(-0.5 * ((t - around_s) / (0.4 * around_s)) ** 2)
    return np.angle(np.sum(z * (near[:, None] * np.abs(z)), axis=0)) / (2 * np.pi)
