"""Chords and keys: their names, and how they are read from notes.

A chord is named by root and quality, id = 10 x root + quality; NO_CHORD is silence. The reader is a Viterbi search over
frames: a chord is worth the sounding time of its pitch classes less that of others, a change costs the less the stronger
the place in the bar is.
"""

import numpy as np

QUALITIES = {
    "maj": (0, 4, 7),
    "min": (0, 3, 7),
    "dim": (0, 3, 6),
    "aug": (0, 4, 8),
    "sus4": (0, 5, 7),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "min7": (0, 3, 7, 10),
    "dim7": (0, 3, 6, 9),
    "hdim7": (0, 3, 6, 10),
}
NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
CHORD_COUNT = 12 * len(QUALITIES)
NO_CHORD = CHORD_COUNT

MEMBERS = np.zeros((CHORD_COUNT, 12), np.float32)
for _root in range(12):
    for _quality, _steps in enumerate(QUALITIES.values()):
        MEMBERS[_root * len(QUALITIES) + _quality, [(_root + s) % 12 for s in _steps]] = 1
ROOTS = np.arange(CHORD_COUNT) // len(QUALITIES)

# What a quality costs by itself, in quarter notes of evidence a quarter note: rare ones need more.
PRIOR = np.array([0.0, 0.0, 0.16, 0.24, 0.2, 0.1, 0.2, 0.16, 0.2, 0.2], np.float32)
OUTSIDE = 1.1  # what a note outside costs, a note inside being worth one
MISSING = 0.14  # what a member that does not sound costs
IN_BASS = 0.3  # what the root in the bass is worth


def name(chord):
    """'G:min7', 'N' for none."""
    if chord == NO_CHORD:
        return "N"
    root, quality = divmod(int(chord), len(QUALITIES))
    return f"{NAMES[root]}:{list(QUALITIES)[quality]}"


def transpose(chords, semitones):
    """Ids moved by semitones; NO_CHORD stays."""
    chords = np.asarray(chords)
    count = len(QUALITIES)
    return np.where(chords == NO_CHORD, NO_CHORD, (chords + count * (semitones % 12)) % CHORD_COUNT)


def sounding(frames, frame, length, pitch, weight):
    """[frames, 12]: how much of each pitch class sounds in each frame."""
    out = np.zeros((frames, 12), np.float32)
    for f, n, p, w in zip(frame, length, pitch, weight):
        out[f : min(f + max(n, 1), frames), p % 12] += w
    return out


def change_costs(frames, bars, beat_frames):
    """What a change of chord costs at each frame, in quarter notes of evidence. bars: (frame, meter) rows.

    The costs are such that the chords of lieder are as long as those of lead sheets: most often two quarter notes,
    lengths in sixteenths with an entropy of 2.1 to 2.2 nats.
    """
    cost = np.full(frames, 1.0e3, np.float32)
    edges = [*bars[:, 0], frames]
    for start, end, beat in zip(edges[:-1], edges[1:], beat_frames):
        length = end - start
        cost[start:end:2] = 2.0
        cost[start:end:beat] = 0.61
        if length % 8 == 0:
            cost[start : end : 8] = 0.43
        cost[start] = 0.34
    return cost


def read_chords(profile, bass, cost):
    """Chord ids per frame. profile: [frames, 12] weights; bass: pitch class per frame or -1; cost: change_costs()."""
    frames = len(profile)
    total = profile.sum(1, keepdims=True)
    share = profile / np.maximum(total, 1e-6)
    present = np.minimum(1, total / 2)  # thin textures say little
    inside = share @ MEMBERS.T
    size = MEMBERS.sum(1)
    heard = np.minimum(share * 6, 1) @ MEMBERS.T
    score = inside - OUTSIDE * (1 - inside) - MISSING * (size - heard) - np.tile(PRIOR, 12)
    rooted = bass[:, None] == ROOTS[None, :]
    score = present * (score + IN_BASS * rooted) / 4  # a frame is a quarter of a quarter note
    best, came = score[0].copy(), np.zeros((frames, CHORD_COUNT), np.int16)
    for f in range(1, frames):
        leader = int(best.argmax())
        moved = best[leader] - cost[f]
        stay = best >= moved
        came[f] = np.where(stay, np.arange(CHORD_COUNT), leader)
        best = np.where(stay, best, moved) + score[f]
    out = np.empty(frames, np.int16)
    out[-1] = best.argmax()
    for f in range(frames - 1, 0, -1):
        out[f - 1] = came[f, out[f]]
    return out


# Krumhansl and Kessler's probe-tone ratings (Krumhansl 1990, table 2.1), for keys.
_MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
_MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])


_SHAPES = np.array([np.roll(s, k) for s in (_MAJOR, _MINOR) for k in range(12)])
_SHAPES = (_SHAPES - _SHAPES.mean(1, keepdims=True)) / _SHAPES.std(1, keepdims=True)


def key_scores(weight):
    """Correlation of [..., 12] weights with each of the 24 keys."""
    spread = weight - weight.mean(-1, keepdims=True)
    return spread @ _SHAPES.T / (12 * np.maximum(weight.std(-1, keepdims=True), 1e-6))


def read_keys(profile):
    """Keys per frame, 0 to 11 major, 12 to 23 minor, from [frames, 12] weights: correlation over four bars, Viterbi."""
    frames = len(profile)
    total = np.concatenate([np.zeros((1, 12)), np.cumsum(profile, 0)])
    at = np.arange(frames)
    window = total[np.minimum(at + 32, frames)] - total[np.maximum(at - 32, 0)]
    fit = key_scores(window)
    best, came = fit[0].copy(), np.zeros((frames, 24), np.int8)
    for f in range(1, frames):
        leader = int(best.argmax())
        stay = best >= best[leader] - 6
        came[f] = np.where(stay, np.arange(24), leader)
        best = np.where(stay, best, best[leader] - 6) + fit[f]
    out = np.empty(frames, np.int8)
    out[-1] = best.argmax()
    for f in range(frames - 1, 0, -1):
        out[f - 1] = came[f, out[f]]
    return out
