"""What file names say."""

import unittest

from train.learn import names


class Dynamics(unittest.TestCase):
    def test_marks(self):
        found = names.dynamics(["harp_C4_pp", "harp_C4_mf", "harp_C4_ff"])
        self.assertEqual(found, sorted(found))
        self.assertLess(found[0], 0.3)
        self.assertGreater(found[2], 0.9)

    def test_velocities_and_layers(self):
        self.assertEqual(names.dynamics(["a_v127", "b_v64"]), [1.0, 64 / 127])
        soft, loud = names.dynamics(["kick_vl1_rr1", "kick_vl2_rr1"])
        self.assertLess(soft, loud)
        self.assertLessEqual(loud, 1.0)

    def test_a_note_called_f_is_no_forte(self):
        self.assertIsNone(names.dynamics(["a", "b", "c", "d", "e", "f", "g"]))

    def test_meaningless_names_say_nothing(self):
        self.assertIsNone(names.dynamics([f"a{i:03d}" for i in range(20)]))
        self.assertIsNone(names.dynamics(["x_f", "y_f", "z_f"]))

    def test_names_that_say_nothing_among_some_that_do(self):
        self.assertEqual(names.dynamics(["a_p", "b_f", "c_p", "what"])[3], None)


class Notes(unittest.TestCase):
    def test_notes(self):
        for stem, key in (("cello_C4_f", 60), ("Bb2", 46), ("x-F#3-1", 54), ("a-1", None), ("a001", None), ("C4_to_D4", None)):
            self.assertEqual(names.note(stem), key, stem)

    def test_an_octave_that_most_names_contradict(self):
        stems = ["C4", "D4", "E4", "F4", "G4"]
        self.assertEqual(names.octaves_off(stems, [60.0, 62.1, 64.0, 77.0, 67.0]), [0, 0, 0, 1, 0])

    def test_names_an_octave_off_throughout_are_a_convention(self):
        self.assertEqual(names.octaves_off(["C3", "D3", "E3"], [60.0, 62.0, 64.0]), [0, 0, 0])

    def test_names_that_do_not_fit_are_not_believed(self):
        self.assertEqual(names.octaves_off(["C4", "D4", "E4", "F4"], [60.0, 70.0, 50.0, 77.0]), [0, 0, 0, 0])


class Things(unittest.TestCase):
    def test_layers_and_takes_of_a_thing(self):
        self.assertEqual(len(set(names.things(["kick_vl1_rr1", "kick_vl2_rr1", "kick_vl1_rr2", "snare_soft", "snare_hard"]))), 2)

    def test_numbers_count_takes_where_that_makes_groups(self):
        self.assertEqual(names.things(["kick1", "kick2", "snare1"]), ["kick", "kick", "snare"])

    def test_names_of_numbers_alone_are_things_of_their_own(self):
        self.assertEqual(len(set(names.things([f"a{i:03d}" for i in range(20)]))), 20)


if __name__ == "__main__":
    unittest.main()
