"""Training on another device: where it is taken from, and that nothing of a step is left behind on the CPU."""

import os
import unittest
from unittest import mock

import made_up
import numpy as np
import torch
from elsewhere import DEVICE, Elsewhere
from train import device, fit, mel, network


def trained(pitched=True, **more):
    return made_up.weights(fit.fit(made_up.tracks(), made_up.PLACES, made_up.QUICK, pitched=pitched, **more))


class Chosen(unittest.TestCase):
    def choose(self, count=0, **variables):
        """device.prepare() on a machine of `count` CUDA devices, with these variables set."""
        with (
            mock.patch.dict(os.environ, variables),
            mock.patch("torch.cuda.is_available", return_value=count > 0),
            mock.patch("torch.cuda.device_count", return_value=count),
            mock.patch("torch.cuda.set_device"),
            mock.patch("torch.use_deterministic_algorithms"),
        ):
            for name in {device.VARIABLE, "LOCAL_RANK"} - set(variables):
                os.environ.pop(name, None)
            return device.prepare()

    def test_cuda_where_there_is_one(self):
        self.assertEqual(self.choose(count=1), torch.device("cuda:0"))
        self.assertEqual(self.choose(count=0), torch.device("cpu"))

    def test_as_the_variable_says(self):
        self.assertEqual(self.choose(count=1, SEAGLASS_TRAIN_DEVICE="cpu"), torch.device("cpu"))
        self.assertEqual(self.choose(count=1, SEAGLASS_TRAIN_DEVICE="cuda"), torch.device("cuda:0"))
        for words in ("cuda", "gpu"):  # none there; no such thing
            with self.assertRaises(ValueError):
                self.choose(count=0, SEAGLASS_TRAIN_DEVICE=words)

    def test_a_device_for_each_process(self):
        self.assertEqual(self.choose(count=2, LOCAL_RANK="1"), torch.device("cuda:1"))
        with self.assertRaises(ValueError):
            self.choose(count=2, LOCAL_RANK="2")


class AnotherDevice(unittest.TestCase):
    def tearDown(self):
        mel._tables.cache_clear()

    def train(self, pitched=True):
        with Elsewhere():
            return trained(pitched, device=DEVICE)

    def test_the_same_as_on_the_cpu(self):
        for pitched in (True, False):
            here, there = trained(pitched, device="cpu"), self.train(pitched)
            for name in here:
                np.testing.assert_array_equal(here[name], there[name], name)

    def test_what_is_left_on_the_cpu_is_found(self):
        whole = network.formant_matrix
        left = (
            mock.patch.object(fit.Material, "to", lambda self, device: self),
            mock.patch.object(fit, "formant_matrix", lambda hz: whole(hz.cpu())),
            mock.patch.object(mel, "_tables", lambda device: (mel._TABLE, mel._FINE, mel._COARSE)),
        )
        for patch in left:
            with patch, self.assertRaisesRegex(RuntimeError, "is on cpu, others are elsewhere"):
                self.train()


class DefaultDevice(unittest.TestCase):
    """No step makes a tensor without saying where: on PyTorch's default device."""

    def train(self):
        """With another default device after the first step."""
        try:
            return trained(device="cpu", progress=lambda step: torch.set_default_device("meta"))
        finally:
            torch.set_default_device(None)

    def test_nothing_is_made_there(self):
        here, there = trained(device="cpu"), self.train()
        for name in here:
            np.testing.assert_array_equal(here[name], there[name], name)

    def test_what_is_made_there_is_found(self):
        careless = mock.patch.object(fit, "formant_matrix", lambda hz: torch.zeros(*hz.shape, network.FORMANTS))
        with careless, self.assertRaisesRegex((RuntimeError, NotImplementedError), "meta"):
            self.train()


if __name__ == "__main__":
    unittest.main()
