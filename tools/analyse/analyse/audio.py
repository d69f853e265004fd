"""Reading recordings; levels of signals."""

import hashlib

import numpy as np
import scipy.signal as ss
import soundfile as sf

from .config import RATE


def load(path):
    """The recording as float64 mono at RATE, [samples]."""
    x, rate = sf.read(path, always_2d=True)
    x = x.mean(axis=1)
    return x if rate == RATE else ss.resample_poly(x, RATE, rate)


def sha256(path):
    """Hex digest of the file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def db(x):
    """Amplitude to decibels, floored at -240."""
    return 20 * np.log10(np.maximum(np.abs(x), 1e-12))


def envelope(x, seconds):
    """RMS of consecutive windows of that length: [windows]."""
    width = max(1, int(seconds * RATE))
    count = len(x) // width
    return (
        np.sqrt(np.mean(x[: count * width].reshape(count, width) ** 2, axis=1))
        if count
        else np.zeros(0)
    )


# K-weighting at 48 kHz, coefficients from ITU-R BS.1770-4, tables 1 and 2.
_SHELF = (
    [1.53512485958697, -2.69169618940638, 1.19839281085285],
    [1.0, -1.69065929318241, 0.73248077421585],
)
_HIGHPASS = ([1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621])


def loudness(x):
    """Loudest 400 ms of x in LUFS (BS.1770 momentary loudness, hop 50 ms); shorter sounds count as
    padded with silence.
    """
    weighted = ss.lfilter(*_HIGHPASS, ss.lfilter(*_SHELF, np.pad(x, (0, int(0.4 * RATE)))))
    blocks = envelope(weighted, 0.05) ** 2
    power = np.convolve(blocks, np.ones(8) / 8, mode="valid")
    return float(-0.691 + 10 * np.log10(power.max() + 1e-20))
