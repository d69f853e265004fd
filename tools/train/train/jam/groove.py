"""Drum takes from MIDI, with the velocities and the micro-timing of the players (Groove MIDI Dataset)."""

import csv
import dataclasses
from pathlib import Path

import mido
import numpy as np

from .grid import TICKS_PER_QUARTER
from .song import NOTE, STYLES, Role, meter_index

# The kit as General MIDI has it: heads and edges that sound alike are one.
SAME = {22: 42, 26: 46, 40: 38, 58: 43, 47: 45, 50: 48, 55: 49, 52: 57, 59: 51, 39: 38, 54: 42, 56: 53, 41: 43}
KIT = (36, 37, 38, 42, 43, 44, 45, 46, 48, 49, 51, 53, 57)
_STYLE = {"hiphop": "funk", "afrobeat": "latin", "afrocuban": "latin", "reggae": "latin", "neworleans": "funk",
          "dance": "pop", "punk": "rock", "blues": "jazz", "country": "pop", "gospel": "soul", "middleeastern": "none",
          "highlife": "latin"}


@dataclasses.dataclass
class Take:
    """name, style (index), tempo, split, whole (a beat rather than a fill), notes (NOTE), meter (frames of a bar)."""

    name: str
    style: int
    tempo: float
    split: str
    whole: bool
    meter: int
    bar_frames: int
    notes: np.ndarray
    file: str = ""


def style_of(text):
    """The index of the family that a style of the dataset belongs to."""
    family = text.split("/")[0]
    family = _STYLE.get(family, family)
    return STYLES.index(family) if family in STYLES else 0


def load(folder):
    """All takes."""
    takes = []
    with open(Path(folder) / "info.csv", newline="") as file:
        for row in csv.DictReader(file):
            path = Path(folder) / row["midi_filename"]
            if path.exists():
                takes.append(_read(path, row))
    return takes


def _read(path, row):
    midi = mido.MidiFile(path)
    notes = []
    for track in midi.tracks:
        now = 0
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity:
                pitch = SAME.get(message.note, message.note)
                if pitch in KIT:
                    at = round(now * TICKS_PER_QUARTER / midi.ticks_per_beat)
                    notes.append((at, 12, pitch, message.velocity, Role.DRUMS))
    numerator, denominator = map(int, row["time_signature"].split("-"))
    notes = np.array(sorted(notes), NOTE)
    return Take(
        row["id"], style_of(row["style"]), float(row["bpm"]), row["split"], row["beat_type"] == "beat",
        meter_index(numerator, denominator), numerator * 16 // denominator, notes, row["midi_filename"],
    )
