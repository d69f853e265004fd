"""Dynamics of recordings whose names do not say: louder, or brighter, is more."""

import numpy as np

from .. import dynamics
from . import names

CLEAR_DB = 4.0  # apart, at the same pitch: then levels were kept and tell the dynamics
SHARE = 0.3  # of the pitches with several recordings
LOWEST, SPAN = 0.2, 0.75
ALONE = 0.7  # of a recording that nothing can be compared with


def level(track):
    """dB, as recorded."""
    return -track.gain


def _residual(values, key):
    return values - np.polyval(np.polyfit(key, values, min(2, len(set(np.round(key))) // 4)), key)


def levels_tell(tracks):
    """Do recordings of the same pitch differ clearly in level?"""
    by_key = {}
    for t in tracks:
        by_key.setdefault(round(t.key), []).append(level(t))
    several = [np.ptp(v) for v in by_key.values() if len(v) > 1]
    return bool(several) and np.mean(np.array(several) > CLEAR_DB) >= SHARE


def _ranks(values):
    return np.argsort(np.argsort(values, kind="stable"), kind="stable") / max(1, len(values) - 1)


def settle(tracks, stems):
    """Sets each track's dynamic; returns how, in words."""
    said = names.dynamics(stems)
    if said is not None:
        usual = float(np.median([v for v in said if v is not None]))
        for t, v in zip(tracks, said):
            t.dynamic = usual if v is None else v
        return "dynamics from the names"
    if len(tracks) < 3:
        for t in tracks:
            t.dynamic = ALONE
        return "too few recordings to tell dynamics"
    key = np.array([t.key for t in tracks])
    if levels_tell(tracks):
        for t, r in zip(tracks, _ranks(_residual(np.array([level(t) for t in tracks]), key))):
            t.dynamic = float(LOWEST + SPAN * r)
        return "dynamics by level"
    bright = _residual(np.array([dynamics.brightness(t) for t in tracks]), key)
    for t, r in zip(tracks, _ranks(bright)):
        t.dynamic = float(LOWEST + SPAN * r)
    return "dynamics by brightness: levels tell none"
