"""The program plays along: notes out as MIDI, `seaglass jam`, its answer back. Nothing here knows the model."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import mido
import numpy as np

from . import harmony

ROOT = Path(__file__).resolve().parents[4]
TICKS = 480
_IDS = {f"{n}:{q}": r * len(harmony.QUALITIES) + i for r, n in enumerate(harmony.NAMES) for i, q in enumerate(harmony.QUALITIES)}


def program():
    """The seaglass that is judged: what SEAGLASS names, or build/release/seaglass."""
    return os.environ.get("SEAGLASS", str(ROOT / "build/release/seaglass"))


def write(path, onset, end, pitch, velocity, bpm=120.0, channel=0):
    """One track of notes, times in quarter notes."""
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=round(60e6 / bpm))])
    events = []
    for a, b, p, v in zip(onset, end, pitch, velocity):
        events.append((round(a * TICKS), 1, mido.Message("note_on", note=int(p), velocity=int(v), channel=channel)))
        events.append((max(round(b * TICKS), round(a * TICKS) + 1), 0, mido.Message("note_off", note=int(p), channel=channel)))
    now = 0
    for at, _, message in sorted(events, key=lambda e: e[:2]):
        track.append(message.copy(time=at - now))
        now = at
    file = mido.MidiFile(ticks_per_beat=TICKS)
    file.tracks.append(track)
    file.save(path)


def read(path, frames):
    """({role: array of (onset, end, pitch, velocity)} in quarter notes, chord ids of `frames` frames, notes never ended)."""
    file = mido.MidiFile(path)
    roles, chords, stuck = {}, np.full(frames, harmony.NO_CHORD), 0
    for i, track in enumerate(file.tracks):
        now, open_, notes, name = 0, {}, [], f"track {i}"
        for m in track:
            now += m.time
            at = now / file.ticks_per_beat
            if m.type == "track_name":
                name = m.name
            elif m.type == "text" and m.text.startswith("chord "):
                chords[round(at * 4) :] = _IDS.get(m.text[6:], harmony.NO_CHORD)
            elif m.type == "note_on" and m.velocity:
                open_.setdefault(m.note, []).append((at, m.velocity))
            elif m.type in ("note_on", "note_off") and open_.get(m.note):
                start, velocity = open_[m.note].pop(0)
                notes.append((start, at, m.note, velocity))
        stuck += sum(map(len, open_.values()))
        if i > 0:
            roles[name] = np.array(sorted(notes), float).reshape(-1, 4)
    return roles, chords, stuck


def ask(onset, end, pitch, velocity, frames, *options, channel=0, bpm=120.0, told=False):
    """What the program answers, as read(); told: and what it prints with --json."""
    with tempfile.TemporaryDirectory() as folder:
        source, answer = Path(folder) / "in.mid", Path(folder) / "out.mid"
        write(source, onset, end, pitch, velocity, bpm, channel)
        said = _run(source, "-o", answer, *options)
        return (*read(answer, frames), json.loads(said)) if told else read(answer, frames)


def dream(bars, tempo, *options):
    """{role: notes}, as in read(), of what the program plays alone."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "out.mid"
        _run("--dream", bars, "--tempo", tempo, "-o", answer, *options)
        return read(answer, bars * 16)[0]


def _run(*options):
    command = [program(), "jam", *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout
