#!/usr/bin/env python3
"""Writes prelude.mid: J. S. Bach, Prelude in C major BWV 846, bars 1 to 7, on the piano; a flute sustains the top line.
Public domain, encoded by hand."""
from pathlib import Path

TICKS = 480          # a beat
TEMPO = 882_353      # microseconds a beat: 68 beats a minute
SIXTEENTH = TICKS // 4

# Each half bar: the two notes of the left hand, then the three of the right hand, twice.
BARS = ["C4 E4 G4 C5 E5", "C4 D4 A4 D5 F5", "B3 D4 G4 D5 F5", "C4 E4 G4 C5 E5", "C4 E4 A4 E5 A5", "C4 D4 F#4 A4 D5", "B3 D4 G4 D5 G5"]
TOP = ["E5", "F5", "F5", "E5", "A5", "D5", "G5"]


def key(name):
    return 12 * (int(name[-1]) + 1) + {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[name[0]] + name.count("#")


def notes():
    for bar, names in enumerate(BARS):
        a, b, *right = map(key, names.split())
        for half in (0, 8):
            start = (bar * 16 + half) * SIXTEENTH
            yield start, 8 * SIXTEENTH - 20, 0, a, 84
            yield start + SIXTEENTH, 7 * SIXTEENTH - 20, 0, b, 72
            for i in range(6):
                yield start + (2 + i) * SIXTEENTH, SIXTEENTH - 10, 0, right[i % 3], 70 + 4 * (i % 3)
    for bar, name in enumerate(TOP):
        yield bar * 16 * SIXTEENTH, 16 * SIXTEENTH - 20, 1, key(name), 78


def variable(value):
    out = [value & 0x7F]
    while value := value >> 7:
        out.insert(0, 0x80 | value & 0x7F)
    return bytes(out)


def main():
    events = [(0, b"\xff\x51\x03" + TEMPO.to_bytes(3, "big")), (0, b"\xc0\x0a"), (0, b"\xc1\x07")]
    for start, length, channel, pitch, velocity in notes():
        events += [(start, bytes([0x90 | channel, pitch, velocity])), (start + length, bytes([0x80 | channel, pitch, 64]))]
    track, now = b"", 0
    for tick, data in sorted(events, key=lambda e: (e[0], e[1][0] & 0xF0 == 0x90)):
        track, now = track + variable(tick - now) + data, tick
    track += b"\x60\xff\x2f\x00"
    head = b"MThd" + (6).to_bytes(4, "big") + (0).to_bytes(2, "big") + (1).to_bytes(2, "big") + TICKS.to_bytes(2, "big")
    Path(__file__).with_name("prelude.mid").write_bytes(head + b"MTrk" + len(track).to_bytes(4, "big") + track)


if __name__ == "__main__":
    main()
