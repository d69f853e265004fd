"""Where a note begins, where it ends, what of it is sustained, how fast it goes."""

import numpy as np
import scipy.ndimage as sn
import scipy.signal as ss

from .audio import db, envelope
from .config import RATE

FADE_S = 0.5  # added at the end of clips cut at fixed lengths (data README)


def trim(x, slow, swell_ms=110):
    """The recording from where its sound begins. slow: bowed or blown, so that a long start is
    shortened.

    Onset: where 1 ms levels first come within 45 dB of the loudest (36 where the recording's own
    hiss is higher). A slow note that needs more than swell_ms to come within 6 dB of its body begins
    later, so that a key answers at once.
    """
    level = db(envelope(x, 0.001))
    top = level.max()
    hiss = np.median(level[:15]) if len(level) > 400 else -200.0
    hot = np.flatnonzero(level > max(top - 45, min(hiss + 8, top - 20)))
    start = max(0, int(hot[0]) - 1)
    if slow:
        smooth = sn.maximum_filter1d(level, 9)
        body = np.percentile(smooth[start : start + 1500], 60)
        full = start + int(np.flatnonzero(smooth[start:] > body - 6)[0])
        start = max(start, full - swell_ms)
    fade = int((0.004 if slow else 0.0005) * RATE)
    y = x[start * RATE // 1000 :].copy()
    y[:fade] *= np.sin(np.linspace(0, np.pi / 2, fade)) ** 2
    return y


def clean(x):
    """Without offset and rumble below 20 Hz."""
    return ss.sosfiltfilt(ss.butter(2, 20, "highpass", fs=RATE, output="sos"), x - x.mean())


def loud_until(x, below_db):
    """Seconds until the level (50 ms) last lies within below_db of the loudest."""
    level = db(envelope(x, 0.05))
    return float(np.flatnonzero(level > level.max() - below_db)[-1] + 1) * 0.05


def cut_fade(x, seconds):
    """Without the fade that was added where a clip was cut at a fixed length."""
    return x[: len(x) - int(FADE_S * RATE)] if abs(len(x) / RATE - seconds) < 0.02 else x


def damped_at(x, least_s=0.25):
    """Seconds at which a plucked note is damped: the decay suddenly becomes steep for good; its
    length when it never does.
    """
    level = sn.median_filter(db(envelope(x, 0.02)), 5)
    for i in range(int(least_s / 0.02), len(level) - 6):
        before = (level[max(0, i - 15)] - level[i]) / (min(i, 15) * 0.02)
        after = (level[i] - level[i + 5]) / 0.1
        if after > 90 and after > 4 * max(before, 5) and level[i] > level.max() - 45:
            return i * 0.02
    return len(x) / RATE


def decayed(levels_db, below_db=54.0):
    """The frame after which a decaying note stays below_db under its loudest; all frames when it
    never does.
    """
    loud = np.flatnonzero(levels_db > levels_db.max() - below_db)
    return max(40, int(loud[-1]) + 1)


def soften_start(amplitude, noise):
    """A bowed or blown note's first frames: from 34 dB below, in 4 ms, since a partial that begins
    at full level clicks.
    """
    for tracks in (amplitude, noise):
        tracks[0] -= 34.0
        tracks[1] -= 2.5


def sustained(levels_db, times, least_s=0.15):
    """(begin, end) frames of the steady part: levels_db [F] smoothed, times in samples."""
    t = times / RATE
    body = np.median(levels_db[(t > least_s) & (levels_db > levels_db.max() - 20)])
    steady = np.flatnonzero((t >= least_s) & (levels_db > body - 2.5))
    begin = int(steady[0])
    while begin < len(t) - 40 and (levels_db[begin : begin + 10] < body - 4).any():
        begin += 1
    low = np.flatnonzero((levels_db < body - 6) & (t > t[begin] + 0.3))
    end = int(low[0]) if len(low) else len(t)
    return begin, end


def release_slopes(x, steady_end_s):
    """Decay after the end of the steady part in dB per second below 500 Hz and above 2 kHz, or None
    without a release.
    """
    slopes = []
    for band in (("lowpass", 500), ("highpass", 2000)):
        y = ss.sosfilt(ss.butter(4, band[1], band[0], fs=RATE, output="sos"), x)
        level = db(envelope(y, 0.01))
        start = int(steady_end_s / 0.01)
        top = np.median(level[max(0, start - 40) : start - 5])
        tail = level[max(0, start - 5) :]
        high = np.flatnonzero(tail < top - 4)
        low = np.flatnonzero(tail < top - 24)
        if not len(high) or not len(low) or low[0] <= high[0]:
            return None
        slopes.append(20 / ((low[0] - high[0]) * 0.01))
    return slopes
