"""PyTorch says what the instrument says: the network of a patch, loaded back, against the outputs that
tests/engine/voice/neural_golden_test.cc holds the C++ runtime to, within 1e-4.
"""

import json
import unittest
from pathlib import Path

import numpy as np
import torch
from analyse import glass
from train import export
from train.features import TURN_SCALE
from train.network import Network, inputs

DATA = Path(__file__).resolve().parents[3] / "tests" / "data"
MOST = 1e-4  # units of 10 dB; outputs reach from -10 to 1 or so


def network_of(tensors):
    """The Network whose weights export.network_tensors() would write so."""
    network = Network(len(tensors["net.0.bias"]))
    scale = np.ones(tensors["net.0.weight"].shape[1], np.float32)
    scale[1 : 1 + 2 * len(TURN_SCALE)] = np.repeat(TURN_SCALE, 2)
    with torch.no_grad():
        for i, layer in enumerate([*network.layers, network.out]):
            weight = tensors[f"net.{i}.weight"]
            layer.weight.copy_(torch.tensor(weight / scale if i == 0 else weight))
            layer.bias.copy_(torch.tensor(tensors[f"net.{i}.bias"]))
    return network


class Parity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.document, cls.tensors = glass.read(DATA / "small_neural.glass")
        cls.network = network_of(cls.tensors)
        cls.golden = json.loads((DATA / "small_neural.json").read_text())

    def said(self, note, network):
        """The network's outputs where the note's position is what the golden inputs hold."""
        limit = float(self.tensors["point.value"][note["place"], 1])
        with torch.no_grad():
            x = inputs(
                torch.tensor([note["key"]]), torch.tensor([note["velocity"]]),
                torch.tensor([note["inputs"][10:22]], dtype=torch.float32),
                torch.tensor([[min(note["seconds"], limit)]], dtype=torch.float32),
            )
            return network(x)[0, 0].numpy()

    def test_every_output_agrees(self):
        self.assertGreaterEqual(len(self.golden), 12)
        for note in self.golden:
            off = np.abs(self.said(note, self.network) - np.array(note["outputs"]))
            self.assertLess(off.max(), MOST, (note["place"], note["seconds"]))

    def test_a_weight_moved_by_a_hundredth_would_show(self):
        moved = network_of(self.tensors)
        with torch.no_grad():
            moved.layers[1].weight[3, 5] += 0.01
        off = max(np.abs(self.said(n, moved) - np.array(n["outputs"])).max() for n in self.golden)
        self.assertGreater(off, MOST)

    def test_what_is_written_is_what_was_read(self):
        written = export.network_tensors(self.network)
        for name, tensor in written.items():
            np.testing.assert_allclose(tensor, self.tensors[name], rtol=1e-6, atol=1e-9)


if __name__ == "__main__":
    unittest.main()
