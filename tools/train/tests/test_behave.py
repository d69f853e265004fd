"""Made-up sounds and ladders: what is wrong is found and named, what is right is not."""

import unittest

import numpy as np
from analyse.config import RATE
from train import behave, behaviour

VELOCITIES = tuple(range(10, 101, 10))
POSITIONS = tuple(i / 8 for i in range(9))
RISING = np.stack([np.linspace(-50, -20, 10), np.geomspace(300, 600, 10)], 1)
WAY = np.stack([np.linspace(-22, -20, 9), np.geomspace(300, 900, 9)], 1)


def tone(hz, seconds=1.6, tilt=1.0, fall_db_per_s=0.0, stiffness=0.0):
    """Twelve partials falling by `tilt` powers of their number."""
    t = np.arange(int(seconds * RATE)) / RATE
    k = np.arange(1, 13)[:, None]
    partials = k**-tilt * np.sin(2 * np.pi * hz * k * np.sqrt((1 + stiffness * k**2) / (1 + stiffness)) * t + k**2)
    return 0.1 * partials.sum(0) * 10 ** (-fall_db_per_s * t / 20)


def hz_of(key):
    return 440 * 2 ** ((key - 69) / 12)


def changed(heard, where, by):
    heard = np.array(heard)
    heard[where] *= by
    return heard


class Sounds(unittest.TestCase):
    def test_level_and_centroid_of_a_sine(self):
        level, centroid = behaviour.level_and_centroid(0.5 * np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE))
        self.assertAlmostEqual(level, 20 * np.log10(0.5 / np.sqrt(2)), delta=0.01)
        self.assertAlmostEqual(centroid, 1000, delta=1)

    def test_brighter_is_higher_and_louder_is_not(self):
        dark, bright = (behaviour.level_and_centroid(tone(220, tilt=t))[1] for t in (1.5, 1.0))
        self.assertGreater(bright, 1.05 * dark)
        self.assertAlmostEqual(behaviour.level_and_centroid(0.01 * tone(220, tilt=1.5))[1], dark, delta=0.01)

    def test_a_short_sound_is_heard_as_it_is(self):
        self.assertTrue(np.isfinite(behaviour.level_and_centroid(tone(220, 0.1))).all())
        self.assertTrue(np.isfinite(behaviour.level_and_centroid(np.zeros(0))).all())

    def test_pitch_of_held_and_decaying_notes(self):
        for off in (0.0, 1.0, -4.0):
            x = hz_of(57 + off / 100)
            for told in (*behaviour.cents(tone(x), 57, True), *behaviour.cents(tone(x, fall_db_per_s=60), 57, False)):
                self.assertAlmostEqual(told, off, delta=0.1)

    def test_a_stiff_string_is_in_tune(self):
        self.assertAlmostEqual(behaviour.cents(tone(hz_of(45), stiffness=3e-4), 45, True)[0], 0, delta=0.1)


class Pitch(unittest.TestCase):
    def test_in_tune(self):
        figures, faults = behaviour.judge_pitch("reed", {60: (0.5, 0.4), 63: (-1.5, -1.0), 66: (2.0, 2.0)})
        self.assertEqual((figures["median"], figures["within"], figures["worst"]), (1.5, 1.0, 2.0))
        self.assertEqual(faults["pitch"], [])

    def test_out_of_tune_and_without_pitch_are_named(self):
        figures, faults = behaviour.judge_pitch("reed", {60: (0.5, 0.5), 63: (-7.0, None), 66: (None, None)})
        self.assertAlmostEqual(figures["within"], 1 / 3)
        self.assertEqual([text.split(":")[0] for _, text in faults["pitch"]], ["reed, key 63", "reed, key 66"])


class Rises(unittest.TestCase):
    def judge(self, heard):
        return behaviour.judge_rise("reed", {60: RISING, 72: heard}, VELOCITIES)

    def test_a_good_ladder(self):
        figures, faults = self.judge(RISING)
        self.assertEqual(figures, {"steps": 18, "level": 1.0, "centroid": 1.0})
        self.assertEqual(faults, {"level": [], "centroid": []})

    def test_a_fall_smaller_than_noise_is_none(self):
        flat = np.tile(RISING[:1], (10, 1)) + np.arange(10)[:, None] * [-0.04, -0.5]
        self.assertEqual(self.judge(flat)[0]["level"], 1.0)
        self.assertEqual(self.judge(flat)[0]["centroid"], 1.0)

    def test_a_fall_is_named(self):
        fallen = np.array(RISING)
        fallen[4, 0] = fallen[3, 0] - 0.2
        figures, faults = self.judge(fallen)
        self.assertAlmostEqual(figures["level"], 17 / 18)
        self.assertEqual(figures["centroid"], 1.0)
        self.assertEqual([t for _, t in faults["level"]], ["reed, key 72, velocity 40 to 50: level -0.20 dB"])

    def test_a_duller_step_is_found(self):
        figures, faults = self.judge(changed(RISING, (9, 1), 0.9))
        self.assertAlmostEqual(figures["centroid"], 17 / 18)
        self.assertIn("velocity 90 to 100", faults["centroid"][0][1])


