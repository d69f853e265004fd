"""Songs as the sequence of steps that the accompanist's network reads and predicts.

Every frame (sixteenth) begins with a FRAME step; then comes what the accompanist plays in it: a CHORD where the harmony
changes, notes of its roles in their order, low to high; then what the player plays in it. So what the accompanist plays
in a frame never knows what the player plays there: this order is the accompanist's whole claim to be causal, and
`engine/jam/` keeps the same.
"""

import dataclasses
import enum

import numpy as np

from . import harmony
from .grid import duration_step, frame_of, micro_of, velocity_step
from .song import Role


class Kind(enum.IntEnum):
    """What a step is."""

    FRAME = 0
    CHORD = 1
    BASS = 2
    COMP = 3
    COUNTER = 4
    DRUMS = 5
    PLAYER = 6
    PLAYER_DRUMS = 7


KINDS = len(Kind)
OWN = {Role.BASS: Kind.BASS, Role.COMP: Kind.COMP, Role.COUNTER: Kind.COUNTER, Role.DRUMS: Kind.DRUMS, Role.MELODY: Kind.COUNTER}

# Values: pitches, then drums, then chords; a FRAME has none.
DRUM_VALUES = 128
CHORD_VALUES = 256
VALUES = CHORD_VALUES + harmony.CHORD_COUNT + 1

PLACES = 28  # frames of a bar up to 24; 24 to 27: the bar is not known, frames of a quarter note
AGES = 32  # frames since the last change of chord, at most
TEMPOS = 8
DECAYS = (0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.997)  # a frame, of what the ear remembers
HORIZONS = ((0, 4), (4, 8), (8, 16))  # frames ahead of which the outlook speaks

STEP = np.dtype(
    [
        ("kind", np.int8), ("value", np.int16), ("micro", np.int8), ("duration", np.int8), ("velocity", np.int8),
        ("frame", np.int32), ("place", np.int8),
        # What is told at a FRAME, and holds until the next.
        ("meter", np.int8), ("style", np.int8), ("tempo", np.int8), ("roles", np.int8),
        ("held", np.int16),  # pitch classes that the player still holds from the frames before, a bit each
        ("chord", np.int16), ("age", np.int8),  # the accompanist's own harmony before this frame
        ("now", np.int16),  # the harmony after this step
        # Of what came before this step: what intervals are measured from.
        ("last", np.int16, KINDS),  # the last pitch of each kind, -1 for none
    ]
)


@dataclasses.dataclass
class Example:
    """steps: STEP. keys: per step, 0 to 23. outlook: [steps, horizons, 12], shares of the player's pitch classes in
    what is to come, zero where nothing is. heard: [steps, decays, 12], what the ear remembers of the player: shares of pitch
    classes, the past forgotten at each decay. All three matter at FRAME steps."""

    steps: np.ndarray
    keys: np.ndarray
    outlook: np.ndarray
    heard: np.ndarray

    def cut(self, count):
        """The first `count` steps."""
        return Example(*(getattr(self, f.name)[:count] for f in dataclasses.fields(self)))


def tempo_step(tempo):
    """The index of a tempo: from 50 to 200 beats a minute in eight equal ratios."""
    return int(np.clip(np.log2(tempo / 50) * 4, 0, TEMPOS - 1))


def roles_mask(kinds):
    """A bit for each of BASS, COMP, COUNTER, DRUMS."""
    return sum(1 << (k - Kind.BASS) for k in set(kinds))


