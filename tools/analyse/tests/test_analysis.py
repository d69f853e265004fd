"""The analysis on made-up sounds whose pitch, stiffness, levels and noise are known. Run:
tools/analyse/run test
"""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import soundfile as sf

from analyse import glass, levels, metrics, noise, partials, pitch, pitched
from analyse.config import NOISE_HZ, RATE, frame_times
from analyse.note import Note, pack, unpack
from analyse.places import Place
from analyse.resynth import render

RNG = np.random.default_rng(5)


def tone(hz, seconds, level=lambda k: 0.2 / k, stiff=0.0, count=20, decay=0.0):
    """Partials of a string at hz (its first), amplitudes level(k)."""
    t = np.arange(int(seconds * RATE)) / RATE
    out = np.zeros(len(t))
    for k in range(1, count + 1):
        f = hz * k * np.sqrt((1 + stiff * k * k) / (1 + stiff))
        if f < RATE / 2:
            out += level(k) * np.sin(2 * np.pi * (f * t + 0.1 * k)) * np.exp(-decay * t)
    return out


class Pitch(unittest.TestCase):
    def test_yin_finds_the_octave_over_the_whole_range(self):
        for key in (28, 40, 57, 72, 88, 100):
            hz = 440 * 2 ** ((key - 69) / 12)
            self.assertLess(abs(1200 * np.log2(pitch.yin(tone(hz, 1.5)) / hz)), 20, key)

    def test_a_strong_third_partial_is_not_the_pitch(self):
        x = tone(130.8, 1.5, lambda k: 0.12 if k == 3 else 0.03 / k)
        self.assertAlmostEqual(pitch.yin(x), 130.8, delta=1)

    def test_contour_follows_vibrato(self):
        t = np.arange(2 * RATE) / RATE
        cents = 30 * np.sin(2 * np.pi * 5 * t)
        phase = np.cumsum(220 * 2 ** (cents / 1200)) / RATE
        x = sum(0.2 / k * np.sin(2 * np.pi * k * phase) for k in range(1, 10))
        found, _ = pitch.contour(x, 220.0, np.arange(1, 10.0))
        middle = slice(20, len(found) - 20)
        self.assertLess(np.abs(found - cents[::256][: len(found)])[middle].max(), 3.0)


class Partials(unittest.TestCase):
    def test_stiffness_and_lines_of_a_string(self):
        hz, b, lines = partials.stiffness(tone(55.0, 1.2, stiff=2e-4, count=60), 55.3)
        self.assertAlmostEqual(hz, 55.0, delta=0.02)
        self.assertAlmostEqual(b, 2e-4, delta=1e-5)
        k = np.arange(1, 61)
        self.assertLess(
            np.abs(
                1200 * np.log2(lines[:60] / (55 * k * np.sqrt((1 + 2e-4 * k * k) / (1 + 2e-4))))
            ).max(),
            1.0,
        )

    def test_levels_and_phases(self):
        x = tone(200.0, 1.0)
        times = frame_times(60)
        ratio = np.arange(1, 21.0)
        z = partials.tracks(x, np.arange(len(x)) * 200 / RATE, ratio, 200.0, times)
        self.assertLess(np.abs(20 * np.log10(np.abs(z) / (0.2 / ratio))).max(), 0.2)
        wrong = partials.phases(z, times) - 0.1 * ratio
        self.assertLess(np.abs(wrong - np.round(wrong)).max(), 0.01)


class Noise(unittest.TestCase):
    def test_density_between_partials(self):
        x = tone(220.0, 2.0) + 0.01 * RNG.standard_normal(2 * RATE)
        found = noise.in_gaps(
            x, np.arange(len(x)) * 220 / RATE, 220.0, np.arange(1, 21.0), frame_times(100)
        )
        self.assertAlmostEqual(
            float(10 * np.log10(np.mean(10 ** (found[40:90, 5:] / 10)))), -40.0, delta=0.5
        )

    def test_what_subtraction_leaves_is_made_good(self):
        x = 0.01 * RNG.standard_normal(RATE // 2)
        positions = partials.attack_positions(len(x))
        cycles, ratio = np.arange(len(x)) * 110 / RATE, np.arange(1, 97.0)
        z = partials.tracks(x, cycles, ratio, 110.0, positions)
        rest = x - partials.resynthesis(z, positions, cycles, ratio, len(x))
        found = noise.in_residual(rest, x, positions[4:20])
        band = NOISE_HZ < 9000
        self.assertAlmostEqual(
            float(10 * np.log10(np.mean(10 ** (found[:, band] / 10)))), -40.0, delta=3.0
        )


class Whole(unittest.TestCase):
    def test_a_note_comes_back(self):
        x = tone(196.0, 3.0, decay=1.0) + 0.002 * RNG.standard_normal(3 * RATE)
        x[:240] *= np.linspace(0, 1, 240)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tone.wav"
            sf.write(path, x, RATE, subtype="FLOAT")
            note = pitched.analyse(path, Place("test", "", False, True, seconds=2.5), 0.7)
        self.assertLess(abs(1200 * np.log2(note.hz / 196.0)), 0.5)
        self.assertLess(metrics.distance_db(x[: 2 * RATE], render(note, 2 * RATE)), 2.0)

    def test_a_patch_survives_the_file(self):
        note = Note(
            "a",
            440.0,
            69.0,
            0.5,
            np.array([1, 2.001]),
            np.array([0.25, 0.5]),
            np.full((40, 2), -12.0),
            np.full((40, 65), -60.0),
            np.linspace(-3, 3, 40),
        )
        levels.normalise(note)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.glass"
            document = {"places": [{"program": 0}]}
            glass.write(path, document, pack([note]))
            document, tensors = glass.read(path)
            self.assertEqual(glass.check(document, tensors), [])
            again = unpack(tensors)[0]
            self.assertLess(np.abs(again.amplitude - note.amplitude).max(), 0.21)
            tensors = dict(tensors, **{"frame.cents": tensors["frame.cents"][:-1]})
            self.assertNotEqual(glass.check(document, tensors), [])

    def test_noise_is_rendered_at_its_density(self):
        note = Note(
            "a",
            440.0,
            69.0,
            0.5,
            np.zeros(0),
            np.zeros(0),
            np.zeros((200, 0)),
            np.full((200, 65), -20.0),
            np.zeros(200),
        )
        self.assertAlmostEqual(float(20 * np.log10(np.std(render(note, RATE)))), -20.0, delta=0.3)


if __name__ == "__main__":
    unittest.main()
