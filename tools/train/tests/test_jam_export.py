"""The accompanist's network as a file: what is written is what is read, and rounding stays small."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from analyse import glass
from train.jam import export
from train.jam.events import CHORD_VALUES, DRUM_VALUES, Kind
from train.jam.network import Accompanist, Shape

DATA = Path(__file__).resolve().parents[3] / "tests" / "data"
SMALL = Shape(width=32, layers=2, heads=2, inner=48, head=16, ear=32)
LEDGER = ([{"file": "a", "sha256": "b" * 64, "title": "", "author": "", "license": "CC0-1.0", "seconds": 0}], "CC0-1.0", "nobody")
FIELDS = ("kind", "value", "micro", "duration", "velocity", "frame", "place", "now", "held", "chord", "meter", "style",
          "tempo", "roles", "age")


def network(seed=1):
    torch.manual_seed(seed)
    net = Accompanist(SMALL).eval()
    with torch.no_grad():
        for p in net.parameters():
            p.add_(torch.randn_like(p) * 0.1)
    return net


def written(net):
    """(document, tensors, network) of a file that a network was saved to."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.glass"
        export.save(path, "a", net, {"tool": "test"}, LEDGER)
        assert [p.name for p in Path(folder).iterdir()] == ["a.glass"]
        return *glass.read(path), export.load(path)[1]


class Export(unittest.TestCase):
    def test_a_file_holds_the_network_with_rounded_weights(self):
        net = network()
        document, _, loaded = written(net)
        wanted = export.dequantized(net).state_dict()
        self.assertEqual(set(loaded.state_dict()), set(wanted))
        for name, tensor in loaded.state_dict().items():
            np.testing.assert_array_equal(tensor.numpy(), wanted[name].numpy(), name)
        self.assertEqual(loaded.shape, SMALL)
        self.assertEqual(document["model"]["weights"], sum(p.numel() for p in net.parameters()))
        self.assertEqual(document["provenance"], LEDGER[0])

    def test_rounding_errs_by_half_a_step_of_its_row(self):
        net = network()
        given, rounded = net.state_dict(), export.dequantized(net).state_dict()
        for name, tensor in given.items():
            off = np.abs(tensor.numpy() - rounded[name].numpy())
            if tensor.dim() == 1:
                self.assertEqual(off.max(), 0, name)
            else:
                most = np.abs(tensor.numpy()).max(1, keepdims=True) / 127 * 0.5001
                self.assertTrue((off <= most).all(), name)

    def test_rounding_twice_changes_nothing_that_matters(self):
        once = export.dequantized(network())
        for name, tensor in export.dequantized(once).state_dict().items():
            np.testing.assert_allclose(tensor.numpy(), once.state_dict()[name].numpy(), rtol=1e-6)

    def test_a_row_of_zeros_stays(self):
        net = network()
        with torch.no_grad():
            net.value.weight[7] = 0
        found = export.tensors(net)
        self.assertEqual(found["value.scale"][7], 0)
        self.assertEqual(np.abs(found["value"][7]).max(), 0)
        self.assertTrue(np.isfinite(export.dequantized(net).value.weight.detach().numpy()).all())

    def test_the_network_itself_is_left_alone(self):
        net = network()
        before = {name: tensor.clone() for name, tensor in net.state_dict().items()}
        written(net)
        for name, tensor in net.state_dict().items():
            self.assertTrue(torch.equal(tensor, before[name]), name)


class Golden(unittest.TestCase):
    """tests/data/small_jam.json is what PyTorch says still: tests/engine/jam/ holds the instrument to it."""

    def test_the_small_patch_says_what_was_written_down(self):
        _, net = export.load(DATA / "small_jam.glass")
        golden = json.loads((DATA / "small_jam.json").read_text())
        batch = {name: torch.tensor(golden["steps"][name])[None] for name in FIELDS}
        with torch.no_grad():
            h = net.body(batch)[0]
            for said in golden["said"]:
                at = said["after"]
                np.testing.assert_allclose(net.kinds(h[at]).numpy(), said["kinds"], atol=1e-4)
                np.testing.assert_allclose(net.outlook(h[at]).numpy(), said["outlook"], atol=1e-4)
                if "values" in said:
                    self.check_values(net, h[at], {name: x[0, at + 1] for name, x in batch.items()}, said)

    def check_values(self, net, h, after, said):
        kind = int(after["kind"])
        drums = kind in (Kind.DRUMS, Kind.PLAYER_DRUMS)
        first, last = (CHORD_VALUES, None) if kind == Kind.CHORD else (DRUM_VALUES, CHORD_VALUES) if drums else (0, DRUM_VALUES)
        after = {name: x[None] for name, x in after.items()} | {"last": torch.tensor([said["last"]])}
        np.testing.assert_allclose(net.values(h[None], after)[0, first:last].numpy(), said["values"], atol=1e-4)


if __name__ == "__main__":
    unittest.main()
