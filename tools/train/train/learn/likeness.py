"""What neighbouring pitches of an instrument have in common: resonances that stay where they are, or a spectrum that moves
with the pitch. A clarinet's even partials are missing at every pitch: read at fixed frequencies between two of its
notes they would come back (held-out notes 1.65 of the sampler's distance, 0.99 without).
"""

import numpy as np
from analyse.config import PARTIALS

FARTHEST_KEYS = 4.5
FLOOR_DB, REACH_DB = -70.0, -60.0
LEAST_PARTIALS = 4


def spectrum(track):
    """Mean level of each partial over time, [96] dB."""
    return np.average(np.maximum(track.partial, FLOOR_DB), axis=0, weights=np.gradient(track.times))


def apart(tracks):
    """(dB by partial number, dB by frequency): how far each recording is from its nearest neighbour's spectrum, read
    either way; None where no two are near.
    """
    spectra, found = [spectrum(t) for t in tracks], []
    k = np.arange(1, PARTIALS + 1)
    for i, t in enumerate(tracks):
        near = [j for j, o in enumerate(tracks) if 0.5 < abs(o.key - t.key) < FARTHEST_KEYS]
        if not near:
            continue
        j = min(near, key=lambda j: abs(tracks[j].key - t.key) + 8 * abs(tracks[j].dynamic - t.dynamic))
        ratio = t.hz / tracks[j].hz
        live = (spectra[i] > REACH_DB) & (k * max(ratio, 1.0) < PARTIALS) & (k > 1)
        if live.sum() >= LEAST_PARTIALS:
            by_frequency = np.interp(k * ratio, k, spectra[j])
            found.append([np.abs(spectra[i] - q)[live].mean() for q in (spectra[j], by_frequency)])
    return tuple(float(v) for v in np.mean(found, axis=0)) if found else None


def resonances_stay(tracks):
    """Is what lies between two pitches better read by frequency?"""
    found = apart(tracks)
    return found is None or found[1] < found[0]
