"""How near a resynthesis is to its recording. Signals are float arrays at RATE, full scale 1.0."""

import numpy as np
import scipy.signal as ss

from .audio import db
from .config import RATE


def onset(x, below_peak_db=-40.0):
    """First sample within below_peak_db of the peak."""
    hot = np.flatnonzero(np.abs(x) > np.abs(x).max() * 10 ** (below_peak_db / 20))
    return int(hot[0]) if len(hot) else 0


def _mel_matrix(size, bands=80, low=40.0, high=16000.0):
    edges = 700 * (
        10
        ** (
            np.linspace(2595 * np.log10(1 + low / 700), 2595 * np.log10(1 + high / 700), bands + 2)
            / 2595
        )
        - 1
    )
    f = np.fft.rfftfreq(size, 1 / RATE)
    rows = []
    for lo, mid, hi in zip(edges, edges[1:], edges[2:]):
        row = np.maximum(0, np.minimum((f - lo) / (mid - lo), (hi - f) / (hi - mid)))
        if row.sum() == 0:
            row[np.argmin(np.abs(f - mid))] = 1
        rows.append(row / row.sum())
    return np.array(rows)


_MEL = _mel_matrix(2048)


def log_mel(x, hop_s=0.01, size=2048):
    """Log-mel power spectrogram in dB, [frames, 80]."""
    x = np.concatenate([np.zeros(size // 2), x, np.zeros(size)])
    rows = np.lib.stride_tricks.sliding_window_view(x, size)[:: int(RATE * hop_s)]
    power = np.abs(np.fft.rfft(rows * np.hanning(size), axis=1)) ** 2
    return 10 * np.log10(power @ _MEL.T + 1e-12)


def distance_db(reference, other, seconds=None, floor_db=-60.0):
    """Mean absolute log-mel difference over cells within 60 dB of the reference's peak; onsets
    aligned, levels matched.
    """
    a, b = reference[onset(reference) :], other[onset(other) :]
    n = len(a) if seconds is None else min(len(a), int(seconds * RATE))
    a = a[:n]
    b = np.pad(b[:n], (0, max(0, n - len(b))))
    b = b * np.sqrt((np.mean(a**2) + 1e-20) / (np.mean(b**2) + 1e-20))
    la, lb = log_mel(a), log_mel(b)
    floor = la.max() + floor_db
    near = np.maximum(la, lb) > floor
    return float(np.mean(np.abs(np.maximum(la, floor) - np.maximum(lb, floor))[near]))


def pitch_cents(x, hz, count=8):
    """Error of the sounding pitch against hz in cents, or None when no partial stands out.

    Lines near the first eight multiples are fitted with f_k = k f sqrt(1 + B k^2), weighted by the
    root of their amplitude.
    """
    n = 1 << int(np.ceil(np.log2(len(x) * 4)))
    spectrum = np.abs(np.fft.rfft(x * np.hanning(len(x)), n))
    width, top, found = RATE / n, spectrum.max(), []
    for k in range(1, count + 1):
        if k * hz * 1.04 > RATE / 2:
            break
        first, last = (
            int(k * hz * 2 ** (-60 / 1200) / width),
            int(np.ceil(k * hz * 2 ** (60 / 1200) / width)) + 1,
        )
        i = first + int(np.argmax(spectrum[first:last]))
        if i in (0, first, last - 1, len(spectrum) - 1) or spectrum[i] < top * 1e-3:
            continue
        a, b, c = np.log(spectrum[i - 1 : i + 2] + 1e-20)
        found.append((k, (i + 0.5 * (a - c) / (a - 2 * b + c)) * width, np.sqrt(spectrum[i])))
    if not found:
        return None
    k, f, weight = np.array(found, float).T
    if len(k) < 3:
        return float(1200 * np.log2(np.average(f / k, weights=weight) / hz))
    design = np.stack([np.ones_like(k), k**2], 1) * weight[:, None]
    (base, slope), *_ = np.linalg.lstsq(design, (f / k) ** 2 * weight, rcond=None)
    return float(1200 * np.log2(np.sqrt(max(base + slope, 1e-9)) / hz))


def harmonic_to_noise_db(x, hz):
    """Energy on the partials against the energy half-way between them, up to 8 kHz, from 0.15 to
    0.95 s; None if too short.
    """
    x = x[onset(x) + int(0.15 * RATE) :][: int(0.8 * RATE)]
    if len(x) < max(8 * RATE / hz, RATE // 8):
        return None
    n = 1 << int(np.ceil(np.log2(len(x) * 4)))
    power = np.abs(np.fft.rfft(x * np.hanning(len(x)), n)) ** 2
    width, half, on, between = RATE / n, int(0.2 * hz * n / RATE), 0.0, 0.0
    for k in range(1, int(min(8000, RATE / 2 - hz) / hz) + 1):
        centre, gap = int(k * hz / width), int((k + 0.5) * hz / width)
        on += power[max(0, centre - half) : centre + half + 1].sum()
        between += power[gap - half : gap + half + 1].sum()
    return float(10 * np.log10((on + 1e-20) / (between + 1e-20)))


def movement_db(x, low_hz=2.0, high_hz=30.0):
    """Deviation of 40 band levels between two rates over the middle of the note in dB; None if too
    short.
    """
    mel = log_mel(x)[:, :40]
    mel = mel[int(len(mel) * 0.2) : int(len(mel) * 0.8)]
    if len(mel) < max(40, 50 / low_hz):
        return None
    loud = mel.mean(axis=0) > mel.mean(axis=0).max() - 45
    b, a = ss.butter(2, [low_hz, high_hz], "bandpass", fs=100)
    return float(np.mean(np.std(ss.filtfilt(b, a, mel[:, loud], axis=0), axis=0)))


def attack_seconds(x):
    """From 40 dB below the loudest 2 ms of the first second to 3 dB below."""
    x = x[max(0, onset(x, -50) - RATE // 200) :][:RATE]
    width = RATE // 500
    level = db(np.sqrt(np.mean(x[: len(x) // width * width].reshape(-1, width) ** 2, axis=1)))
    start = np.flatnonzero(level > level.max() - 40)[0]
    return float((np.flatnonzero(level > level.max() - 3)[0] - start) * width / RATE)
