"""Which notes are held out. By pitch: all takes and dynamics of a key of a place stand on one side."""

import zlib
from collections import Counter, defaultdict
from pathlib import Path

STRIDE = 8  # every eighth pitch
CHOOSING = 2  # pitches (counted from a place's lowest) that settings may be chosen on
REPORTING = (0, 4, 6)  # three splits whose figures are reported; none of them holds CHOOSING's pitches


def ranks(tracks):
    """For each track: the number of its pitch among its place's pitches, from the lowest."""
    keys = defaultdict(set)
    for t in tracks:
        keys[t.place].add(round(t.key))
    order = {place: {k: i for i, k in enumerate(sorted(own))} for place, own in keys.items()}
    return [order[t.place][round(t.key)] for t in tracks]


def held_out(tracks, split):
    """True for each track of the pitches that `split` (0..7) holds out; places of fewer than four pitches
    hold out nothing.
    """
    rank = ranks(tracks)
    count = defaultdict(int)
    for t, r in zip(tracks, rank):
        count[t.place] = max(count[t.place], r + 1)
    return [r % STRIDE == split and count[t.place] >= 4 for t, r in zip(tracks, rank)]


def scattered(tracks, split):
    """True for about every eighth recording, whatever its pitch: other takes and dynamics of its key may be known, to
    the network as to the sampler. Places of fewer than eight recordings hold out nothing.
    """
    many = Counter(t.place for t in tracks)
    return [
        many[t.place] >= STRIDE and (zlib.crc32(Path(t.file).name.encode()) + CHOOSING) % STRIDE == split
        for t in tracks
    ]
