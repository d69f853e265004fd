"""The reference renderer: what a note of a patch sounds like, as FORMAT.md defines it. NumPy,
offline, for checking.
"""

import numpy as np

from .config import BANDS, NOISE_HZ, RATE, frame_times, mel

_NOISE_SIZE, _NOISE_HOP = 512, 128


def render(
    note, samples=None, hz=None, seed=1, partials=True, noise=True, transient=True, gain=True
):
    """The note as recorded (frames in order, tail after the last), [samples], full scale 1.0. hz
    transposes it.
    """
    times = frame_times(len(note.amplitude))
    samples = int(times[-1]) if samples is None else samples
    hz = note.hz if hz is None else hz
    out = np.zeros(samples)
    if partials and len(note.ratio):
        out += _partials(note, hz, times, samples)
    if noise:
        out += _noise(note.noise, times, samples, note.tail, seed)
    if transient and len(note.transient):
        n = min(samples, len(note.transient))
        out[:n] += note.transient[:n] * 10 ** (note.transient_db / 20)
    return out * 10 ** (note.gain_db / 20) if gain else out


def _partials(note, hz, times, samples):
    n = np.arange(samples)
    f0 = hz * 2 ** (np.interp(n, times, note.cents) / 1200)
    cycles = np.concatenate([[0], np.cumsum(f0[:-1])]) / RATE
    fade = -note.tail * np.maximum(n - times[-1], 0) / RATE
    out = np.zeros(samples)
    for k, ratio in enumerate(note.ratio):
        if ratio * hz > 0.499 * RATE:
            continue
        level = np.interp(n, times, note.amplitude[:, k]) + fade
        phase = ratio * cycles + note.phase[k]
        out += np.exp((level * (np.log(10) / 20)).astype(np.float32)) * np.sin(
            ((2 * np.pi) * (phase - np.floor(phase))).astype(np.float32)
        )
    return out


def _noise(density, times, samples, tail, seed):
    """White noise shaped per block by the density curve: overlap-add of 512-sample blocks under a
    sine-squared window.
    """
    rng = np.random.default_rng(seed)
    blocks = samples // _NOISE_HOP + 5
    centres = (np.arange(blocks) - 2) * _NOISE_HOP
    position = np.clip(np.interp(centres, times, np.arange(len(times))), 0, len(times) - 1)
    low = np.floor(position).astype(int)
    high = np.minimum(low + 1, len(times) - 1)
    part = (position - low)[:, None]
    curve = density[low] * (1 - part) + density[high] * part
    curve = curve - tail * np.maximum(centres - times[-1], 0)[:, None] / RATE
    bins = mel(np.fft.rfftfreq(_NOISE_SIZE, 1 / RATE)) / mel(NOISE_HZ[-1]) * (BANDS - 1)
    low = np.minimum(np.floor(bins).astype(int), BANDS - 2)
    part = bins - low
    shape = 10 ** ((curve[:, low] * (1 - part) + curve[:, low + 1] * part) / 20)
    white = rng.standard_normal(blocks * _NOISE_HOP + _NOISE_SIZE)
    window = np.sqrt(np.hanning(_NOISE_SIZE + 1)[:-1])
    rows = np.lib.stride_tricks.sliding_window_view(white, _NOISE_SIZE)[::_NOISE_HOP][:blocks]
    shaped = np.fft.irfft(np.fft.rfft(rows * window, axis=1) * shape, axis=1) * window / 2
    out = np.zeros(blocks * _NOISE_HOP + _NOISE_SIZE)
    for i, row in enumerate(shaped):
        out[i * _NOISE_HOP : i * _NOISE_HOP + _NOISE_SIZE] += row
    start = 2 * _NOISE_HOP + _NOISE_SIZE // 2
    return out[start : start + samples]
