"""Dynamics of recordings whose names do not say: louder, or brighter, is more."""

import numpy as np

from .. import dynamics
from . import names

CLEAR_DB = 4.0  # apart, at the same pitch: then levels were kept and tell the dynamics
SHARE = 0.3  # of the pitches with several recordings
LOWEST, SPAN = 0.2, 0.75
ALONE = 0.7  # of a recording that nothing can be compared with
NEAR_KEYS = 1.5  # recordings so far apart in pitch are compared


def against_near(values, key):
    """values [N] less their mean over recordings of about the same key [N]."""
    values, key = np.asarray(values, float), np.asarray(key, float)
    weight = np.exp(-0.5 * ((key[:, None] - key) / NEAR_KEYS) ** 2)
    return values - weight @ values / weight.sum(1)


def levels_tell(levels, key):
    """Do recordings of the same key differ clearly in level?"""
    by_key = {}
    for k, v in zip(key, levels):
        by_key.setdefault(round(k), []).append(v)
    several = [np.ptp(v) for v in by_key.values() if len(v) > 1]
    return bool(several) and np.mean(np.array(several) > CLEAR_DB) >= SHARE


def _ranks(values):
    return np.argsort(np.argsort(values, kind="stable"), kind="stable") / max(1, len(values) - 1)


def settle(tracks, levels, stems):
    """Sets each track's dynamic from its level (LUFS as recorded) and its file's stem; returns how, in words."""
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
    key = [t.key for t in tracks]
    tell = levels_tell(levels, key)
    values = levels if tell else [dynamics.brightness(t) for t in tracks]
    for t, r in zip(tracks, _ranks(against_near(values, key))):
        t.dynamic = float(LOWEST + SPAN * r)
    return "dynamics by level" if tell else "dynamics by brightness: levels tell none"
