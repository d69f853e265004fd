"""The README's pictures: recordings beside what the program plays for them.

    python tools/pictures/make.py RECORDINGS     needs numpy, soundfile, matplotlib and build/release/seaglass
"""
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import soundfile as sf

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/release/seaglass"

# Place, and a recording of it.
PAIRS = [
    ("cello", "cello__C3_mf_g"),
    ("double bass", "bassarco__d2_mf_down"),
    ("alto sax", "sax__alt_f_12"),
    ("flute", "flute__nor_m_2_1"),
    ("guitar", "guitar__E3"),
    ("piano", "piano__060_f"),
]
SECONDS = 2.5


def write_note(path, key, velocity):
    """One note as a standard MIDI file at 1000 ticks a second."""
    def variable(n):
        return bytes([n >> 7 | 0x80, n & 0x7F]) if n > 127 else bytes([n])
    track = b"\0\xff\x51\x03" + (500000).to_bytes(3, "big")
    track += variable(100) + bytes([0x90, key, velocity]) + variable(int(SECONDS * 1000)) + bytes([0x80, key, 64]) + b"\0\xff\x2f\0"
    path.write_bytes(b"MThd" + struct.pack(">IHHH", 6, 0, 1, 500) + b"MTrk" + struct.pack(">I", len(track)) + track)


def played(place, key, folder):
    midi, wav = folder / "note.mid", folder / "note.wav"
    write_note(midi, key, 90)
    subprocess.run([PROGRAM, "render", "main", midi, "-o", wav, "--place", place], check=True)
    return sf.read(wav, always_2d=True)


def measured_key(x, rate):
    """The nearest MIDI key of a recording, by the autocorrelation of a second of it."""
    x = x[rate // 4:rate // 4 + rate // 2]
    power = np.abs(np.fft.rfft(x * np.hanning(len(x)), 1 << 17)) ** 2
    same = np.fft.irfft(power)[:rate // 25]
    low = rate // 2000
    lag = low + int(np.argmax(same[low:] > 0.85 * same[low:].max()))
    while same[lag + 1] > same[lag]:
        lag += 1
    return round(69 + 12 * np.log2(rate / lag / 440))


def draw(axis, x, rate, title):
    x = x.mean(axis=1)[:int((SECONDS + 0.6) * rate)]
    x = x / (np.abs(x).max() + 1e-9) * 0.5
    axis.specgram(x + 1e-7 * np.random.default_rng(0).standard_normal(len(x)), NFFT=2048, Fs=rate, noverlap=1536, vmin=-140, vmax=-35, cmap="magma")
    axis.set_ylim(0, 10000)
    axis.set_title(title, fontsize=9)
    axis.tick_params(labelsize=6)


def main():
    recordings = Path(sys.argv[1]) / "notes"
    figure, axes = plt.subplots(len(PAIRS), 2, figsize=(10, 2.1 * len(PAIRS)))
    with tempfile.TemporaryDirectory() as folder:
        for row, (place, name) in zip(axes, PAIRS):
            x, rate = sf.read(recordings / f"{name}.flac", always_2d=True)
            key = measured_key(x.mean(axis=1), rate)
            draw(row[0], x, rate, f"{place}: recording")
            draw(row[1], *played(place, key, Path(folder)), f"{place}: played, key {key}")
    figure.tight_layout()
    figure.savefig(ROOT / "tools/pictures/places.png", dpi=70)


main()
