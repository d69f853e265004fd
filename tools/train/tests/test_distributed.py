"""Two processes train one network."""

import os
import pickle
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import made_up
import numpy as np
import torch
from train import distributed, fit

PROCESSES = 2
PATIENCE_S = 120


def start(folder):
    """What each process leaves."""
    torchrun = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(PROCESSES))
    script = Path(__file__).with_name("in_processes.py")
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "SEAGLASS_TRAIN_DEVICE": "cpu"}
    environment.update(PYTHONPATH=os.pathsep.join(p for p in sys.path if p))
    ended = subprocess.run(
        [*torchrun, str(script), folder], env=environment, capture_output=True, text=True, timeout=PATIENCE_S
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    return [pickle.loads((Path(folder) / f"{rank}.pickle").read_bytes()) for rank in range(PROCESSES)]


def apart(a, b):
    """The largest difference of two sets of weights."""
    return max(float(np.abs(a[name] - b[name]).max()) for name in a)


class TwoProcesses(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            cls.first, cls.second = start(folder)

    def test_both_hold_the_same_weights(self):
        self.assertEqual(apart(self.first["once"], self.second["once"]), 0)

    def test_without_averaging_they_would_not(self):
        self.assertGreater(apart(self.first["alone"], self.second["alone"]), 1e-5)

    def test_a_seed_gives_the_same_again(self):
        for found in (self.first, self.second):
            self.assertEqual(apart(found["once"], found["again"]), 0)
            self.assertGreater(apart(found["once"], found["otherwise"]), 1e-5)

    def test_neither_does_what_one_process_would(self):
        alone = made_up.weights(fit.fit(made_up.tracks(), made_up.PLACES, made_up.QUICK, device="cpu"))
        self.assertGreater(apart(self.first["once"], alone), 1e-5)

    def test_means(self):
        for found in (self.first, self.second):
            self.assertEqual(found["means"], [[[0.5, 0.5], [0.5, 0.5]], [5.0]])

    def test_the_first_reads_first_and_leads(self):
        self.assertEqual([f["cached"] for f in (self.first, self.second)], [False, True])
        self.assertEqual([f["leads"] for f in (self.first, self.second)], [True, False])

    def test_parts_cover_the_whole(self):
        self.assertEqual(self.first["part"], 5)


class OneProcess(unittest.TestCase):
    def test_nothing_is_shared(self):
        tensor = torch.tensor([3.0])
        with distributed.together():
            distributed.average([tensor])
            self.assertEqual(distributed.first_alone(lambda: 7), 7)
        self.assertEqual((tensor.item(), distributed.size(), distributed.rank(), distributed.part(9)), (3.0, 1, 0, 9))
        self.assertTrue(distributed.leads())


if __name__ == "__main__":
    unittest.main()
