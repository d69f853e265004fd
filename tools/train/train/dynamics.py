"""Where on the velocity scale a recording belongs when its name does not say."""

import numpy as np
from analyse.config import NOISE_HZ


def brightness(track):
    """Octaves of the power-weighted mean frequency over the first half second."""
    early = track.times < 0.5
    tones = 10 ** (track.partial[early] / 10) / 2
    rush = 10 ** (track.noise[early] / 10) * np.gradient(NOISE_HZ) / 24000
    power = tones.sum() + rush.sum()
    return np.log2(((tones * track.ratio * track.hz).sum() + (rush * NOISE_HZ).sum()) / power)


def settle(tracks):
    """Gives each recording of a place with one dynamic only (or none) its own: the brighter for its pitch, the
    louder. Ranks, so that the whole scale is used.
    """
    for place in {t.place for t in tracks}:
        own = [t for t in tracks if t.place == place]
        if len({t.dynamic for t in own}) > 1 or len(own) < 6:
            continue
        key, bright = np.array([t.key for t in own]), np.array([brightness(t) for t in own])
        trend = np.polyval(np.polyfit(key, bright, min(3, len(own) // 6 + 1)), key)
        rank = np.argsort(np.argsort(bright - trend)) / (len(own) - 1)
        for t, r in zip(own, rank):
            t.dynamic = float(0.2 + 0.75 * r)
