"""Reading and writing `.glass` files: safetensors with one JSON document, as patches/FORMAT.md
says.
"""

import json
import os
import struct
from pathlib import Path

import numpy as np

from .config import SILENCE_DB

_TYPES = {"I32": np.int32, "F32": np.float32, "U8": np.uint8, "I8": np.int8, "I16": np.int16}


def quantise(level_db):
    """Levels in dB to bytes of -0.4 dB steps; below -101.6 dB is 255, silence."""
    q = np.round(np.asarray(level_db) / -0.4)
    return np.where(q > 254, 255, np.clip(q, 0, 254)).astype(np.uint8)


def level(q):
    """Bytes to dB; silence reads as SILENCE_DB."""
    return np.where(q == 255, SILENCE_DB, -0.4 * q.astype(np.float32))


def write(path, document, tensors):
    """document: JSON object; tensors: name -> array of int32, float32, uint8, int8 or int16. The same
    input gives the same bytes. They are written beside `path` and moved there when they are whole.
    """
    header = {
        "__metadata__": {
            "seaglass": json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        }
    }
    offset = 0
    for name, array in tensors.items():
        kind = next(k for k, t in _TYPES.items() if array.dtype == t)
        header[name] = {
            "dtype": kind,
            "shape": list(array.shape),
            "data_offsets": [offset, offset + array.nbytes],
        }
        offset += array.nbytes
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path = Path(path)
    part = path.with_name(path.name + ".part")
    with open(part, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(np.ascontiguousarray(array).tobytes())
    os.replace(part, path)


def read(path):
    """(document, tensors) of a file; raises ValueError where it is not one."""
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    if size > min(len(data) - 8, 16 << 20):
        raise ValueError(f"{path}: header of {size} bytes does not fit")
    header = json.loads(data[8 : 8 + size])
    document = json.loads(header.pop("__metadata__")["seaglass"])
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        raw = np.frombuffer(data, np.uint8)[8 + size + begin : 8 + size + end]
        tensors[name] = raw.view(_TYPES[entry["dtype"]]).reshape(entry["shape"])
    return document, tensors


# Limits from FORMAT.md: (column, lowest, highest) of note.value.
_VALUE_LIMITS = [
    ("key", -12, 140),
    ("hz", 8, 20000),
    ("dynamic", 0, 1),
    ("gain", -120, 80),
    ("tail", 0, 10000),
    ("transient gain", -120, 80),
]


def check(document, tensors):
    """What is wrong with a patch, as a list of sentences; empty when it is valid."""
    wrong = []
    index, value = tensors["note.index"], tensors["note.value"]
    frames, partials = index[:, 1].astype(np.int64), index[:, 2].astype(np.int64)
    expected = {
        "note.index": (len(index), 6),
        "note.value": (len(index), 6),
        "partial.ratio": (partials.sum(),),
        "partial.phase": (partials.sum(),),
        "frame.amplitude": ((frames * partials).sum(),),
        "frame.noise": (frames.sum(), 65),
        "frame.cents": (frames.sum(),),
        "transient": (index[:, 5].sum(),),
    }
    for name, shape in expected.items():
        if tuple(tensors[name].shape) != tuple(shape):
            wrong.append(f"{name} has shape {tensors[name].shape}, expected {shape}")
    for column, (name, low, high) in enumerate(_VALUE_LIMITS):
        if not (
            np.isfinite(value[:, column]).all()
            and value[:, column].min() >= low
            and value[:, column].max() <= high
        ):
            wrong.append(f"{name} leaves {low} to {high}")
    if (
        not 1 <= len(index) <= 4096
        or frames.min() < 2
        or frames.max() > 8192
        or partials.max() > 96
    ):
        wrong.append("note, frame or partial counts leave their limits")
    if (index[:, 3] > index[:, 4]).any() or (index[:, 4] > frames).any():
        wrong.append("a sustain lies outside of its frames")
    if index[:, 5].max() > 12000:
        wrong.append("a transient is longer than 0.25 s")
    if len(tensors["partial.ratio"]) and not (
        tensors["partial.ratio"].min() >= 0.01 and tensors["partial.ratio"].max() <= 4096
    ):
        wrong.append("a ratio leaves 0.01 to 4096")
    if set(index[:, 0].tolist()) != set(range(len(document["places"]))):
        wrong.append("places and notes do not match")
    programs = [p["program"] for p in document["places"]]
    if len(set(programs)) != len(programs):
        wrong.append("program numbers repeat")
    return wrong
