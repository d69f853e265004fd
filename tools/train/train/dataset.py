"""Recordings to measured tracks for training, cached: the same recording is analysed once."""

import dataclasses
import hashlib
import os
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import scipy.ndimage as sn
from analyse import levels, pitched
from analyse.audio import loudness
from analyse.config import BANDS, LOUDNESS, NOISE_HZ, PARTIALS, RATE, SILENCE_DB, SUSTAIN_HOP
from analyse.resynth import render

VERSION = 4  # of what is measured; part of the cache's key
SUSTAINED_S, DECAYING_S = 3.4, 6.0  # how much of a recording is read
SWELL_MS = 180  # of a slow beginning that is kept: a bow may take its time, a key may not wait for it long
STEADY_S, COURSE_S = 0.3, 0.45  # from here on a held note stays at its level; what is slower than twice this is its course
ABSENT_DB = -110.0  # a partial that the recording does not show, against the note's level


@dataclass
class Track:
    """One recording, levels in dB against its loudness. F frames, all 96 partials."""

    file: str
    place: int
    key: float
    hz: float
    dynamic: float  # 0..1 by its name
    times: np.ndarray  # [F] seconds after the onset
    partial: np.ndarray  # [F, 96] dB; ABSENT_DB above the last one
    noise: np.ndarray  # [F, 65] dB
    cents: np.ndarray  # [F]
    ratio: np.ndarray  # [96]
    stiffness: float
    gain: float  # dB from these levels to the common loudness
    release: tuple = ()
    seconds: float = 0.0  # of the clip from its onset
    damped: bool = False  # ends because a hand stopped it
    named: int | None = None
    doubt: str = ""
    report: dict = field(default_factory=dict)


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "seaglass-train" / "tracks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def measure(path, place, number, dynamic, expected_key=None):
    """The Track of one recording; ValueError or IndexError where there is no note in it."""
    reach = SUSTAINED_S if place.sustained else DECAYING_S
    wide = dataclasses.replace(place, seconds=max(place.seconds, reach))
    note, x, times = pitched.measure(path, wide, dynamic, expected_key, SWELL_MS)
    window = max(4.0 / note.hz, 0.02) / 2 * RATE  # frames that see the clip's end are left out
    whole = max(8, int(np.count_nonzero(times + window <= len(x))))
    for name in ("amplitude", "noise", "cents"):
        setattr(note, name, getattr(note, name)[:whole])
    times = times[:whole]
    top = levels.overall(note).max()
    heard = render(note, min(int(1.5 * RATE), int(times[-1])))
    gain = LOUDNESS - loudness(heard)
    partial = np.full((whole, PARTIALS), ABSENT_DB, np.float32)
    partial[:, : note.amplitude.shape[1]] = np.maximum(note.amplitude - top, ABSENT_DB)
    k = np.arange(1, PARTIALS + 1)
    b = note.report["stiffness"]
    ratio = k * np.sqrt((1 + b * k * k) / (1 + b))
    ratio[: len(note.ratio)] = note.ratio
    return Track(
        file=str(path),
        place=number,
        key=float(note.key),
        hz=float(note.hz),
        dynamic=dynamic,
        times=(times / RATE).astype(np.float32),
        partial=partial,
        noise=np.maximum(note.noise - top, SILENCE_DB).astype(np.float32),
        cents=note.cents.astype(np.float32),
        ratio=ratio,
        stiffness=float(b),
        gain=float(gain + top),
        release=tuple(note.report["release"] or ()),
        seconds=note.report["whole"],
        damped=bool(place.damped and note.report["end"] < note.report["whole"] - 0.01),
        named=expected_key,
        doubt=note.report["doubt"],
    )


def steady(track):
    """Takes the slow course of its level out of a sustained note, in place: what is held stays."""
    power = 10 ** (track.partial / 10) @ np.full(PARTIALS, 0.5)
    power += 10 ** (track.noise / 10) @ (np.gradient(NOISE_HZ) / 24000)
    late = track.times > STEADY_S
    if late.sum() < 20:
        return
    level = 10 * np.log10(power[late])
    course = sn.gaussian_filter1d(level, COURSE_S * RATE / SUSTAIN_HOP, mode="nearest")
    change = np.full(len(track.times), course.max() - course[0])
    change[late] = course.max() - course
    change = np.clip(change, 0, 20)[:, None].astype(np.float32)
    track.partial = np.where(track.partial > ABSENT_DB, track.partial + change, ABSENT_DB)
    track.noise = track.noise + change


def _cached(job):
    number, path, dynamic, key, place = job
    text = f"{VERSION} {place} {dynamic} {key} {SUSTAINED_S} {DECAYING_S}"
    digest = hashlib.sha256(path.read_bytes() + text.encode()).hexdigest()[:24]
    entry = cache_folder() / f"{digest}.npz"
    if entry.exists():
        with np.load(entry, allow_pickle=True) as kept:
            if "why" in kept:
                return None, str(kept["why"])
            return Track(**{**kept["track"].item(), "file": str(path), "place": number}), ""
    try:
        track = measure(path, place, number, dynamic, key)
    except (ValueError, IndexError) as error:
        np.savez(entry, why=str(error))
        return None, str(error)
    np.savez_compressed(entry, track=np.array(dataclasses.asdict(track), object))
    return track, ""


def load(jobs, workers=2, say=print):
    """jobs: [(place number, path, dynamic, key by name or None, Place)]. [Track], in their order;
    what holds no note is named and left out.
    """
    tracks = []
    with Pool(workers) as pool:
        for i, (track, why) in enumerate(pool.imap(_cached, jobs, chunksize=2)):
            if track is None:
                say(f"  left out {jobs[i][1].name}: {why}")
            elif track.named is not None and abs(track.key - track.named) > 1.0:
                say(f"  left out {jobs[i][1].name}: measured key {track.key:.2f}, named {track.named}")
            else:
                tracks.append(track)
            if i % 50 == 49:
                say(f"  {i + 1} of {len(jobs)} recordings read")
    return tracks


assert BANDS == 65
