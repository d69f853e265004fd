#!/usr/bin/env python3
"""Makes tests/data/small_neural.glass, a neural patch with random weights that is small and sounds, and
small_neural.json, what its network says of some notes: plain NumPy in double precision, written from
patches/FORMAT.md alone.

    make_small_neural.py FOLDER
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np

WIDTH, LAYERS, RANK, ROWS = 40, 3, 16, 60
TAU = np.array([0.004, 0.012, 0.035, 0.1, 0.3, 0.9, 2.7, 8.0])
#          name, program, pitched, sustained, one shot, map, keys of an unpitched place
PLACES = [
    ("bowed", 0, True, True, False, (0.2, 0.2), ()),
    ("blown", 1, True, True, False, (0.8, 0.2), ()),
    ("struck", 2, True, False, False, (0.5, 0.8), ()),
    ("glass", 3, True, False, False, (0.1, 0.9), ()),
    ("reed", 4, True, True, False, (0.9, 0.9), ()),
    ("drum", 5, False, False, True, (0.35, 0.6), (36, 38)),
    ("horn", 6, True, True, False, (0.5, 0.4), ()),
]
random = np.random.default_rng(7)


def tensors():
    points = [(i, key) for i, p in enumerate(PLACES) for key in (p[6] or (-1,))]
    count = len(points)
    decaying = np.array([not PLACES[p][3] for p, _ in points])
    free = np.array([key >= 0 for _, key in points])
    cents = np.where(free[:, None], random.normal(0, 200, (count, 96)), random.normal(0, 2, (count, 96)))
    curve = np.zeros((count, 19, 4))
    curve[:, :, 0] = np.where(decaying, -9.0, -16.0)[:, None] + np.linspace(0, 1.5, 19)
    curve[:, :, 1] = 6 + random.normal(0, 1, (count, 19))
    curve[:, :, 2] = np.where(decaying, 40.0, 0.0)[:, None]
    beat = np.where(np.array([PLACES[p][0] == "struck" for p, _ in points])[:, None], (0.5, 0.8, 0.5), 0.0)
    found = {
        "point.index": np.array(points, np.int32),
        "point.position": random.normal(0, 0.7, (count, 12)),
        "point.value": np.array([(110.0 + 40 * key if f else 0, 1.5, 1, 1) for f, (_, key) in zip(free, points)]),
        "point.cents": cents,
        "point.curve": curve,
        "point.beat": beat,
    }
    sizes = [31] + [WIDTH] * LAYERS + [210]
    for i in range(LAYERS + 1):
        spread = (0.3 if i == LAYERS else 1.0) / np.sqrt(sizes[i])
        found[f"net.{i}.weight"] = random.normal(0, spread, (sizes[i + 1], sizes[i]))
        found[f"net.{i}.bias"] = random.normal(0, 0.1, sizes[i + 1])
    last = found[f"net.{LAYERS}.bias"]
    last[:96] += -2.5 - 1.2 * np.log2(np.arange(1, 97))
    last[144:209] += -6.5

    index, tracks = [], []
    for q in range(count):
        for _ in range(2):
            rows = ROWS + int(random.integers(0, 9))
            index.append((q, sum(map(len, tracks)), rows, int(decaying[q])))
            walk = np.cumsum(random.normal(0, 1, (rows, RANK)), 0)
            tracks.append(np.clip(np.round(10 * (walk - walk.mean(0))), -127, 127))
    found["movement.index"] = np.array(index, np.int32)
    found["movement.value"] = np.array([(48 + 24 * (e % 2), 0.3 + 0.5 * (e % 2)) for e in range(len(index))])
    found["movement.scale"] = np.full((len(index), RANK), 0.02)
    found["movement.still"] = np.clip(np.round(random.normal(0, 8, (len(index), 162))), -127, 127).astype(np.int8)
    found["movement.shade"] = random.normal(0, 0.05, (len(index), 12))
    keyed = [(q, key) for q, (_, own) in enumerate(points) if own < 0 for key in (48, 60, 61, 72)]
    found["shade.point"] = np.array([[q] for q, _ in keyed], np.int32)
    found["shade.value"] = np.array([[key, *random.normal(0, 0.2, 12)] for _, key in keyed])
    found["movement.track"] = np.concatenate(tracks).astype(np.int8)
    falling = np.arange(RANK, 0, -1)[:, None] / RANK
    found["movement.basis"] = random.normal(0, 0.5, (count, RANK, 162)) * falling
    return {name: a if a.dtype in (np.int32, np.int8) else a.astype(np.float32) for name, a in found.items()}


def document(found):
    weights = sum(a.size for name, a in found.items() if name.startswith("net."))
    return {
        "format": 2,
        "name": "small neural",
        "license": "CC0-1.0",
        "attribution": "nobody",
        "model": {
            "kind": "neural", "partials": 96, "noise_bands": 65, "weights": int(weights), "dimensions": 12,
            "width": WIDTH, "layers": LAYERS, "formants": 48,
            "attack_frames": 32, "attack_hop_s": 1 / 375, "sustain_hop_s": 7 / 375,
        },
        "places": [
            {"name": name, "program": program, "pitched": pitched, "sustained": sustained, "one_shot": one_shot,
             "low": 36, "high": 84, "release_db_per_s": [120.0, 400.0], "map": place}
            for name, program, pitched, sustained, one_shot, place, _ in PLACES
        ],
        "provenance": [{"file": "none", "sha256": "a" * 64, "title": "A", "author": "B", "license": "CC0-1.0",
                        "seconds": 1.5}],
    }


def write(path, found, doc):
    kinds = {"float32": "F32", "int32": "I32", "int8": "I8"}
    header, data = {"__metadata__": {"seaglass": json.dumps(doc)}}, b""
    for name, a in sorted(found.items(), key=lambda item: -item[1].dtype.itemsize):
        header[name] = {"dtype": kinds[str(a.dtype)], "shape": list(a.shape),
                        "data_offsets": [len(data), len(data) + a.nbytes]}
        data += a.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


# --- the network, as the format describes it ---


def inputs(key, velocity, z, seconds):
    u = (key - 60) / 24
    turns = [f(np.pi * u * 2**j) for j in range(4) for f in (np.sin, np.cos)]
    return np.concatenate([[u], turns, [2 * velocity - 1], z, np.exp(-seconds / TAU), [np.log(1 + seconds / 0.01) / 6]])


def outputs(found, x):
    layer = lambda i, h: found[f"net.{i}.weight"].astype(float) @ h + found[f"net.{i}.bias"].astype(float)
    silu = lambda a: a / (1 + np.exp(-a))
    h = silu(layer(0, x))
    for i in range(1, LAYERS):
        h = h + silu(layer(i, h))
    return layer(LAYERS, h)


def levels(found, point, key, seconds, y):
    """Levels in dB at full velocity: 96 partials, 65 noise bands; then cents."""
    at = lambda column: np.interp(key, np.arange(12, 121, 6), found["point.curve"][point, :, column].astype(float))
    b, k = np.exp(at(0)), np.arange(1, 97)
    hz = 440 * 2 ** ((key - 69) / 12)
    line = hz * k * np.sqrt((1 + b * k * k) / (1 + b)) * 2 ** (found["point.cents"][point].astype(float) / 1200)
    formant = np.interp(np.log2(line), np.linspace(np.log2(40), np.log2(20480), 48), y[96:144])
    beyond = max(0.0, seconds - float(found["point.value"][point, 1]))
    level = at(1) - at(2) * beyond
    return np.concatenate([10 * (y[:96] + formant) + level, 10 * y[144:209] + level, [10 * y[209]]])


def shaded(found, point, key):
    """The point's position and what the key adds to it."""
    own = found["shade.value"][found["shade.point"][:, 0] == point].astype(float)
    share = np.clip(1 - np.abs(own[:, 0] - key), 0, 1)  # keys of one point lie one apart or more
    return found["point.position"][point].astype(float) + share @ own[:, 1:]


def golden(found):
    notes = []
    for place, key, velocity in ((0, 60.25, 0.8), (1, 41.25, 0.1), (2, 83.0, 1.0)):
        point = int(np.flatnonzero(found["point.index"][:, 0] == place)[0])
        for seconds in (1 / 375, 0.05, 0.7, 4.0):
            t = min(seconds, float(found["point.value"][point, 1]))
            x = inputs(key, velocity, shaded(found, point, key), t)
            y = outputs(found, x)
            notes.append({"place": place, "key": key, "velocity": velocity, "seconds": seconds,
                          "inputs": np.round(x, 9).tolist(), "outputs": np.round(y, 7).tolist(),
                          "levels": np.round(levels(found, point, key, seconds, y), 5).tolist()})
    return notes


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    made = tensors()
    write(folder / "small_neural.glass", made, document(made))
    (folder / "small_neural.json").write_text(json.dumps(golden(made), separators=(",", ":")) + "\n")
