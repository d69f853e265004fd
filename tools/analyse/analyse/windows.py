"""Demodulation to zero frequency and windowed means: what every track is read with."""

import numpy as np


def demodulate(x, cycles):
    """x times exp(-2 pi i cycles), complex64: a partial with that phase track becomes a slow
    signal. Both [samples].
    """
    # Reduced in double, so that the phase of a long note keeps its precision; sine and cosine in
    # single, five times quicker.
    angle = ((-2 * np.pi) * (cycles - np.floor(cycles))).astype(np.float32)
    out = np.empty(len(x), np.complex64)
    np.multiply(np.cos(angle), x, out=out.real, casting="unsafe")
    np.multiply(np.sin(angle), x, out=out.imag, casting="unsafe")
    return out


def sliding(signal, window, positions):
    """Weighted mean of signal [samples] around each position [frames]; outside of the signal there
    is nothing to count.

    Dividing by the weight inside keeps a struck note's first frame at its full level, without a
    smeared start.
    """
    half = len(window) // 2
    window = window.astype(np.float32)
    positions = np.asarray(positions).astype(int)
    padded = np.pad(signal, (half, half + 1))
    rows = np.lib.stride_tricks.sliding_window_view(padded, len(window))[positions]
    total = np.concatenate([[0.0], np.cumsum(window, dtype=float)])
    first = np.clip(half - positions, 0, len(window))
    last = np.clip(half - positions + len(signal), 0, len(window))
    return (rows @ window) / np.maximum(total[last] - total[first], 1e-3 * total[-1])
