"""What the accompanist learns from: notes with roles, in ticks, with bars and harmony."""

import dataclasses
import enum

import numpy as np


class Role(enum.IntEnum):
    """Who plays a note."""

    MELODY = 0
    BASS = 1
    COMP = 2
    COUNTER = 3
    DRUMS = 4


STYLES = ("none", "song", "pop", "rock", "jazz", "funk", "latin", "soul")

# Bar lengths that the model is told apart, by (frames, frames of a beat).
METERS = {None: 0, (8, 4): 1, (12, 4): 2, (16, 4): 3, (12, 6): 4, (18, 6): 5, (24, 6): 6, (6, 2): 7}
OTHER_METER = 8
METER_COUNT = 9

NOTE = np.dtype(
    [("onset", np.int32), ("length", np.int32), ("pitch", np.int16), ("velocity", np.int16), ("role", np.int8)]
)


@dataclasses.dataclass
class Song:
    """notes: NOTE, sorted by onset. bars: frame at which each bar starts, with its meter (index as in METERS) and its
    frames a beat. chords: id per frame (harmony.py). keys: 0 to 23 per frame."""

    name: str
    style: int
    tempo: float
    notes: np.ndarray
    bars: np.ndarray  # [n, 2]: frame, meter
    chords: np.ndarray
    keys: np.ndarray

    @property
    def frames(self):
        return len(self.chords)


def meter_index(numerator, denominator):
    """The index of a time signature: 6/8, 9/8 and 12/8 have beats of three eighths."""
    frames = numerator * 16 // denominator
    beat = 6 if denominator == 8 and numerator % 3 == 0 and numerator > 3 else (2 if denominator == 8 else 4)
    return METERS.get((frames, beat), OTHER_METER)
