"""Tracks and a trained network to a `.glass` file."""

from dataclasses import dataclass

import numpy as np
import torch
from analyse import glass
from analyse.config import LOUDNESS

from . import export, movement

ENTRIES = 24  # recordings of a point whose movement is kept


@dataclass
class Point:
    """A sound that the network knows: the place it belongs to, its key (-1: all keys), how it is built."""

    place: int
    key: int = -1
    stiff: bool = False
    modal: bool = False
    sustained: bool = False
    low: int = 60
    high: int = 60
    level: float = 0.0  # dB against the common loudness
    slow: float = 1.0  # what movement below and above 2 Hz is multiplied by, so that it comes out as recorded
    fast: float = 1.0
    take: float = 1.0  # of what one take differs from the others


def velocity_of(space, tracks, i):
    with torch.no_grad():
        return float(space.velocity(torch.tensor(tracks[i].dynamic), torch.tensor(i)))


def movement_of(network, space, tracks, points):
    """(entries with their components, bases [Q, 16, 162]) of every point."""
    entries, bases = [], []
    for number, point in enumerate(points):
        own = [i for i, t in enumerate(tracks) if t.place == number]
        chosen = [own[j] for j in movement.choose([tracks[i] for i in own], ENTRIES)]
        found = [
            movement.entry(network, space, tracks[i], i, velocity_of(space, tracks, i), point.sustained)
            for i in chosen
        ]
        found = [e for e in found if e is not None]
        if not found:
            bases.append(np.zeros((movement.RANK, movement.COLUMNS)))
            continue
        right, weight = movement.basis(found)
        bases.append(right / weight)
        entries += [(e, movement.tracks_of(e, right, weight, point.slow, point.fast)) for e in found]
    return entries, np.array(bases)


def _ratios(point, own, curve):
    """(function key -> ratios [96], deviations in cents [96]) of a point; curve: ln B at the knots."""
    if point.modal:
        loudest = own[0].ratio
        cents = 1200 * np.log2(loudest / np.arange(1, 97))
    else:
        cents = export.deviations(own, curve) if point.stiff else np.zeros(96)
    return (lambda key: export.law(np.exp(np.interp(key, export.KNOTS, curve)), cents)), cents


def point_tensors(network, space, tracks, points):
    count = len(points)
    value = np.zeros((count, 4), np.float32)
    cents = np.zeros((count, 96), np.float32)
    curve = np.zeros((count, len(export.KNOTS), 4), np.float32)
    for p, point in enumerate(points):
        own = [t for t in tracks if t.place == p]
        limit = export.limit_of(own, point.sustained)
        curve[p, :, 0] = export.stiffness_curve(own, point.stiff and not point.modal)
        ratio_of, cents[p] = _ratios(point, own, curve[p, :, 0])
        position = space.position[p].detach()
        hz = own[0].hz if point.key >= 0 else None
        voiced = export.Voiced(network, position, ratio_of, limit, hz)
        curve[p, :, 1] = export.gain_curve(voiced, point.low, point.high, LOUDNESS + point.level)
        if not point.sustained:
            curve[p, :, 2] = export.tail_curve(voiced, point.low, point.high)
        value[p] = (hz or 0.0, limit, 1.0, point.take)
    return {
        "point.index": np.array([[p.place, p.key] for p in points], np.int32),
        "point.position": space.position.detach().numpy().astype(np.float32),
        "point.value": value,
        "point.cents": cents,
        "point.curve": curve,
        "point.beat": np.zeros((count, 3), np.float32),
    }


def save(path, name, network, space, tracks, points, described, training, ledger):
    """Writes the patch beside `path` and moves it there when it is whole. ledger: (provenance, license,
    attribution).
    """
    tensors = {**point_tensors(network, space, tracks, points), **export.network_tensors(network)}
    tensors.update(export.shade_tensors(space))
    tensors.update(export.pack_movement(*movement_of(network, space, tracks, points)))
    ordered = dict(sorted(tensors.items(), key=lambda item: item[1].dtype.itemsize, reverse=True))
    provenance, license, attribution = ledger
    document = {
        "format": 2,
        "name": name,
        "model": export.model_entry(network),
        "license": license,
        "attribution": attribution,
        "places": described,
        "training": training,
        "provenance": provenance,
    }
    glass.write(path, document, ordered)
