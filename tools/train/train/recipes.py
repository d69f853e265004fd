"""What the shipped patches are trained on, and how."""

from pathlib import Path

import numpy as np
from analyse import drums_patch, kit, ledger, main_patch
from analyse.places import PLACES

from . import calibrate, dataset, distributed, dynamics, fit, layout, patch, splits, struck

MAIN = fit.Settings(steps=12000)
TAKE = 0.6  # of what one take differs from the others: two strokes differ, and neither goes far from the recordings
CALIBRATIONS = 2
DRUMS = fit.Settings(steps=4000, key_jitter=0.0, mixed=0.0)


def main_tracks(recordings, workers=2, say=print):
    """Tracks of every place of `main`, by place; Track.place is the place's number."""
    jobs = [(*job, PLACES[job[0]]) for job in main_patch.jobs(recordings) if not PLACES[job[0]].modal]
    tracks = dataset.load(jobs, workers, say)
    modal = [(n, [(p, d)], None, 40) for n, p, d, _ in main_patch.jobs(recordings) if PLACES[n].modal]
    tracks = sorted(tracks + struck.load(modal, workers, say), key=lambda t: (t.place, t.file))
    dynamics.settle(tracks)
    for t in tracks:
        if PLACES[t.place].sustained:
            dataset.steady(t)
    return tracks


def main_places(tracks):
    """(points, JSON objects) of the places; range and release come from the recordings."""
    points, described = [], []
    for number, place in enumerate(PLACES):
        own = [t for t in tracks if t.place == number]
        keys = [t.key for t in own]
        low = max(0, round(min(keys)) - place.below)
        high = min(127, round(max(keys)) + place.above)
        releases = [t.release for t in own if t.release]
        usual = np.array(place.release)
        # The quicker endings: the slower ones are players letting a note fade, not what a released key asks for.
        release = np.percentile(releases, 75, axis=0) if len(releases) >= 5 else usual
        release = np.clip(release, 0.7 * usual, 2.0 * usual)
        points.append(
            patch.Point(number, -1, place.stiff, place.modal, place.sustained, low, high, take=TAKE)
        )
        described.append(
            {
                "name": place.name,
                "program": number,
                "pitched": True,
                "sustained": place.sustained,
                "one_shot": False,
                "low": low,
                "high": high,
                "release_db_per_s": [round(float(r), 1) for r in release],
                "map": list(layout.MAIN[place.name]),
            }
        )
    return points, described


def ledger_of(recordings, tracks):
    found = ledger.entries(recordings, [Path(t.file) for t in tracks])
    return found, ledger.license_of(found), ledger.attribution(found)


def training_entry(settings, tracks, split=None):
    return {
        "tool": "tools/train",
        "notes": len(tracks),
        "frames": int(sum(len(t.times) for t in tracks)),
        "steps": settings.steps,
        "seed": settings.seed,
        "held_out": "none" if split is None else f"pitches {split} of every {splits.STRIDE}",
    }


def save_main(out, network, space, tracks, points, described, training, ledger, say=print):
    """Writes the patch, its movement brought to what the recordings have."""
    about = (described, training, ledger)
    for _ in range(CALIBRATIONS):
        patch.save(out, "main", network, space, tracks, points, *about)
        calibrate.adjust(out, tracks, points, described, say)
    patch.save(out, "main", network, space, tracks, points, *about)


def make_main(recordings, out, settings=MAIN, split=None, workers=2, say=print):
    """Trains on all recordings, or on those that `split` leaves, and writes the patch."""
    with distributed.together():
        tracks = distributed.first_alone(lambda: main_tracks(recordings, workers, say))
        points, described = main_places(tracks)
        if split is not None:
            tracks = [t for t, held in zip(tracks, splits.held_out(tracks, split)) if not held]
        network, space = fit.fit(tracks, len(points), settings, say)
    if not distributed.leads():
        return
    training = training_entry(settings, tracks, split)
    work = Path(out).with_name(Path(out).name + ".work")  # what stands at `out` stays whole until the end
    save_main(work, network, space, tracks, points, described, training, ledger_of(recordings, tracks), say)
    work.replace(out)


def make_drums(recordings, out, settings=DRUMS, workers=2, say=print):
    things, where = struck.drums(recordings)
    points = [
        patch.Point(place, key, modal=True, low=key, high=key, level=level) for place, key, level in where
    ]
    described = drums_patch.describe()
    for i, place in enumerate(described):
        place["map"] = [round(0.15 + 0.7 * i / (len(kit.PLACES) - 1), 3), 0.5]
    with distributed.together():
        tracks = distributed.first_alone(lambda: struck.load(things, workers, say))
        network, space = fit.fit(tracks, len(points), settings, say, pitched=False)
    if not distributed.leads():
        return
    training = training_entry(settings, tracks)
    patch.save(out, "drums", network, space, tracks, points, described, training, ledger_of(recordings, tracks))
