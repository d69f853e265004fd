"""Which notes are held out, how dynamics are told, what is declared and what is reported."""

import tempfile
import types
import unittest
from pathlib import Path

import numpy as np
from train.learn import declaration, holdout, loudness, report


def track(key, dynamic=0.5):
    return types.SimpleNamespace(key=key, dynamic=dynamic)


class HeldOut(unittest.TestCase):
    def test_whole_pitches_from_the_middle(self):
        tracks = [track(k + 0.1 * d, d) for k in range(40, 61) for d in (0.3, 0.9)]
        held = holdout.choose(tracks)
        keys = {round(t.key) for t, h in zip(tracks, held) if h}
        self.assertEqual(sum(held), 2 * len(keys))
        self.assertEqual(len(keys), 3)
        self.assertFalse({40, 60} & keys)

    def test_takes_where_there_are_few_pitches(self):
        tracks = [track(60, d) for d in np.linspace(0, 1, 8)]
        held = holdout.choose(tracks)
        self.assertIn(sum(held), (1, 2))

    def test_nothing_of_almost_nothing(self):
        self.assertEqual(holdout.choose([track(60), track(62), track(64)]), [False] * 3)

    def test_a_pitch_never_goes_altogether_where_there_are_few(self):
        tracks = [track(60), track(62), track(64), track(64)]
        held = holdout.choose(tracks)
        self.assertEqual({60, 62, 64}, {t.key for t, h in zip(tracks, held) if not h})


class Dynamics(unittest.TestCase):
    def test_levels_tell_where_takes_of_a_pitch_differ(self):
        tracks = [track(k) for k in range(50, 60) for _ in range(2)]
        levels = [-30.0 + 0.5 * k + 9 * (i % 2) for i, k in enumerate(range(20))]
        self.assertEqual(loudness.settle(tracks, levels, [f"a{i}" for i in range(20)]), "dynamics by level")
        soft, loud = [t.dynamic for t in tracks[0::2]], [t.dynamic for t in tracks[1::2]]
        self.assertLess(max(soft), min(loud))

    def test_names_go_before_levels(self):
        tracks = [track(60), track(60), track(62)]
        loudness.settle(tracks, [0.0, -20.0, 0.0], ["a_p", "b_f", "c_f"])
        self.assertLess(tracks[0].dynamic, tracks[1].dynamic)

    def test_two_recordings_tell_nothing(self):
        tracks = [track(60), track(62)]
        loudness.settle(tracks, [0.0, -20.0], ["a", "b"])
        self.assertEqual({t.dynamic for t in tracks}, {loudness.ALONE})


class Declaration(unittest.TestCase):
    def test_author_and_licence(self):
        self.assertEqual(declaration.parse("my own playing, CC BY 4.0"), ("my own playing", "CC-BY-4.0"))
        self.assertEqual(declaration.parse("Ann Other (CC0)"), ("Ann Other", "CC0-1.0"))
        self.assertEqual(declaration.parse("me, CC-BY-SA-4.0")[1], "CC-BY-SA-4.0")
        self.assertEqual(declaration.parse("mine, all rights reserved")[1], "mine, all rights reserved")

    def test_saying_nothing_is_refused(self):
        for text in ("", "  ", "--", "a\x07bell of mine", "x" * 400):
            with self.assertRaises(ValueError):
                declaration.parse(text)

    def test_every_recording_is_in_the_ledger(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for file in ("b.wav", "a.wav"):
                (folder / file).write_bytes(file.encode())
            entries, licence, sentence = declaration.ledger(folder, [folder / "b.wav", folder / "a.wav"], [1.0, 2.0], "me, CC0")
        self.assertEqual([e["file"] for e in entries], ["a.wav", "b.wav"])
        self.assertEqual(entries[0]["seconds"], 2.0)
        self.assertEqual(len(entries[0]["sha256"]), 64)
        self.assertEqual(licence, "CC0-1.0")
        self.assertIn("me, CC0", sentence)


class Coverage(unittest.TestCase):
    def test_table(self):
        lines = report.coverage([track(60, 0.2), track(61, 0.9), track(72, 0.6)])
        self.assertEqual(len(lines), 4)
        self.assertEqual(lines[1].split()[-3:], ["1", ".", "1"])
        self.assertEqual(lines[2].split()[-3:], [".", ".", "."])

    def test_names_of_keys(self):
        self.assertEqual([report.key_name(k) for k in (60, 69, 21)], ["C4", "A4", "A0"])


if __name__ == "__main__":
    unittest.main()
