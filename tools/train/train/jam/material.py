"""What a training step is made of: stretches of songs, in every key, at every dynamic, with the surprises that playing
with a person brings.

Three things make the accompanist follow the player rather than its own past (it is trained on people's accompaniments,
but will hear its own): stretches in which what it has played is in a wrong key while the next chord to choose is right;
leaps of the whole song into another key, which the player takes first; and bars that it is not told.
"""

import dataclasses

import numpy as np

from . import harmony
from .events import Kind, steps_of
from .grid import frame_of
from .song import Role

STEPS = 512  # of an example: as far as the network looks back

# Who plays what: (player, its share).
PLAYERS_OF_SONGS = ((Role.MELODY, 0.76), (Role.COMP, 0.1), (Role.BASS, 0.06), (None, 0.08))
PLAYERS_OF_BANDS = ((Role.MELODY, 0.5), (Role.COMP, 0.15), (Role.BASS, 0.1), (Role.DRUMS, 0.15), (None, 0.1))


@dataclasses.dataclass(frozen=True)
class Chances:
    """How often each surprise comes, per example."""

    unknown_bars: float = 0.5
    leap: float = 0.25
    astray: float = 0.35
    fewer_roles: float = 0.4
    unknown_style: float = 0.4



class Material:
    """Songs to draw examples from, each as often as it is long; `shares` are those of the groups of songs."""

    def __init__(self, groups, shares):
        self.groups = groups
        self.shares = np.array(shares) / sum(shares)
        self.weights = [np.array([s.frames for s in g], float) / sum(s.frames for s in g) for g in groups]

    def draw(self, rng, chances=Chances()):
        """(Example that is read, Example that is to be predicted): STEPS long at most."""
        group = int(rng.choice(len(self.groups), p=self.shares))
        song = self.groups[group][int(rng.choice(len(self.groups[group]), p=self.weights[group]))]
        return example(song, rng, chances)


def example(song, rng, chances=Chances(), start=None):
    """A stretch of a song, as in Material.draw()."""
    have = {Role(r) for r in np.unique(song.notes["role"])}
    table = PLAYERS_OF_BANDS if Role.DRUMS in have else PLAYERS_OF_SONGS
    table = [(p, s) for p, s in table if p is None or (p in have and len(have) > 1)]
    player = table[int(rng.choice(len(table), p=np.array([s for _, s in table]) / sum(s for _, s in table)))][0]
    mine = sorted(have - {player})
    if Role.COUNTER in mine and Role.MELODY in mine:
        mine.remove(Role.COUNTER)  # a melody that nobody plays is the counter-melody
    if rng.random() < chances.fewer_roles and len(mine) > 1:
        mine = sorted(rng.choice(mine, int(rng.integers(1, len(mine))), replace=False).tolist())
    mine = [Role(r) for r in mine]
    if start is None:
        start = int(song.bars[int(rng.integers(max(1, len(song.bars) - 4))), 0])
    window = min(300, song.frames - start)
    piece = dataclasses.replace(song, notes=song.notes.copy(), chords=song.chords.copy())
    if rng.random() < chances.unknown_style:
        piece.style = 0
    known = rng.random() >= chances.unknown_bars
    if not known and rng.random() < 0.5:
        start += int(rng.integers(0, 8))  # a count-in that nobody told of
        start = min(start, song.frames - 2)
    _transpose(piece, int(rng.integers(-6, 6)), np.ones(len(piece.notes), bool), 0, song.frames)
    piece.keys = _keys(piece.keys, 0)
    if player is not None:
        _shade(piece, rng)
    if rng.random() < chances.leap and window > 96:
        _leap(piece, rng, player, start + int(rng.integers(24, window - 48)))
    truth = steps_of(piece, player, mine, start, window, known)
    read = truth
    if rng.random() < chances.astray and any(r in mine for r in (Role.BASS, Role.COMP, Role.COUNTER)):
        _lead_astray(piece, rng, player, start, window)
        read = steps_of(piece, player, mine, start, window, known)
        if not np.array_equal(read.steps["kind"], truth.steps["kind"]) or not np.array_equal(read.steps["frame"], truth.steps["frame"]):
            read = truth
    return read.cut(STEPS), _aim(read, truth).cut(STEPS)


def _aim(read, truth):
    """What is to be predicted: the right chords, but notes that go with the chords that were read."""
    if read is truth:
        return truth
    steps = read.steps.copy()
    chord = steps["kind"] == Kind.CHORD
    steps["value"][chord] = truth.steps["value"][chord]
    return dataclasses.replace(truth, steps=steps)


def _transpose(song, by, which, first, last):
    """Moves the pitched notes in `which`, and the harmony of frames [first, last)."""
    if by == 0:
        return
    notes = song.notes
    moved = which & (notes["role"] != Role.DRUMS)
    notes["pitch"][moved] = np.clip(notes["pitch"][moved] + by, 0, 127)
    song.chords[first:last] = harmony.transpose(song.chords[first:last], by)
    song.keys = np.concatenate([song.keys[:first], _keys(song.keys[first:last], by), song.keys[last:]])


def _keys(keys, by):
    return ((keys + by) % 12 + keys // 12 * 12).astype(np.int8)


def _shade(song, rng):
    """Louder and softer, together: the accompanist learns to go along."""
    frames = frame_of(song.notes["onset"])
    knots = np.arange(0, song.frames + 65, 64)
    level = np.clip(rng.normal(rng.uniform(-26, 16), 9, len(knots)), -40, 30)
    wanted = song.notes["velocity"] + np.interp(frames, knots, level)
    song.notes["velocity"] = np.clip(wanted, 8, 127)


def _leap(song, rng, player, at):
    """From frame `at` on in another key: the player at once, the accompaniment from a beat that comes after it."""
    by = int(rng.choice([-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6]))
    after = (at // 4 + 1 + int(rng.integers(0, 2))) * 4
    if after <= at + 1:
        after += 4
    frames = frame_of(song.notes["onset"])
    own = song.notes["role"] != (player if player is not None else -1)
    which = np.where(own, frames >= after, frames >= at)
    _transpose(song, by, which, after, song.frames)


def _lead_astray(song, rng, player, start, window):
    """Between some changes of harmony what the accompanist played is in another key."""
    changes = np.flatnonzero(np.diff(song.chords[start : start + window])) + 1 + start
    frames = frame_of(song.notes["onset"])
    own = song.notes["role"] != (player if player is not None else -1)
    at = 0
    while at + 1 < len(changes):
        at += int(rng.integers(0, 6))
        until = at + int(rng.integers(1, 5))
        if until >= len(changes):
            break
        a, b = int(changes[at]), int(changes[until])
        by = int(rng.integers(-5, 7))
        _transpose(song, by, own & (frames >= a) & (frames < b), a, b)
        at = until
