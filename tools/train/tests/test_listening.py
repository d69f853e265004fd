"""Made-up recordings, good and bad: what is heard in them, and which are left out."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import soundfile as sf
from analyse.config import RATE
from train.learn import instrument, listening, recordings
from train.learn.recordings import Unusable

RNG = np.random.default_rng(3)


def tone(hz, seconds=1.5, decay=0.0, partials=12, rate=RATE):
    t = np.arange(int(seconds * rate)) / rate
    ks = [k for k in range(1, partials + 1) if k * hz < 0.45 * rate]
    x = sum(0.3 / k * np.sin(2 * np.pi * k * hz * t + k) for k in ks) * np.exp(-decay * t)
    return x * np.minimum(1, t / 0.01) * np.minimum(1, (t[-1] - t) / 0.05)


class Folder(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.addCleanup(self.temporary.cleanup)

    def file(self, x, name="a.wav", rate=RATE, **more):
        sf.write(self.folder / name, x, rate, **more)
        return self.folder / name

    def heard(self, x, name="a.wav", rate=RATE, **more):
        return listening.listen(self.file(x, name, rate, **more), self.folder / "copy.wave")

    def why(self, x, **more):
        with self.assertRaises(Unusable) as caught:
            self.heard(x, **more)
        return str(caught.exception)


class Reading(Folder):
    def test_rates_channels_and_depths_give_the_same_note(self):
        for name, rate, kind in (("a.wav", 44100, "PCM_16"), ("b.flac", 96000, "PCM_24"), ("c.wav", 22050, "PCM_U8"),
                                 ("d.wav", 47999, "FLOAT"), ("e.aiff", 48000, "PCM_16"), ("f.ogg", 44100, None)):
            x = tone(220.0, rate=rate)
            h = self.heard(np.stack([x, 0.5 * x], 1), name, rate, subtype=kind)
            self.assertLess(abs(1200 * np.log2(h.hz / 220)), 5, name)
            self.assertTrue(instrument.pitched(h), name)

    def test_channels_that_cancel(self):
        x = tone(220.0)
        self.assertTrue(instrument.pitched(self.heard(np.stack([x, -x], 1))))

    def test_bad_files_say_why(self):
        self.assertIn("silent", self.why(np.zeros(RATE)))
        self.assertIn("silent", self.why(RNG.normal(0, 1e-6, RATE)))
        self.assertIn("click", self.why(np.eye(1, RATE, 5000)[0] * 0.9))
        self.assertIn("shorter", self.why(tone(440, 0.2)[:300]))
        self.assertIn("no sound", self.why(np.full(RATE, np.nan), subtype="FLOAT"))
        broken = self.folder / "broken.flac"
        sf.write(broken, tone(220.0), RATE)
        broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 2])
        with self.assertRaises(Unusable):
            listening.listen(broken, self.folder / "copy.wave")
        (self.folder / "empty.wav").write_bytes(b"")
        with self.assertRaises(Unusable):
            listening.listen(self.folder / "empty.wav", self.folder / "copy.wave")

    def test_finding_leaves_hidden_files_folders_and_texts_out(self):
        for name in ("b.WAV", "a.flac", ".hidden.wav", "notes.txt"):
            (self.folder / name).write_bytes(b"x")
        (self.folder / "folder.wav").mkdir()
        (self.folder / "folder.wav" / "c.ogg").write_bytes(b"x")
        self.assertEqual([p.name for p in recordings.find(self.folder)], ["a.flac", "b.WAV", "c.ogg"])

    def test_clipping(self):
        x = tone(220.0)
        self.assertEqual(recordings.clipped_share(x), 0.0)
        self.assertGreater(recordings.clipped_share(np.clip(8 * x, -1, 1)), instrument.CLIPPED)


class OneSound(Folder):
    def test_held_and_ringing(self):
        held, ringing = self.heard(tone(220.0)), self.heard(tone(220.0, 3.0, decay=4.0))
        self.assertGreater(held.flat, instrument.HELD_FLAT)
        self.assertLess(ringing.flat, instrument.HELD_FLAT)

    def test_the_trimmed_copy_begins_just_before_the_sound(self):
        self.heard(np.concatenate([np.zeros(RATE), tone(220.0)]))
        copy, _ = sf.read(self.folder / "copy.wave")
        self.assertLess(np.flatnonzero(np.abs(copy) > 0.01)[0] / RATE, 0.08)

    def test_a_note_twice_is_not_one(self):
        x = np.concatenate([tone(220.0, 0.6), np.zeros(RATE // 4), tone(220.0, 0.6)])
        self.assertIn("begins 2 times", instrument.why_not_one(self.heard(x)))

    def test_a_scale_is_not_one(self):
        x = np.concatenate([tone(220 * 2 ** (k / 12), 0.3) for k in (0, 2, 4, 5, 7, 9, 11, 12)])
        self.assertIn("more than one", instrument.why_not_one(self.heard(x)))

    def test_noise_has_no_pitch(self):
        h = self.heard(RNG.normal(0, 0.1, RATE))
        self.assertFalse(instrument.pitched(h))
        self.assertFalse(instrument.is_hit(h))


class WholeFolder(Folder):
    def listen_all(self, sounds):
        return [self.heard(x, f"{i}.wav") for i, x in enumerate(sounds)]

    def test_strings_and_winds(self):
        keys = (200.0, 250.0, 300.0, 400.0)
        winds, used, left, _ = instrument.settle(self.listen_all([tone(f) for f in keys]))
        self.assertTrue(winds.sustained)
        self.assertEqual((len(used), left), (4, []))
        self.assertLess(winds.low_hz, 200)
        self.assertGreater(winds.high_hz, 400)
        strings, *_ = instrument.settle(self.listen_all([tone(f, 3.0, decay=4.0) for f in keys]))
        self.assertFalse(strings.sustained)

    def test_hits(self):
        t = np.arange(RATE) / RATE
        hits = [RNG.normal(0, 0.3, RATE) * np.exp(-t * d) for d in (20, 30, 40)]
        found, used, _, _ = instrument.settle(self.listen_all(hits))
        self.assertTrue(found.struck)
        self.assertEqual(len(used), 3)

    def test_one_noise_among_notes_is_left_out(self):
        found, used, left, _ = instrument.settle(self.listen_all([tone(200.0), tone(300.0), RNG.normal(0, 0.1, RATE)]))
        self.assertFalse(found.struck)
        self.assertEqual((len(used), len(left)), (2, 1))

    def test_clipped_ones_are_used_only_where_there_is_little_else(self):
        bad = np.clip(8 * tone(250.0), -1, 1)
        _, used, left, _ = instrument.settle(self.listen_all([tone(200.0), tone(300.0), bad]))
        self.assertEqual((len(used), left[0][1]), (2, "it is clipped"))
        _, used, left, remarks = instrument.settle(self.listen_all([bad]))
        self.assertEqual((len(used), left, len(remarks)), (1, [], 1))

    def test_nothing(self):
        self.assertEqual(instrument.settle([])[0], None)


if __name__ == "__main__":
    unittest.main()
