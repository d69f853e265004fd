#!/usr/bin/env python3
"""Makes tests/data/small_jam.glass, an accompanist's patch with random weights, and small_jam.json: steps, and what PyTorch
says of some of them with the weights of the patch, over the whole sequence at once.

    PYTHONPATH=tools/train:tools/analyse make_small_jam.py FOLDER
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from train.jam import events, export
from train.jam.events import CHORD_VALUES, DRUM_VALUES, STEP, Kind, note_last
from train.jam.fit import READ
from train.jam.harmony import CHORD_COUNT, NO_CHORD
from train.jam.network import WINDOW, Accompanist, Shape

SHAPE = Shape(width=32, layers=2, heads=2, inner=64, head=16, ear=32)
STEPS = 720
FIRST_FRAME = 100_000  # as after some hours of playing
# The first, some within the window, its edge, beyond; several of each kind come next.
ASKED = [0, 1, 2, 31, 32, 33, 200, 201, 202, 203, 204, 205, 206, 510, 511, 512, 513, 600, 601, 602, 603, 604, 605, 606, 718]
FIELDS = ("kind", "value", "micro", "duration", "velocity", "frame", "place", "now", "held", "chord", "meter", "style",
          "tempo", "roles", "age")


def network():
    """Random, and wide awake: attention that looks somewhere, logits that differ."""
    torch.manual_seed(5)
    net = Accompanist(SHAPE)
    with torch.no_grad():
        for name, p in net.named_parameters():
            if p.dim() == 1:
                p.copy_(torch.randn_like(p) * 0.3 + (1.0 if "norm" in name else 0.0))
            elif "qkv" in name:
                p.copy_(torch.randn_like(p) * 0.35)
            elif name.startswith("ear"):
                p.copy_(torch.randn_like(p) * 0.3)
            elif "blocks" in name or "heads" in name or name.split(".")[0] in ("kinds", "key", "outlook"):
                p.copy_(torch.randn_like(p) * 0.25)
            else:
                p.copy_(torch.randn_like(p) * 0.4)
    return export.dequantized(net.eval())


def steps():
    """Any steps that keep to the order of events.py; every table is read from."""
    random = np.random.default_rng(3)
    rows, frame, chord, age = [], FIRST_FRAME, NO_CHORD, 31

    def row(**fields):
        rows.append(fields)

    while len(rows) < STEPS:
        told = dict(
            frame=frame, place=int(random.integers(28)), meter=int(random.integers(9)), style=int(random.integers(8)),
            tempo=int(random.integers(8)), roles=int(random.integers(16)), held=int(random.integers(4096)), chord=chord, age=age,
        )
        row(kind=Kind.FRAME, now=chord, **told)
        age = min(age + 1, 31)
        if random.random() < 0.3:
            chord, age = int(random.integers(CHORD_COUNT + 1)), 0
            row(kind=Kind.CHORD, value=chord + CHORD_VALUES, now=chord, **told)
        for kind in range(Kind.BASS, Kind.PLAYER_DRUMS + 1):
            drums = kind in (Kind.DRUMS, Kind.PLAYER_DRUMS)
            if random.random() < 0.35:
                row(kind=kind, value=int(random.integers(128)) + (DRUM_VALUES if drums else 0), now=chord,
                    micro=int(random.integers(24)), duration=int(random.integers(24)) if kind < Kind.DRUMS else 0,
                    velocity=int(random.integers(32)), **told)
        frame += int(random.integers(1, 4))
    made = np.zeros(STEPS, STEP)
    for i, fields in enumerate(rows[:STEPS]):
        for name, value in fields.items():
            made[name][i] = value
    note_last(made)
    return made


def said(net, made):
    """Of each asked step: logits of what follows it, told the true fields before; of the value, only those that its kind has."""
    batch = {name: torch.from_numpy(made[name].astype(np.int64))[None] for name in dict.fromkeys(READ)}
    with torch.no_grad():
        h = net.body(batch)
        logits = net.logits(h[:, :-1], {name: x[:, 1:] for name, x in batch.items()})
        keys, outlook = net.key(h), net.outlook(h)
    listed = lambda x: [round(float(v), 5) for v in x]
    found = []
    for at in ASKED:
        kind = int(made["kind"][at + 1])
        drums = kind in (Kind.DRUMS, Kind.PLAYER_DRUMS)
        first, last = (CHORD_VALUES, None) if kind == Kind.CHORD else (128, 256) if drums else (0, 128)
        entry = {"after": at, "kinds": listed(logits["kind"][0, at]), "keys": listed(keys[0, at]), "outlook": listed(outlook[0, at])}
        if kind != Kind.FRAME:
            entry["values"] = listed(logits["value"][0, at, first:last])
            entry["last"] = made["last"][at + 1].tolist()
        if kind >= Kind.BASS:
            entry |= {name + "s": listed(logits[name][0, at]) for name in ("micro", "duration")}
            entry["velocities"] = listed(logits["velocity"][0, at])
        found.append(entry)
    return found


def heard(net):
    """What the ear says after some frames, in which pitch classes sounded (a mask each)."""
    random = np.random.default_rng(7)
    sounds = random.random((300, 12)) < 0.15
    shares = events.heard(sounds)
    found = []
    for frame in (1, 2, 17, 120, 299):
        question = dict(last=int(random.integers(30, 100)), held=int(random.integers(2)), place=int(random.integers(28)),
                        age=int(random.integers(32)), chord=int(random.integers(CHORD_COUNT + 1)))
        batch = {name: torch.tensor([[value]]) for name, value in question.items()}
        batch |= {"kind": torch.tensor([[int(Kind.FRAME)]]), "last": torch.full((1, 1, 8), question["last"])}
        batch["heard"] = torch.from_numpy(shares[frame])[None, None]
        with torch.no_grad():
            said = {name: [round(float(v), 5) for v in x.flatten()] for name, x in net.ear(batch).items()}
        found.append({"frame": frame} | question | said)
    masks = [int(sum(1 << int(p) for p in np.flatnonzero(row))) for row in sounds]
    return {"sounds": masks, "said": found}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    net, made = network(), steps()
    assert STEPS > WINDOW + 100 and {int(made["kind"][a + 1]) for a in ASKED} == set(range(8))
    source = {"file": "none", "sha256": "a" * 64, "title": "A", "author": "B", "license": "CC0-1.0", "seconds": 1.5}
    export.save(folder / "small_jam.glass", "small jam", net, {"tool": "tests/data/make_small_jam.py"}, ([source], "CC0-1.0", "nobody"))
    golden = {"steps": {name: made[name].tolist() for name in FIELDS}, "said": said(net, made), "ear": heard(net)}
    (folder / "small_jam.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
