"""Tracks and a trained network to a `.glass` file."""

from pathlib import Path

import numpy as np
from analyse import glass

from . import export, layout, movement

ENTRIES = 24  # recordings of a place whose movement is kept


def movement_of(network, space, tracks, described):
    """(entries with their components, bases [Q, 16, 162], weight) of every point."""
    entries, bases = [], []
    for point, place in enumerate(described):
        own = [(i, t) for i, t in enumerate(tracks) if t.place == point]
        chosen = [own[j] for j in movement.choose([t for _, t in own], ENTRIES)]
        found = []
        for i, t in chosen:
            import torch

            velocity = float(space.velocity(torch.tensor(t.dynamic), torch.tensor(i)))
            e = movement.entry(network, space, t, velocity, place["sustained"])
            if e is not None:
                found.append(e)
        if not found:
            bases.append(np.zeros((movement.RANK, movement.COLUMNS)))
            continue
        right, weight = movement.basis(found)
        bases.append(right / weight)
        entries += [(e, movement.tracks_of(e.rows, right, weight)) for e in found]
    return entries, np.array(bases)


def points(network, space, tracks, described, stiff, gains=None):
    """point.* tensors of pitched places."""
    count = len(described)
    value = np.zeros((count, 4), np.float32)
    cents = np.zeros((count, 96), np.float32)
    curve = np.zeros((count, len(export.KNOTS), 4), np.float32)
    for p, place in enumerate(described):
        own = [t for t in tracks if t.place == p]
        limit = export.limit_of(own, place["sustained"])
        curve[p, :, 0] = export.stiffness_curve(own, stiff[p])
        if stiff[p]:
            cents[p] = export.deviations(own, curve[p, :, 0])

        def ratio_of(key, p=p):
            return export.law(np.exp(np.interp(key, export.KNOTS, curve[p, :, 0])), cents[p])

        position = space.position[p].detach()
        curve[p, :, 1] = export.gain_curve(
            network, position, place["low"], place["high"], ratio_of, limit
        )
        if not place["sustained"]:
            curve[p, :, 2] = export.tail_curve(network, position, ratio_of, limit)
        value[p] = (0, limit, *(gains[p] if gains is not None else (1.0, 0.6)))
    return {
        "point.index": np.array([[p, -1] for p in range(count)], np.int32),
        "point.position": space.position.detach().numpy().astype(np.float32),
        "point.value": value,
        "point.cents": cents,
        "point.curve": curve,
        "point.beat": np.zeros((count, 3), np.float32),
    }


def save(path, name, network, space, tracks, described, stiff, provenance, training, license, attribution):
    tensors = {
        **points(network, space, tracks, described, stiff),
        **export.network_tensors(network),
    }
    entries, bases = movement_of(network, space, tracks, described)
    tensors.update(export.pack_movement(entries, bases))
    ordered = dict(sorted(tensors.items(), key=lambda item: item[1].dtype.itemsize, reverse=True))
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
    glass.write(Path(path), document, ordered)
