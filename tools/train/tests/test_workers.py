"""Processes that end with ours, and what they return."""

import os
import unittest

from train.learn import workers
from train.learn.refusal import Refusal


def _double(x):
    return 2 * x


def _die(_):
    os.kill(os.getpid(), 9)


def _fail():
    raise ValueError("no")


class Workers(unittest.TestCase):
    def test_results_in_order(self):
        self.assertEqual(list(workers.each(_double, range(9), 2)), [2 * i for i in range(9)])

    def test_a_worker_that_is_killed_is_a_refusal_and_no_hang(self):
        with self.assertRaises(Refusal) as caught:
            list(workers.each(_die, range(3), 2))
        self.assertEqual(caught.exception.code, 6)

    def test_twin(self):
        twin = workers.Twin(_double, 4)
        self.assertEqual(twin.result(), (8, ""))
        twin.stop()

    def test_a_twin_that_fails_says_why(self):
        for function, words in ((_fail, "ValueError: no"), (lambda: _die(0), "ended by the system")):
            twin = workers.Twin(function)
            found, why = twin.result()
            self.assertIsNone(found)
            self.assertIn(words, why)
            twin.stop()


if __name__ == "__main__":
    unittest.main()
