"""The README's pictures: each place as it was recorded, as measured tracks play it and as the network does; a morph.

    python tools/pictures/make.py RECORDINGS [TRACKS.glass]   needs numpy, soundfile, matplotlib, build/release/seaglass

TRACKS.glass: measured tracks of the same recordings (tools/analyse/run main -o TRACKS.glass).
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
PLACES = [
    ("cello", "notes/cello__C3_mf_g"),
    ("double bass", "notes/bassarco__d2_mf_down"),
    ("double bass pizzicato", "notes/basspizz__d2_fa"),
    ("soprano sax", "notes/sax__sop_f_13"),
    ("alto sax", "notes/sax__alt_f_12"),
    ("tenor sax", "notes/sax__ten_f_12"),
    ("baritone sax", "notes/sax__bar_f_12"),
    ("flute", "notes/flute__nor_m_2_1"),
    ("flute two", "notes/flute__two_2_1"),
    ("guitar", "notes/guitar__E3"),
    ("piano", "notes/piano__060_f"),
    ("oboe", "notes/sms__oboe-A4"),
    ("trumpet", "notes/sms__trumpet-A4"),
    ("organ", "notes/sms__organ-C3"),
    ("glass", "notes/sonicpi__ambi_glass_rub"),
    ("vibraphone", "notes/sms__vibraphone-C6"),
    ("cello pizzicato", "percussive/cellopizz__A2_1"),
]
SECONDS = 2.0
MORPH_S = 6.0


def variable(n):
    """A MIDI file's variable-length number."""
    found = [n & 0x7F]
    while n := n >> 7:
        found.append(n & 0x7F | 0x80)
    return bytes(reversed(found))


def write_score(path, messages):
    """messages: [(seconds, bytes)] in order, as a standard MIDI file at 1000 ticks a second."""
    track, now = b"\0\xff\x51\x03" + (500000).to_bytes(3, "big"), 0
    for seconds, message in messages:
        tick = int(seconds * 1000)
        track, now = track + variable(tick - now) + bytes(message), tick
    track += b"\0\xff\x2f\0"
    path.write_bytes(b"MThd" + struct.pack(">IHHH", 6, 0, 1, 500) + b"MTrk" + struct.pack(">I", len(track)) + track)


def played(patch, place, messages, folder, *more):
    midi, wav = folder / "score.mid", folder / "score.wav"
    write_score(midi, messages)
    subprocess.run([PROGRAM, "render", patch, midi, "-o", wav, "--place", place, *more], check=True)
    return sf.read(wav, always_2d=True)


def note(key, velocity=90, seconds=SECONDS):
    return [(0.1, [0x90, key, velocity]), (0.1 + seconds, [0x80, key, 64])]


def morph(seconds=MORPH_S, steps=120):
    """A held note on the way to another place: controller 18 is `morph`."""
    way = [(0.6 + (seconds - 1.2) * i / steps, [0xB0, 18, round(127 * i / steps)]) for i in range(steps + 1)]
    return sorted(note(57, 90, seconds) + way, key=lambda m: m[0])


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


def draw(axis, x, rate, title, seconds=SECONDS + 0.6):
    x = x.mean(axis=1)[:int(seconds * rate)]
    x = x / (np.abs(x).max() + 1e-9) * 0.5
    axis.specgram(x + 1e-7 * np.random.default_rng(0).standard_normal(len(x)), NFFT=2048, Fs=rate, noverlap=1536, vmin=-140, vmax=-35, cmap="magma")
    axis.set_ylim(0, 10000)
    axis.set_title(title, fontsize=8)
    axis.tick_params(labelsize=6)


def places(recordings, tracks, folder):
    figure, axes = plt.subplots(len(PLACES), 3 if tracks else 2, figsize=(11, 1.7 * len(PLACES)))
    for row, (place, name) in zip(axes, PLACES):
        x, rate = sf.read(recordings / f"{name}.flac", always_2d=True)
        key = measured_key(x.mean(axis=1), rate)
        draw(row[0], x, rate, f"{place}: recording")
        draw(row[-1], *played("main", place, note(key), folder), f"network, key {key}")
        if tracks:
            draw(row[1], *played(tracks, place, note(key), folder), f"measured tracks, key {key}")
    figure.tight_layout()
    figure.savefig(ROOT / "tools/pictures/places.png", dpi=60)


def morphs(folder):
    ways = [("cello", 4, "alto sax"), ("double bass", 7, "flute"), ("soprano sax", 1, "double bass")]
    figure, axes = plt.subplots(len(ways), 1, figsize=(10, 2.2 * len(ways)))
    for axis, (place, goal, name) in zip(axes, ways):
        audio = played("main", place, morph(), folder, "--set", f"morph_to={goal}")
        draw(axis, *audio, f"{place} to {name}, one held note", MORPH_S + 0.6)
    figure.tight_layout()
    figure.savefig(ROOT / "tools/pictures/morph.png", dpi=60)


def main():
    with tempfile.TemporaryDirectory() as folder:
        places(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None, Path(folder))
        morphs(Path(folder))


main()
