"""Trains a network on the material, brings its movement to the recordings', and writes the patch."""

import dataclasses
import time

import numpy as np
import torch

from .. import calibrate, evaluate, fit, patch, recipes
from . import holdout

# 300 to 1000 steps come equally near. Of one instrument, held-out notes in shares of the sampler's distance: batches of 48 cost twice and bring it no nearer;
# notes mixed of neighbours harm (alto saxophone 0.93 with, 0.92 without; cello 0.91, 0.88; odd partials only 1.65, 0.99).
NOTES = fit.Settings(steps=600, notes=24, mixed=0.0, shaded=0.4)
HITS = dataclasses.replace(recipes.DRUMS, steps=1000, notes=24)
# Movement against the recordings', and the share of a take's own difference. All of both costs 0.04 of the sampler's
# distance in held-out notes; this much is alive and does not.
LIVELY, TAKE = 0.8, 0.3
FEWEST, MOST = 300, 4000  # steps; longer only overfits
TRIAL = 12  # steps that tell what one costs
MARGIN = (2, 5)  # keys that the range goes beyond the recordings


@dataclasses.dataclass
class Plan:
    """What both trainings share."""

    name: str
    material: object
    settings: object
    program: str  # the instrument to listen through, or ''


def settings_of(instrument, steps, seed):
    base = HITS if instrument.struck else NOTES
    return dataclasses.replace(base, steps=steps or base.steps, seed=seed)


def step_seconds(material, settings, cores):
    """What a step costs here, two trainings side by side."""
    spans = []
    for steps in (1, 2, 2 + TRIAL):  # the first alone loads what PyTorch loads late
        began = time.monotonic()
        _fit(material, material.tracks, dataclasses.replace(settings, steps=steps))
        spans.append(time.monotonic() - began)
    return max(1e-3, (spans[2] - spans[1]) / TRIAL) * (2 if cores < 2 else 1)


def _fit(material, tracks, settings, progress=None):
    points = len(material.things) or 1
    # On the CPU: the twin is forked, which CUDA does not survive.
    return fit.fit(tracks, points, settings, lambda _: None, not material.instrument.struck, progress, "cpu")


def places(material, name):
    """(points, JSON objects of the places): one place."""
    tracks, instrument = material.tracks, material.instrument
    entry = {"name": name, "program": 0, "pitched": not instrument.struck, "sustained": instrument.sustained,
             "one_shot": instrument.struck}
    if instrument.struck:
        points = [
            patch.Point(0, key, modal=True, low=key, high=key, level=level)
            for (key, *_), level in zip(material.things, material.levels)
        ]
        low, high, release = material.things[0][0], material.things[-1][0], (200.0, 400.0)
    else:
        keys = sorted({round(t.key) for t in tracks})
        margin = int(np.clip((np.median(np.diff(keys)) if len(keys) > 1 else MARGIN[1]) + 1, *MARGIN))
        low, high = max(0, keys[0] - margin), min(127, keys[-1] + margin)
        release = release_of(tracks, instrument.place(name).release)
        points = [patch.Point(0, -1, instrument.stiff, False, instrument.sustained, low, high, take=TAKE)]
    release = [round(float(r), 1) for r in release]
    return points, [{**entry, "low": low, "high": high, "release_db_per_s": release, "map": [0.5, 0.5]}]


def release_of(tracks, usual):
    """The quicker endings of the recordings, near what is usual (recipes.main_places says why)."""
    found, usual = [t.release for t in tracks if t.release], np.array(usual)
    release = np.percentile(found, 75, axis=0) if len(found) >= 5 else usual
    return np.clip(release, 0.7 * usual, 2.0 * usual)


@dataclasses.dataclass
class Voice:
    network: object
    space: object
    tracks: list
    points: list
    described: list

    def save(self, path, name, training, ledger):
        patch.save(path, name, self.network, self.space, self.tracks, self.points, self.described, training, ledger)


def train(plan, tracks, scratch, progress=None):
    """Voice, its movement calibrated where there is a program to play it."""
    material = plan.material
    points, described = places(material, plan.name)
    network, space = _fit(material, tracks, plan.settings, progress)
    voice = Voice(network, space, tracks, points, described)
    if plan.program and not material.instrument.struck:
        voice.save(scratch, plan.name, {}, ([], "", ""))
        calibrate.adjust(scratch, tracks, points, described, lambda _: None)
        for point in points:
            point.slow, point.fast = LIVELY * point.slow, LIVELY * point.fast
    return voice


def held(material):
    """True for each track that the twin is not to hear."""
    tracks = material.tracks
    if not material.instrument.struck:
        return holdout.choose(tracks)
    count = {p: sum(t.place == p for t in tracks) for p in {t.place for t in tracks}}
    seen = {}
    for i, t in enumerate(tracks):
        seen.setdefault(t.place, []).append(i)
    chosen = {own[len(own) // 2] for p, own in seen.items() if count[p] > 1}
    return [i in chosen for i in range(len(tracks))]


def judge(plan, scratch):
    """[Judged]: a twin trained without the held-out recordings, heard on them."""
    torch.set_num_threads(1)
    apart = held(plan.material)
    tracks = plan.material.tracks
    known = [t for t, h in zip(tracks, apart) if not h]
    voice = train(plan, known, scratch)
    voice.save(scratch, plan.name, {}, ([], "", ""))
    away = [t for t, h in zip(tracks, apart) if h]
    if not plan.material.instrument.struck:
        return evaluate.judge(scratch, plan.name, away, known)
    found = []
    for t in away:
        found += evaluate.judge(scratch, plan.name, [t], [k for k in known if k.place == t.place])
    return found