class Paths(unittest.TestCase):
    def judge(self, heard):
        return behaviour.judge_path("reed - bell", {60: heard}, POSITIONS)

    def test_a_good_path_either_way(self):
        for way in (WAY, WAY[::-1]):
            figures, faults = self.judge(way)
            self.assertEqual(set(figures.values()), {1.0})
            self.assertFalse(any(faults.values()))

    def test_a_hole(self):
        hole = WAY - [[4.3, 0]] * np.sin(np.pi * np.arange(9) / 8)[:, None] ** 4
        figures, faults = self.judge(hole)
        self.assertLess(figures["level"], 1.0)
        (sentence,) = (text for _, text in faults["level"])
        self.assertEqual(sentence, "reed - bell, key 60, morph 0.5: level 3.3 dB below both ends")
        self.assertEqual(figures["centroid"], 1.0)

    def test_a_bump(self):
        bump = WAY + [[5.5, 0]] * np.sin(np.pi * np.arange(9) / 8)[:, None]
        _, faults = self.judge(bump)
        self.assertTrue(faults["level"] and all("above both ends" in t for _, t in faults["level"]))

    def test_brighter_than_both_ends(self):
        figures, faults = self.judge(changed(WAY, (7, 1), 1.3))
        self.assertAlmostEqual(figures["centroid"], 6 / 7)
        self.assertIn("morph 0.875", faults["centroid"][0][1])

    def test_a_step_between_the_ends(self):
        steep = np.array(WAY)
        steep[:, 0], steep[5:, 0] = -40, -20
        figures, faults = self.judge(steep)
        self.assertEqual(figures["level"], 1.0)
        self.assertAlmostEqual(figures["level step"], 7 / 8)
        self.assertIn("morph 0.5 to 0.625: level steps by 20.0 dB", faults["level step"][0][1])

    def test_a_step_at_an_end(self):
        late = np.array(WAY)
        late[-1, 1] *= 1.3
        self.assertIn("0.875 to 1.0", self.judge(late)[1]["centroid step"][0][1])


class Keys(unittest.TestCase):
    def test_shared(self):
        low, high, small = ({"low": a, "high": b} for a, b in ((30, 60), (50, 80), (60, 61)))
        self.assertEqual(behave.shared_keys(low, high, 3), [50, 55, 60])
        self.assertEqual(behave.shared_keys(low, high, 1), [55])
        self.assertEqual(behave.shared_keys(small, small, 4), [60, 61])

    def test_ranges_that_do_not_meet(self):
        low, high = {"low": 30, "high": 40}, {"low": 60, "high": 70}
        self.assertEqual(behave.shared_keys(low, high, 3), [50])
        self.assertEqual(behave.shared_keys(high, low, 1), [50])


class Told(unittest.TestCase):
    PLACES = [{"name": name} for name in ("reed", "bell", "string")]

    def heard(self, way=WAY):
        pairs = ("reed - bell", "reed - string", "bell - string")
        return {
            "pitch": {p["name"]: {60: (0.5, 0.5), 63: (1.5, 1.5)} for p in self.PLACES},
            "velocity": {p["name"]: {60: RISING} for p in self.PLACES},
            "half-way": {name: {60: RISING} for name in pairs},
            "paths": {name: {60: way if name == "bell - string" else WAY} for name in pairs},
        }

    def test_all_is_well(self):
        heard = self.heard()
        found = behave.judge_all(heard)
        told = behave.conclusion(heard, found)
        self.assertEqual({value for name, (value, _) in told.items() if not name.startswith("pitch")}, {1.0})
        self.assertEqual(told["pitch: median, cents"][0], 1.0)
        self.assertNotIn("FALLS", " ".join(behave.verdict(*t) for t in told.values()))

    def test_a_bad_path_is_counted_once_and_told_of_both_its_ends(self):
        heard = self.heard(changed(WAY, (4, 1), 3))
        found = behave.judge_all(heard)
        told = behave.conclusion(heard, found)
        self.assertAlmostEqual(told["paths: pairs in which all holds"][0], 2 / 3)
        reed, bell, string = (line.split(" | ") for line in behave.table(found, self.PLACES)[2:])
        self.assertEqual(reed[11], "1.00")
        self.assertEqual(bell[11], string[11])
        self.assertNotEqual(bell[11], "1.00")

    def test_one_place_has_no_pairs(self):
        heard = {part: {k: v for k, v in rows.items() if k == "reed"} for part, rows in self.heard().items()}
        found = behave.judge_all(heard)
        self.assertFalse([name for name in behave.conclusion(heard, found) if name.startswith(("paths", "half"))])
        self.assertEqual(len(behave.table(found, self.PLACES[:1])), 3)

    def test_a_bar_missed(self):
        self.assertIn("FALLS SHORT", behave.verdict(0.98, (behave.AT_LEAST, 0.99)))
        self.assertIn("FALLS SHORT", behave.verdict(1.1, (behave.AT_MOST, 1.0)))

    def test_the_worst_of_each(self):
        sentences = ["a - b, key 1, x", "c - d, key 2, z", "a - b, key 1, y"]
        self.assertEqual(behave.worst(sentences), ["a - b, key 1, x", "c - d, key 2, z"])


if __name__ == "__main__":
    unittest.main()
