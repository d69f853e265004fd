"""The pitch of a note: YIN for a first guess, then the phases of the lower partials."""

import numpy as np

from .config import RATE
from .windows import demodulate, sliding


def yin(x, low=25.0, high=4600.0, margin=0.04):
    """Rough fundamental in Hz over the first 1.2 s of x, or None (de Cheveigne and Kawahara 2002,
    median over frames).
    """
    size = int(2 ** np.ceil(np.log2(2.2 * RATE / low)))
    x = np.pad(
        x[int(0.04 * RATE) : int(1.3 * RATE)], (0, max(0, 2 * size - len(x) + int(0.04 * RATE)))
    )
    votes, weights = [], []
    for start in range(0, len(x) - 2 * size + 1, 2400):
        frame = x[start : start + 2 * size]
        energy = float(np.sum(frame**2))
        if energy < 1e-9:
            continue
        spectrum = np.fft.rfft(frame[:size], 4 * size)
        cross = np.fft.irfft(np.conj(spectrum) * np.fft.rfft(frame, 4 * size))[:size]
        total = np.concatenate([[0], np.cumsum(frame**2)])
        difference = total[size] + (total[size : 2 * size] - total[:size]) - 2 * cross
        norm = np.ones(size)
        norm[1:] = difference[1:] * np.arange(1, size) / (np.cumsum(difference[1:]) + 1e-20)
        first, last = int(RATE / high), min(int(RATE / low), size - 2)
        # Near the deepest dip, not merely below a threshold: a strong third partial alone gives
        # dips of 0.15.
        below = np.flatnonzero(norm[first:last] < norm[first:last].min() + margin)
        i = first + below[0]
        while i + 1 < last and norm[i + 1] < norm[i]:
            i += 1
        a, b, c = norm[i - 1 : i + 2]
        bend = a - 2 * b + c
        votes.append(RATE / (i + (0.5 * (a - c) / bend if bend > 0 else 0)))
        weights.append(np.sqrt(energy) * (1 - min(norm[i], 0.99)))
    if not votes:
        return None
    order = np.argsort(votes)
    share = np.cumsum(np.array(weights)[order])
    return float(np.array(votes)[order][np.searchsorted(share, share[-1] / 2)])


def line(x, hz, cents=60.0):
    """The strongest spectral line of x within that many cents of hz: (Hz, height over its
    surroundings). Parabola on the log.
    """
    n = 1 << int(np.ceil(np.log2(len(x) * 4)))
    spectrum = np.abs(np.fft.rfft(x * np.hanning(len(x)), n))
    width = RATE / n
    first, last = int(hz * 2 ** (-cents / 1200) / width), int(hz * 2 ** (cents / 1200) / width) + 2
    i = first + int(np.argmax(spectrum[first:last]))
    if not 0 < i < len(spectrum) - 1:
        return hz, 0.0
    a, b, c = np.log(spectrum[i - 1 : i + 2] + 1e-20)
    bend = a - 2 * b + c
    return float((i + (0.5 * (a - c) / bend if bend < 0 else 0)) * width), float(
        spectrum[i] / np.median(spectrum[first:last])
    )


def settle(x, rough, named_key):
    """(Hz, what was doubted): rough, unless the name says another octave, or another key where x
    has a line of its own.

    A name never gives the pitch; it only tells which of the lines in the spectrum YIN should have
    found.
    """
    if named_key is None or abs(midi_key(rough) - named_key) < 1.5:
        return rough, ""
    octave = round((midi_key(rough) - named_key) / 12)
    if 0 < abs(octave) <= 2 and abs(midi_key(rough) - named_key - 12 * octave) < 1.5:
        return rough / 2.0**octave, f"octave off by {octave}"
    hz, height = line(
        x[int(0.02 * RATE) : int(0.6 * RATE)], 440 * 2 ** ((named_key - 69) / 12), 130
    )
    return (
        (hz, f"{rough:.0f} Hz, but a line at {hz:.0f}")
        if height > 30
        else (rough, f"named {named_key}")
    )


def contour(x, hz, ratios, hop=256, smooth_s=0.012):
    """The fundamental's deviation from hz in cents at every hop, [frames], and the weight of each,
    [frames].

    Each of the lower partials is brought to zero frequency; the slope of its phase is its
    deviation. They are averaged weighted by amplitude and squared number, since an error in f_k is
    an error of f_k / k in f_0; outliers beyond 60 cents of the median are left out.
    """
    window = np.hanning(int(max(4 / hz, 0.016) * RATE) | 1)
    positions = np.arange(0, len(x), hop)
    deviations, weights = [], []
    for ratio in ratios[:12]:
        if ratio * hz > min(0.4 * RATE, 9000):
            break
        z = sliding(demodulate(x, np.arange(len(x)) * (ratio * hz / RATE)), window, positions)
        step = np.angle(z[2:] * np.conj(z[:-2])) / (4 * np.pi * hop / RATE)
        deviations.append(
            np.pad(1200 * np.log2(np.maximum(1 + step / (ratio * hz), 0.5)), 1, mode="edge")
        )
        weights.append(np.abs(z) ** 2 * ratio**2)
    deviations, weights = np.array(deviations), np.array(weights) + 1e-20
    middle = np.array([_weighted_median(d, w) for d, w in zip(deviations.T, weights.T)])
    weights = np.where(np.abs(deviations - middle) < 60, weights, 1e-20)
    cents, weight = np.average(deviations, axis=0, weights=weights), np.sum(weights, axis=0)
    kernel = np.hanning(2 * max(1, int(smooth_s * RATE / hop)) + 3)
    near = np.convolve(weight, kernel, mode="same")
    return np.convolve(cents * weight, kernel, mode="same") / near, near


def _weighted_median(values, weights):
    order = np.argsort(values)
    share = np.cumsum(weights[order])
    return values[order][np.searchsorted(share, share[-1] / 2)]


def midi_key(hz):
    """MIDI key with fraction, A4 = 69 = 440 Hz."""
    return 69 + 12 * float(np.log2(hz / 440))
