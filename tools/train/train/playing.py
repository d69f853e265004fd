"""The instrument itself, playing notes for the trainer to judge: `seaglass render` on a MIDI file."""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import mido
import numpy as np
import soundfile as sf
from analyse.config import RATE

PROGRAM = Path(__file__).resolve().parents[3] / "build" / "release" / "seaglass"
TICKS_PER_S = 1000
GAP_S = 1.0


@dataclass
class Stroke:
    """One note to play. key with fraction (MIDI), velocity 1..127, seconds held, seconds until the next."""

    key: float
    velocity: int
    held: float
    room: float


def _message_times(strokes):
    """[(seconds, message)], [start of each stroke in seconds]."""
    events, starts, t = [], [], 0.2
    for s in strokes:
        near = int(np.clip(round(s.key), 0, 127))
        bend = int(np.clip((s.key - near) / 2 * 8192, -8192, 8191))
        events.append((t - 0.05, mido.Message("pitchwheel", pitch=bend)))
        events.append((t, mido.Message("note_on", note=near, velocity=s.velocity)))
        events.append((t + s.held, mido.Message("note_off", note=near, velocity=0)))
        starts.append(t)
        t += max(s.room, s.held) + GAP_S
    return events, starts


def play(patch, place, strokes, controls=None, seed=None):
    """[audio] of each stroke from its start, mono at RATE, `room` long. controls: {name: value}."""
    events, starts = _message_times(strokes)
    track, now = mido.MidiTrack(), 0
    track.append(mido.MetaMessage("set_tempo", tempo=1_000_000))
    for at, message in sorted(events, key=lambda e: e[0]):
        ticks = round(at * TICKS_PER_S)
        track.append(message.copy(time=ticks - now))
        now = ticks
    with tempfile.TemporaryDirectory() as folder:
        score, out = Path(folder) / "notes.mid", Path(folder) / "notes.wav"
        file = mido.MidiFile(ticks_per_beat=TICKS_PER_S)
        file.tracks.append(track)
        file.save(score)
        command = [os.environ.get("SEAGLASS", str(PROGRAM)), "render", str(patch), str(score), "-o", str(out)]
        command += ["--place", place, "--rate", str(RATE)]
        for name, value in (controls or {}).items():
            command += ["--set", f"{name}={value}"]
        if seed is not None:
            command += ["--seed", str(seed)]
        subprocess.run(command, check=True, capture_output=True)
        audio = sf.read(out, always_2d=True)[0].mean(1)
    audio = np.pad(audio, (0, int(8 * RATE)))
    return [
        audio[int(round(t * TICKS_PER_S) * RATE / TICKS_PER_S) :][: int(s.room * RATE)]
        for t, s in zip(starts, strokes)
    ]
