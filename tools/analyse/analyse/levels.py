"""Levels of tracks: their overall course, the slow trend taken out of a sustain, the gain to the
common loudness.
"""

import numpy as np
import scipy.ndimage as sn

from .audio import db, loudness
from .config import LOUDNESS, NOISE_HZ, PEAK_DB, RATE, SUSTAIN_HOP
from .resynth import render

_WIDTH = (
    np.gradient(NOISE_HZ) / 24000
)  # share of the band 0 to 24 kHz that each noise frequency stands for


def overall(note):
    """Level of every frame in dB, partials and noise together, [F]; below 60 Hz counted less, as
    the ear does.
    """
    ear = np.minimum(1.0, note.ratio * note.hz / 60) ** 2
    partial_power = np.sum(0.5 * 10 ** (note.amplitude / 10) * ear, axis=1)
    return 10 * np.log10(partial_power + np.sum(10 ** (note.noise / 10) * _WIDTH, axis=1) + 1e-12)


def steady(note, slower_than_s=0.9):
    """Takes the slow trend out of the sustain: level, and pitch (toward the mean). The quick
    movement stays.
    """
    begin, end = note.sustain
    sigma = slower_than_s / 2 * RATE / SUSTAIN_HOP
    level = overall(note)[begin:end]
    trend = sn.gaussian_filter1d(level, sigma, mode="nearest")
    correction = np.concatenate([np.full(begin, trend.mean() - trend[0]), trend.mean() - trend])
    note.amplitude[:end] += correction[:, None]
    note.noise[:end] += correction[:, None]
    drift = sn.gaussian_filter1d(note.cents[begin:end], sigma * 0.6, mode="nearest")
    note.cents[begin:end] -= drift - drift.mean()
    note.cents[:begin] -= drift[0] - drift.mean()


def normalise(note, to_db=0.0):
    """Gain so that the note has the common loudness (plus to_db), and levels stored against their
    own maximum.
    """
    top = max(note.amplitude.max() if note.amplitude.size else -200.0, note.noise.max())
    note.amplitude -= top
    note.noise -= top
    peak = np.abs(note.transient).max() if len(note.transient) else 0.0
    if peak:
        note.transient = note.transient / peak * 0.98
        note.transient_db = float(db(peak / 0.98) - top)
    note.gain_db = 0.0
    heard = render(note, min(int(1.5 * RATE), _length(note)))
    note.gain_db = min(LOUDNESS + to_db - loudness(heard), PEAK_DB - float(db(np.abs(heard).max())))


def _length(note):
    return max(int(0.5 * RATE), (len(note.amplitude) - 32) * SUSTAIN_HOP + 4096)
