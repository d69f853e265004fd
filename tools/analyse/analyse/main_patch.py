"""The `main` patch: every place of places.py, analysed, matched and packed."""

import re
from collections import defaultdict
from multiprocessing import Pool

import numpy as np

from . import pitched, places


def jobs(recordings, only=None):
    """(place number, path, dynamic, key by its name) of every recording that a place asks for."""
    found = []
    for number, place in enumerate(places.PLACES):
        if only and place.name not in only:
            continue
        for path in sorted(recordings.rglob("*.flac")):
            match = re.fullmatch(place.pattern, path.relative_to(recordings).as_posix())
            if match:
                found.append(
                    (
                        number,
                        path,
                        places.dynamic_of(match),
                        places.named_key(path.name, match, place),
                    )
                )
    return found


def _analyse(job):
    number, path, dynamic, key = job
    try:
        note = pitched.analyse(path, places.PLACES[number], dynamic, key)
    except (ValueError, IndexError) as error:
        return job, None, str(error)
    note.place = number
    note.file = str(path)
    note.report["named"] = key
    return job, note, ""


def analyse(recordings, workers=2, only=None, say=print):
    """All notes, [(job, Note or None, why not)], in the order of the jobs."""
    work = jobs(recordings, only)
    say(f"{len(work)} recordings")
    done = []
    with Pool(workers) as pool:
        for i, result in enumerate(pool.imap(_analyse, work)):
            done.append(result)
            if i % 25 == 24:
                say(f"  {i + 1} of {len(work)}: {result[0][1].name}")
    return done


def choose(results, say=print):
    """Notes that are kept: takes beyond a place's limit and notes of doubtful pitch go."""
    kept, seen = [], defaultdict(int)
    for (number, path, dynamic, key), note, why in results:
        if note is None:
            say(f"  left out {path.name}: {why}")
            continue
        if note.report["doubt"]:
            say(f"  {path.name}: {note.report['doubt']}")
        if key is not None and abs(note.key - key) > 1.0:
            say(f"  left out {path.name}: measured key {note.key:.2f}, named {key}")
            continue
        slot = (number, round(note.key), dynamic)
        seen[slot] += 1
        if seen[slot] <= places.PLACES[number].takes:
            kept.append(note)
    return sorted(kept, key=lambda n: (n.place, round(n.key), n.dynamic, n.file))


def describe(notes):
    """The JSON objects of the places that have notes; renumbers the notes' places. Range and
    release come from the notes.
    """
    described, renumber = [], {}
    for number, place in enumerate(places.PLACES):
        own = [n for n in notes if n.place == number]
        if not own:
            continue
        renumber[number] = len(described)
        keys = [n.key for n in own]
        low, high = round(min(keys)), round(max(keys))
        for n in own:
            n.gain_db += place.slope_db * (2 * (n.key - low) / max(high - low, 1) - 1)
        releases = [n.report["release"] for n in own if n.report.get("release")]
        # The quicker endings: the slower ones are players letting a note fade, which is not what a
        # released key asks for.
        release = (
            np.percentile(releases, 75, axis=0) if len(releases) >= 5 else np.array(place.release)
        )
        release = np.clip(release, 0.7 * np.array(place.release), 2.0 * np.array(place.release))
        described.append(
            {
                "name": place.name,
                "program": len(described),
                "pitched": True,
                "sustained": place.sustained,
                "one_shot": False,
                "low": max(0, low - place.below),
                "high": min(127, high + place.above),
                "release_db_per_s": [round(float(r), 1) for r in release],
            }
        )
    for n in notes:
        n.place = renumber[n.place]
    return described


def size_report(notes, described):
    """A line per place: notes, range, frames, bytes."""
    lines = []
    for number, place in enumerate(described):
        own = [n for n in notes if n.place == number]
        size = sum(
            n.amplitude.size
            + n.noise.size
            + 2 * len(n.cents)
            + 8 * len(n.ratio)
            + 2 * len(n.transient)
            for n in own
        )
        lines.append(
            f"  {place['name']}: {len(own)} notes, keys {place['low']} to {place['high']}, "
            f"{size / 1e6:.2f} MB, release {place['release_db_per_s']}"
        )
    return lines
