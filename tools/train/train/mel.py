"""The mel spectrum that a frame's parameters will have, without making any sound.

As the listener's measure takes it (metrics.log_mel): Hann window of 2048 samples at 48 kHz, 80 bands from
40 Hz to 16 kHz. A partial of amplitude a at f adds a^2 G(f), G the window's power response in each band;
noise of density s adds s times the window's energy.
"""

from functools import cache

import numpy as np
import torch
from analyse.config import NOISE_HZ, RATE, mel
from analyse.metrics import _mel_matrix

SIZE, BANDS = 2048, 80
_STEP = 8  # table entries per bin
_WINDOW = np.hanning(SIZE)


def _partial_table():
    """G at frequencies a 1/8 bin apart, [entries, 80]."""
    matrix = _mel_matrix(SIZE)
    lobe = np.abs(np.fft.rfft(_WINDOW, SIZE * _STEP)) ** 2 / 4
    reach = 4 * _STEP
    lobe = np.concatenate([lobe[1 : reach + 1][::-1], lobe[: reach + 1]])  # +-4 bins
    entries = (SIZE // 2 + 1) * _STEP
    table = np.zeros((entries, BANDS), np.float32)
    for offset in range(-reach, reach + 1):
        # A partial at entry e is seen by the bins b with 8 b - e = offset.
        bins = np.arange(SIZE // 2 + 1)
        e = bins * _STEP - offset
        ok = (e >= 0) & (e < entries)
        table[e[ok]] += lobe[offset + reach] * matrix[:, bins[ok]].T
    return table


_TABLE = torch.tensor(_partial_table())


def response(hz):
    """Power per squared amplitude in each band for partials at hz [...]: [..., 80]; nothing from half the rate on."""
    table, *_ = _tables(hz.device)
    at = (hz / (RATE / SIZE) * _STEP).clamp(0, len(table) - 2)
    low = at.long()
    part = (at - low)[..., None]
    power = table[low] * (1 - part) + table[low + 1] * part
    return power * (hz < 0.49 * RATE)[..., None]


def _noise_matrices():
    """(fine [65, points] from density to finer points in dB, coarse [points, 80] to band power)."""
    points = 4 * (len(NOISE_HZ) - 1) + 1
    at = np.arange(points) / 4
    fine = np.clip(1 - np.abs(at[None] - np.arange(len(NOISE_HZ))[:, None]), 0, 1)
    matrix = _mel_matrix(SIZE)
    bins = np.fft.rfftfreq(SIZE, 1 / RATE)
    position = np.clip(mel(bins) / mel(NOISE_HZ[-1]) * (points - 1), 0, points - 1.001)
    low = position.astype(int)
    part = position - low
    spread = np.zeros((points, len(bins)))
    spread[low, np.arange(len(bins))] += 1 - part
    spread[low + 1, np.arange(len(bins))] += part
    return (
        torch.tensor(fine, dtype=torch.float32),
        torch.tensor(spread @ matrix.T * np.sum(_WINDOW**2), dtype=torch.float32),
    )


_FINE, _COARSE = _noise_matrices()


@cache
def _tables(device):
    """(table, fine, coarse) on the device."""
    return tuple(t.to(device) for t in (_TABLE, _FINE, _COARSE))


def power(partial_db, noise_db, response):
    """Band powers [notes, frames, 80] of partials [notes, frames, 96] and noise [notes, frames, 65] in dB;
    response [notes, 96, 80] from response().
    """
    scale = np.log(10) / 10
    _, fine, coarse = _tables(partial_db.device)
    tones = torch.bmm(torch.exp(scale * partial_db), response)
    return tones + torch.exp(scale * (noise_db @ fine)) @ coarse


def db(band_power):
    return 10 * torch.log10(band_power + 1e-12)
