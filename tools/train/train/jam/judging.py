"""What is measured of an accompaniment: harmony per frame, as jam-notes and the referee define it."""

import numpy as np

from . import harmony

FRAMES = 256  # judged of each song


def top_line(onset, end, pitch, frames=FRAMES):
    """The highest pitch that sounds in each frame, -1 for none. Times in quarter notes."""
    out = np.full(frames, -1)
    for a, b, p in zip(onset, end, pitch):
        first = round(a * 4)
        out[first : max(first + 1, round(b * 4))] = np.maximum(out[first : max(first + 1, round(b * 4))], p)
    return out


def in_chord(melody, chords):
    """(frames in which the player's pitch class is in the chord, frames in which both sound)."""
    both = (melody >= 0) & (chords != harmony.NO_CHORD)
    return float(harmony.MEMBERS[chords[both], melody[both] % 12].sum()), int(both.sum())


def runs(chords):
    """(ids, lengths in frames) of the stretches of one chord, silence left out."""
    edges = np.concatenate([[0], np.flatnonzero(np.diff(chords)) + 1, [len(chords)]])
    ids, lengths = chords[edges[:-1]], np.diff(edges)
    return ids[ids != harmony.NO_CHORD], lengths[ids != harmony.NO_CHORD]


def entropy(values):
    """Of the distribution of whole numbers, in nats."""
    share = np.unique(values, return_counts=True)[1] / max(1, len(values))
    return float(-(share * np.log(share)).sum())


_TRIADS = {0: ((0, "maj"), (2, "min"), (4, "min"), (5, "maj"), (7, "maj"), (9, "min")),
           1: ((0, "min"), (3, "maj"), (5, "min"), (7, "maj"), (8, "maj"), (10, "maj"))}


def rule(melody, changes, window):
    """Chord ids: at each frame in `changes` the best diatonic triad to what was just played (the last `window` frames, the
    nearest counting most) in the key of all that was played; window 0: the tonic triad, always."""
    names = list(harmony.QUALITIES)
    seen, out, now = np.zeros(12), np.full(len(melody), harmony.NO_CHORD), harmony.NO_CHORD
    at = set(changes)
    for f in range(len(melody)):
        if f in at or f == 0:
            scores = harmony.key_scores(seen) if seen.any() else np.zeros(24)
            key = int(scores.argmax())
            tonic, minor = key % 12, key // 12
            triads = [(tonic + d) % 12 * len(names) + names.index(q) for d, q in _TRIADS[minor]]
            weight = np.zeros(12)
            for i in range(max(0, f - window), f):
                if melody[i] >= 0:
                    weight[melody[i] % 12] += 0.8 ** (f - 1 - i)
            now = triads[0] if not window else max(triads, key=lambda c: weight @ harmony.MEMBERS[c] + 0.01 * (c == triads[0]))
        out[f] = now
        if melody[f] >= 0:
            seen[melody[f] % 12] += 1
        seen *= 0.995
    return out


def grams(pitches, size=4):
    """Distinct sequences of `size` pitches per 100."""
    if len(pitches) < size + 8:
        return None
    found = {tuple(pitches[i : i + size]) for i in range(len(pitches) - size + 1)}
    return 100 * len(found) / (len(pitches) - size + 1)


def recovery(melody, chords, turn):
    """Quarter notes after frame `turn` until a bar holds 0.9 of the share before; 30 for never, None where there was
    too little to lose."""
    before = in_chord(melody[:turn], chords[:turn])
    if before[1] < 16 or before[0] / before[1] < 0.25:
        return None
    for beat in range(30):
        a = turn + 4 * beat
        hits, frames = in_chord(melody[a : a + 16], chords[a : a + 16])
        if frames >= 4 and hits / frames >= 0.9 * before[0] / before[1]:
            return beat
    return 30
