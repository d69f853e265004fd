"""A note as the analyser holds it, and a list of notes as the tensors of a patch."""

from dataclasses import dataclass, field

import numpy as np

from . import glass


@dataclass
class Note:
    """Levels are in dB against `gain_db`. F frames, K partials, 65 bands, T transient samples."""

    file: str
    hz: float
    key: float
    dynamic: float
    ratio: np.ndarray  # [K]
    phase: np.ndarray  # [K] cycles
    amplitude: np.ndarray  # [F, K] dB
    noise: np.ndarray  # [F, 65] dB
    cents: np.ndarray  # [F]
    sustain: tuple = (0, 0)  # frames
    gain_db: float = 0.0
    tail: float = 0.0  # dB per second
    transient: np.ndarray = field(default_factory=lambda: np.zeros(0))  # full scale 1.0
    transient_db: float = 0.0
    place: int = 0
    report: dict = field(default_factory=dict)


def pack(notes):
    """Notes to the tensors of FORMAT.md."""
    empty = [np.zeros(0)]
    return {
        "note.index": np.array(
            [
                [n.place, len(n.amplitude), len(n.ratio), *n.sustain, len(n.transient)]
                for n in notes
            ],
            np.int32,
        ),
        "note.value": np.array(
            [[n.key, n.hz, n.dynamic, n.gain_db, n.tail, n.transient_db] for n in notes], np.float32
        ),
        "partial.ratio": np.concatenate([n.ratio for n in notes]).astype(np.float32),
        "partial.phase": np.concatenate([np.mod(n.phase, 1.0) for n in notes]).astype(np.float32),
        "frame.amplitude": np.concatenate([glass.quantise(n.amplitude).ravel() for n in notes]),
        "frame.noise": np.concatenate([glass.quantise(n.noise) for n in notes]),
        "frame.cents": np.concatenate(
            [np.clip(np.round(10 * n.cents), -32768, 32767) for n in notes]
        ).astype(np.int16),
        "transient": np.concatenate(
            empty + [np.clip(np.round(32767 * n.transient), -32767, 32767) for n in notes]
        ).astype(np.int16),
    }


def unpack(tensors):
    """The notes of a patch, in their order."""
    index, value = tensors["note.index"], tensors["note.value"]
    notes, r, a, f, t = [], 0, 0, 0, 0
    for (place, frames, partials, begin, end, samples), (
        key,
        hz,
        dynamic,
        gain,
        tail,
        transient_db,
    ) in zip(index.tolist(), value.tolist()):
        notes.append(
            Note(
                file="",
                hz=hz,
                key=key,
                dynamic=dynamic,
                ratio=tensors["partial.ratio"][r : r + partials].astype(float),
                phase=tensors["partial.phase"][r : r + partials].astype(float),
                amplitude=glass.level(
                    tensors["frame.amplitude"][a : a + frames * partials]
                ).reshape(frames, partials),
                noise=glass.level(tensors["frame.noise"][f : f + frames]),
                cents=tensors["frame.cents"][f : f + frames] / 10.0,
                sustain=(begin, end),
                gain_db=gain,
                tail=tail,
                transient=tensors["transient"][t : t + samples] / 32767.0,
                transient_db=transient_db,
                place=place,
            )
        )
        r, a, f, t = r + partials, a + frames * partials, f + frames, t + samples
    return notes