def steps_of(song, player, mine, first=0, frames=None, known_bars=True):
    """An Example of the frames [first, first + frames) of a song.

    player: the Role that the player has, or None. mine: Roles that the accompanist plays; others are left out.
    """
    last = song.frames if frames is None else min(song.frames, first + frames)
    count = last - first
    notes = song.notes
    frame = frame_of(notes["onset"]) - first
    inside = (frame >= 0) & (frame < count)
    notes, frame = notes[inside], frame[inside]
    kind = np.zeros(len(notes), np.int8)
    for role in mine:
        kind[notes["role"] == role] = OWN[role]
    if player is not None:
        kind[notes["role"] == player] = Kind.PLAYER_DRUMS if player == Role.DRUMS else Kind.PLAYER
    notes, frame, kind = notes[kind > 0], frame[kind > 0], kind[kind > 0]
    chords = song.chords[first:last]
    has_harmony = any(r != Role.DRUMS for r in mine)
    if not has_harmony:
        chords = np.full(count, harmony.NO_CHORD, np.int16)
    changes = np.flatnonzero(np.diff(chords, prepend=-1 if has_harmony else harmony.NO_CHORD))

    steps = np.zeros(count + len(changes) + len(notes), STEP)
    a, b = count, count + len(changes)
    steps["frame"][:a] = np.arange(count)
    steps["kind"][a:b], steps["frame"][a:b] = Kind.CHORD, changes
    steps["value"][a:b] = chords[changes] + CHORD_VALUES
    drums = (kind == Kind.DRUMS) | (kind == Kind.PLAYER_DRUMS)
    pitched = ~drums & (kind < Kind.PLAYER)
    steps["kind"][b:], steps["frame"][b:] = kind, frame
    steps["value"][b:] = notes["pitch"] + np.where(drums, DRUM_VALUES, 0)
    steps["micro"][b:] = micro_of(notes["onset"])
    steps["duration"][b:] = np.where(pitched, duration_step(notes["length"]), 0)
    steps["velocity"][b:] = velocity_step(notes["velocity"])
    order = np.lexsort((steps["micro"], steps["value"], steps["kind"], steps["frame"]))
    steps = steps[order]
    same = np.zeros(len(steps), bool)  # the same note twice in a frame is one
    for field in ("frame", "kind", "value"):
        steps_field = steps[field]
        equal = np.append(False, steps_field[1:] == steps_field[:-1])
        same = equal if field == "frame" else same & equal
    steps = steps[~same]

    at = steps["frame"]
    steps["place"], steps["meter"] = (x[at] for x in _places(song, first, count, known_bars))
    steps["style"], steps["tempo"] = song.style, tempo_step(song.tempo)
    steps["roles"] = roles_mask(OWN[r] for r in mine)
    sounding = _player_classes(notes[kind == Kind.PLAYER], frame[kind == Kind.PLAYER], count)
    steps["held"] = sounding[0][at]
    before = np.append(harmony.NO_CHORD, chords[:-1])
    since = np.zeros(count, np.int64)
    age = AGES - 1
    changed = np.isin(np.arange(count), changes)
    for f in range(count):
        since[f] = age
        age = 0 if changed[f] else min(age + 1, AGES - 1)
    steps["chord"], steps["age"] = before[at], since[at]
    steps["now"] = np.where(steps["kind"] == Kind.FRAME, before[at], chords[at])
    note_last(steps)
    return Example(steps, song.keys[first:last][at], _outlook(sounding[1])[at], heard(sounding[1])[at])


def note_last(steps):
    """Fills in `last` of every step."""
    kinds, values = steps["kind"], steps["value"]
    at = np.arange(len(steps))
    for kind in range(Kind.CHORD, KINDS):
        mine = np.where(kinds == kind, at, -1)
        came = np.append(-1, np.maximum.accumulate(mine)[:-1]) if len(steps) else mine
        offset = CHORD_VALUES if kind == Kind.CHORD else DRUM_VALUES if kind in (Kind.DRUMS, Kind.PLAYER_DRUMS) else 0
        steps["last"][:, kind] = np.where(came >= 0, values[came] - offset, -1)


def _places(song, first, count, known):
    """Place in the bar and meter of each frame."""
    frames = np.arange(first, first + count)
    unknown = 24 + (frames - first) % 4
    if not known:
        return unknown.astype(np.int8), np.zeros(count, np.int8)
    bar = np.searchsorted(song.bars[:, 0], frames, side="right") - 1
    place = frames - song.bars[np.maximum(bar, 0), 0]
    good = (bar >= 0) & (place < 24)
    return np.where(good, place, unknown).astype(np.int8), np.where(good, song.bars[np.maximum(bar, 0), 1], 0).astype(np.int8)


def _player_classes(notes, frame, count):
    """(mask of what is still held as each frame begins, [frames, 12] what sounds in each frame)."""
    held = np.zeros(count, np.int16)
    sounds = np.zeros((count, 12), np.float32)
    ends = frame_of(notes["onset"] + notes["length"])
    for f, e, p in zip(frame, np.maximum(ends, frame + 1), notes["pitch"]):
        sounds[f : min(e, count), p % 12] += 1
        held[f + 1 : min(e, count)] |= 1 << (p % 12)
    return held, sounds


def heard(sounds):
    """[frames, decays, 12]: of what sounded before each frame."""
    present = (sounds > 0).astype(np.float32)
    out = np.zeros((len(sounds), len(DECAYS), 12), np.float32)
    decay = np.array(DECAYS, np.float32)[:, None]
    memory = np.zeros((len(DECAYS), 12), np.float32)
    for f in range(len(sounds)):
        out[f] = memory / np.maximum(memory.sum(1, keepdims=True), 1e-6)
        memory = memory * decay + present[f]
    return out


def _outlook(sounds):
    total = np.concatenate([np.zeros((1, 12), np.float32), np.cumsum(sounds, 0)])
    count, at = len(sounds), np.arange(len(sounds))
    out = np.zeros((count, len(HORIZONS), 12), np.float32)
    for i, (a, b) in enumerate(HORIZONS):
        part = total[np.minimum(at + b, count)] - total[np.minimum(at + a, count)]
        out[:, i] = part / np.maximum(part.sum(1, keepdims=True), 1e-6)
    return out
