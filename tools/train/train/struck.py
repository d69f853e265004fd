"""Recordings of struck things to tracks: free modes that all hits of one thing share, and noise."""

import dataclasses
import hashlib
from multiprocessing import Pool

import numpy as np
from analyse import kit, levels, modes, percussive, pitch
from analyse.audio import loudness
from analyse.config import ATTACK_HOP, LOUDNESS, PARTIALS, RATE, SILENCE_DB, frame_count, frame_times
from analyse.note import Note
from analyse.resynth import render

from .dataset import ABSENT_DB, Track, cache_folder

VERSION = 3
SECONDS = 4.0


def common_modes(sounds, count):
    """Modes in Hz [M] and glide of several hits of one thing: those of the loudest."""
    loudest = max(sounds, key=lambda x: float(np.max(np.abs(x))))
    hz, _, _ = percussive.lines(loudest, count)  # strongest first
    return hz


def track_of(path, x, hz, dynamic, point, key):
    """One hit through the given modes."""
    times = frame_times(frame_count(len(x)))
    glides = len(hz) and hz[0] < percussive.GLIDES_BELOW_HZ
    cents = modes.glide(x, hz[0]) if glides else np.zeros(len(x))
    # Partial numbers follow frequency, so that those of two things meet in order on the way from one to the other; a
    # pitched thing counts from its strongest.
    hz = np.sort(hz) if key is not None else np.concatenate([hz[:1], np.sort(hz[1:])])
    z, positions, density = percussive.read(x, hz, percussive.clock_of(cents), times)
    amplitude = percussive.levels_at(z, positions, times)
    base = float(hz[0]) if len(hz) else 1000.0
    ratio = np.arange(1.0, PARTIALS + 1)
    ratio[: len(hz)] = hz / base
    note = Note(path.name, base, 0.0, dynamic, ratio[: len(hz)], np.zeros(len(hz)), amplitude, density,
                np.interp(times, np.arange(len(x)), cents))
    top = levels.overall(note).max()
    heard = render(note, min(int(1.5 * RATE), int(times[-1])))
    partial = np.full((len(times), PARTIALS), ABSENT_DB, np.float32)
    partial[:, : len(hz)] = np.maximum(amplitude - top, ABSENT_DB)
    return Track(
        file=str(path), place=point, key=pitch.midi_key(base) if key is None else float(key), hz=base,
        dynamic=dynamic, times=(times / RATE).astype(np.float32), partial=partial,
        noise=np.maximum(density - top, SILENCE_DB).astype(np.float32), cents=note.cents.astype(np.float32),
        ratio=ratio, stiffness=0.0, gain=float(LOUDNESS - loudness(heard) + top), seconds=len(x) / RATE,
    )


def _thing(job):
    point, recordings, key, count = job
    text = f"struck {VERSION} {count} {key} {SECONDS} {ATTACK_HOP} {[d for _, d in recordings]}"
    digest = hashlib.sha256(b"".join(p.read_bytes() for p, _ in recordings) + text.encode()).hexdigest()[:24]
    entry = cache_folder() / f"{digest}.npz"
    if entry.exists():
        with np.load(entry, allow_pickle=True) as kept:
            found = [Track(**t) for t in kept["tracks"].tolist()]
        for t, (path, _) in zip(found, recordings):
            t.file, t.place = str(path), point
        return found
    sounds = [percussive.hit(path, SECONDS) for path, _ in recordings]
    hz = common_modes(sounds, min(count, PARTIALS))
    found = [track_of(path, x, hz, d, point, key) for (path, d), x in zip(recordings, sounds)]
    kept = np.empty(len(found), object)
    kept[:] = [dataclasses.asdict(t) for t in found]
    np.savez_compressed(entry, tracks=kept)
    return found


def load(things, workers=2, say=print):
    """things: [(point, [(path, dynamic)], key or None where the pitch is to be measured, modes)]. [Track]."""
    tracks = []
    with Pool(workers) as pool:
        for i, found in enumerate(pool.imap(_thing, things)):
            tracks += found
            if i % 20 == 19:
                say(f"  {i + 1} of {len(things)} things read")
    return tracks


def drums(recordings):
    """(things for load(), [(place, key, level dB)] of each point) of the whole kit."""
    things, points = [], []
    for place, (_, voices) in enumerate(kit.PLACES):
        for voice in sorted(voices, key=lambda v: v.key):
            things.append((len(points), kit.recordings_of(voice, recordings / "percussive"), voice.key, max(voice.modes, 8)))
            points.append((place, voice.key, voice.level))
    return things, points
