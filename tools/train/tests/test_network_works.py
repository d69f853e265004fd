"""The network does the work: with its weights zeroed or shuffled the shipped patch is no longer near its recordings.

Plays patches/main.glass; needs the program and the recordings, and is left out without them.
"""

import tempfile
import unittest
from pathlib import Path

import numpy as np
from analyse import glass
from train import behaviour, evaluate, recipes
from train.playing import PROGRAM, Stroke, play

ROOT = Path(__file__).resolve().parents[3]
PATCH = ROOT / "patches" / "main.glass"
RECORDINGS = ROOT / "../shared/data/recordings"
PLACES = ("cello", "alto sax", "piano")
NOTES = 3  # of each
VELOCITIES = tuple(range(13, 128, 13))


def emptied(spoil, folder):
    """Path of the shipped patch with its network's tensors spoiled."""
    document, tensors = glass.read(PATCH)
    for name in tensors:
        if name.startswith("net."):
            tensors[name] = spoil(tensors[name])
    path = Path(folder) / "hollow.glass"
    glass.write(path, document, tensors)
    return path


def shuffled(tensor):
    flat = tensor.reshape(-1).copy()
    np.random.default_rng(1).shuffle(flat)
    return flat.reshape(tensor.shape)


def figures(patch, tracks):
    """Means over the places: distance and first 120 ms in shares of the sampler's, share of notes nearer, noise off in
    dB, movement against the recordings', share of steps of velocity at which the centroid rises.
    """
    rows, rising = [], []
    for place, own in tracks.items():
        step = len(own) // (NOTES + 1)
        chosen = own[step :: step][:NOTES]
        known = [t for t in own if t not in chosen]
        rows.append(evaluate.summary(evaluate.judge(patch, place, chosen, known, {"drift": 1})))
        heard = play(patch, place, [Stroke(chosen[1].key, v, 0.5, 0.5) for v in VELOCITIES], {"drift": 0})
        found = {60: np.array([behaviour.level_and_centroid(x) for x in heard])}
        rising.append(behaviour.judge_rise(place, found, VELOCITIES)[0]["centroid"])
    mean = {name: float(np.nanmean([r[name] for r in rows])) for name in ("ratio", "first", "nearer", "movement")}
    return {**mean, "noise": float(np.nanmean([abs(r["noise"]) for r in rows])), "rising": float(np.mean(rising))}


@unittest.skipUnless(PROGRAM.exists() and RECORDINGS.exists(), "needs the program and the recordings")
class NetworkWorks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        every = recipes.main_tracks(RECORDINGS, say=lambda _: None)
        _, described = recipes.main_places(every)
        number = {place["name"]: i for i, place in enumerate(described)}
        cls.tracks = {p: [t for t in every if t.place == number[p]] for p in PLACES}
        cls.whole = figures(PATCH, cls.tracks)

    def test_as_it_is_it_is_near(self):
        self.assertLess(self.whole["ratio"], 1.0)
        self.assertLess(self.whole["first"], 1.0)
        self.assertGreater(self.whole["nearer"], 0.6)
        self.assertLess(abs(self.whole["movement"] - 1), 0.3)
        self.assertLess(self.whole["noise"], 6.0)
        self.assertGreater(self.whole["rising"], 0.9)

    def check_hollow(self, spoil):
        with tempfile.TemporaryDirectory() as folder:
            hollow = figures(emptied(spoil, folder), self.tracks)
        self.assertGreater(hollow["ratio"], 1.5)
        self.assertGreater(hollow["first"], 1.5)
        self.assertEqual(hollow["nearer"], 0.0)
        self.assertGreater(hollow["noise"], 6.0)
        self.assertGreater(hollow["movement"], 1.5)
        self.assertLess(hollow["rising"], 0.85)

    def test_with_its_weights_zeroed_every_figure_fails(self):
        self.check_hollow(np.zeros_like)

    def test_with_its_weights_shuffled_every_figure_fails(self):
        self.check_hollow(shuffled)


if __name__ == "__main__":
    unittest.main()
