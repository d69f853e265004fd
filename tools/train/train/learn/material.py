"""The recordings of a folder as tracks to train on."""

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from analyse import percussive

from .. import dataset, struck
from . import listening, loudness, names, recordings
from .refusal import UNREADABLE, UNWRITABLE, Refusal
from .recordings import Unusable
from .telling import Progress
from .workers import each

FIRST_KEY, LAST_KEY = 36, 127  # that struck things are laid out on
MODES = 32
LOUDEST_APART_DB = 10.0  # between the loudest thing and the quietest, at most
AGREES = 1.0  # keys between what was heard and what was measured


@dataclass
class Material:
    instrument: object
    tracks: list
    files: list  # of the tracks, as found
    seconds: list
    left: list  # [(file, why)]
    remarks: list
    dynamics: str = ""
    things: list = field(default_factory=list)  # struck: [(key, name, hits)], in the order of the points
    levels: list = field(default_factory=list)  # struck: dB of each thing against the loudest


def _listen(job):
    file, copy = job
    try:
        return listening.listen(file, copy), ""
    except Unusable as error:
        return None, str(error)
    except OSError as error:
        if error.errno is not None:
            return None, f"!{error.strerror}"
        return None, f"it cannot be read ({error})"
    except (ValueError, IndexError, ArithmeticError) as error:
        return None, f"it cannot be analysed ({error})"


def _measure(job):
    heard, place, expected = job
    try:
        track = dataset.measure(Path(heard.copy), place, 0, loudness.ALONE, expected)
    except (ValueError, IndexError, ArithmeticError) as error:
        return None, f"it cannot be analysed ({error})"
    if expected is not None and abs(track.key - expected) > AGREES:
        return None, "its pitch is not sure"
    if not all(np.isfinite(v).all() for v in (track.partial, track.noise, track.cents, track.ratio, track.gain)):
        return None, "it cannot be analysed (no finite levels)"
    return track, ""


def _measure_hits(job):
    point, key, found = job
    try:
        sounds = [percussive.hit(Path(h.copy), struck.SECONDS) for h, _ in found]
        hz = struck.common_modes(sounds, MODES)
        return [struck.track_of(Path(h.copy), x, hz, d, point, key) for (h, d), x in zip(found, sounds)], ""
    except (ValueError, IndexError, ArithmeticError) as error:
        return None, f"it cannot be analysed ({error})"


def _through(what, function, jobs, workers):
    progress, found = Progress(what, len(jobs)), []
    for result in each(function, jobs, workers):
        found.append(result)
        progress.at(len(found))
    progress.end()
    return found


def gather(folder, scratch, instruments, workers):
    """Material of all audio files under the folder; copies to work with go to `scratch`. Raises Refusal."""
    files = recordings.find(folder)
    if not files:
        kinds = ", ".join(sorted(s[1:] for s in recordings.SUFFIXES))
        raise Refusal(UNREADABLE, f"{folder}: there are no recordings in it; put one note in each file ({kinds})")
    jobs = [(f, scratch / f"{i:05d}.wav") for i, f in enumerate(files)]
    results = _through(f"listening to {len(files)} recordings:", _listen, jobs, workers)
    for _, why in results:
        if why.startswith("!"):
            raise Refusal(UNWRITABLE, f"{scratch}: working copies cannot be written: {why[1:]}; make room or set TMPDIR")
    left = [(f, why) for f, (h, why) in zip(files, results) if h is None]
    instrument, used, others, remarks = instruments.settle([h for h, _ in results if h])
    left += [(h.file, why) for h, why in others]
    if not used:
        reasons = "; ".join(f"{f.name}: {why}" for f, why in left[:2])
        more = f"; and {len(left) - 2} more" if len(left) > 2 else ""
        raise Refusal(UNREADABLE, f"{folder}: none of the {len(files)} recordings can be used ({reasons}{more})")
    found = Material(instrument, [], [], [], left, remarks)
    (_hits if instrument.struck else _notes)(found, used, workers)
    found.left.sort(key=lambda pair: pair[0])
    if not found.tracks:
        raise Refusal(UNREADABLE, f"{folder}: none of the {len(files)} recordings could be analysed as a note")
    return found


def _notes(found, used, workers):
    place = found.instrument.place("learnt")
    off = names.octaves_off([h.file.stem for h in used], [_key(h.hz) for h in used])
    jobs = []
    for h, octaves in zip(used, off):
        expected = _key(h.hz) - 12 * octaves if octaves else None
        if expected is None and not h.sure and _within(h.middle, place):
            expected = _key(h.middle)
        jobs.append((h, place, expected))
    kept = []
    for h, (track, why) in zip(used, _through(f"measuring {len(used)} notes:", _measure, jobs, workers)):
        if track is None:
            found.left.append((h.file, why))
        else:
            kept.append((h, track))
    kept.sort(key=lambda pair: (round(pair[1].key), str(pair[0].file)))
    found.tracks = [t for _, t in kept]
    found.files, found.seconds = [h.file for h, _ in kept], [h.seconds for h, _ in kept]
    if kept:
        found.dynamics = loudness.settle(found.tracks, [h.loud for h, _ in kept], [f.stem for f in found.files])


def _key(hz):
    return 69 + 12 * float(np.log2(hz / 440))


def _within(hz, place):
    return place.yin_hz[0] <= hz <= place.yin_hz[1]


def _hits(found, used, workers):
    labels = names.things([h.file.stem for h in used])
    groups = {}
    for h, label in zip(used, labels):
        groups.setdefault(label, []).append(h)
    room = LAST_KEY - FIRST_KEY + 1
    for label in list(groups)[room:]:
        found.left += [(h.file, f"there are only {room} keys for things") for h in groups.pop(label)]
    jobs = [(i, FIRST_KEY + i, _with_dynamics(own)) for i, own in enumerate(groups.values())]
    loud = []
    results = _through(f"measuring {len(jobs)} things:", _measure_hits, jobs, workers)
    for label, (_, _, own), (tracks, why) in zip(groups, jobs, results):
        if tracks is None:
            found.left += [(h.file, why) for h, _ in own]
            continue
        number = len(found.things)
        key = FIRST_KEY + number
        found.tracks += [dataclasses.replace(t, place=number, key=float(key)) for t in tracks]
        found.files += [h.file for h, _ in own]
        found.seconds += [h.seconds for h, _ in own]
        found.things.append((key, label, len(own)))
        loud.append(max(h.loud for h, _ in own))
    found.levels = [max(-LOUDEST_APART_DB, v - max(loud)) for v in loud]
    found.dynamics = "dynamics from names or levels"


def _with_dynamics(own):
    """[(Heard, dynamic)] of one thing's hits, soft to hard."""
    said = names.dynamics([h.file.stem for h in own])
    if said is not None and None not in said:
        return sorted(zip(own, said), key=lambda pair: pair[1])
    if len(own) == 1:
        return [(own[0], loudness.ALONE)]
    order = sorted(own, key=lambda h: h.peak_db)
    return [(h, round(0.3 + 0.65 * i / (len(own) - 1), 3)) for i, h in enumerate(order)]
