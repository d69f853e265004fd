"""What lies between the partials: noise density at the 65 mel frequencies of FORMAT.md.

Later than the attack it is read in the gaps between the partials, of the signal warped to a
constant pitch, so that vibrato does not smear the partials into the gaps and nothing of the noise
has gone into the tracks. In the attack the windows for this are too long: there it is the residual
after subtraction.
"""

import numpy as np
import scipy.ndimage as sn

from .config import BANDS, NOISE_HZ, RATE, SILENCE_DB, mel

_FLOOR = 10 ** (SILENCE_DB / 10)
# share of the noise that subtraction with three-period windows leaves; measured, see tests
ATTACK_KEEPS = 0.35
SMOOTH_S = 0.05  # noise is averaged in power over this long before the logarithm,
QUICK_S = 0.008  # over less soon after the onset, where a pluck's knock would smear over its decay


def warp(x, cycles, hz):
    """x at constant pitch hz: (warped signal, position of every input sample in it)."""
    place = cycles * (RATE / hz)
    grid = np.arange(int(place[-1]))
    source = np.interp(grid, place, np.arange(len(x)))
    return sn.map_coordinates(x, [source], order=5, mode="nearest"), place


def in_gaps(x, cycles, hz, ratio, times):
    """Density in dB at [F] frames, [F, 65], from between the partials."""
    flat, place = warp(x, cycles, hz)
    size = int(np.clip(10 * RATE / hz, 1024, 16384)) // 2 * 2
    if len(flat) < size:
        flat = np.pad(flat, (0, size - len(flat)))
    window = np.blackman(size + 1)[:-1]
    hop = max(256, size // 8)
    starts = np.arange(0, len(flat) - size + 1, hop)
    rows = np.lib.stride_tricks.sliding_window_view(flat, size)[starts]
    power = np.abs(np.fft.rfft(rows * window, axis=1)) ** 2 / np.sum(window**2)
    f = np.fft.rfftfreq(size, 1 / RATE)
    lines = ratio * hz
    # A Blackman lobe is 3 bins wide on each side, 0.3 of the pitch when the window holds ten
    # periods.
    gap = (np.abs(f[:, None] - lines).min(axis=1) > 0.32 * hz) & (f > 25)
    bands = _bands(power, f, gap)
    centres = np.interp(times, np.arange(len(place)), place)
    middle = starts + size / 2
    calm = sn.gaussian_filter1d(bands, max(0.3, SMOOTH_S * RATE / hop), axis=0, mode="nearest")
    quick = sn.gaussian_filter1d(bands, max(0.3, QUICK_S * RATE / hop), axis=0, mode="nearest")
    share = np.clip((middle / RATE - 0.15) / 0.2, 0, 1)[:, None]
    bands = quick * (1 - share) + calm * share
    at = np.array([np.interp(centres, middle, band) for band in bands.T]).T
    return 10 * np.log10(at + _FLOOR)


def in_residual(residual, whole, times, size=768, keeps=ATTACK_KEEPS):
    """Density in dB at [F] frames from what subtraction left of the sound; never more than the
    whole holds.

    keeps: the share of the noise that subtraction leaves.
    """
    window = np.hanning(size + 1)[:-1]
    f = np.fft.rfftfreq(size, 1 / RATE)
    everywhere = np.ones(len(f), bool)
    squares = np.concatenate([[0], np.cumsum(window**2)])
    density = []
    for signal, scale in ((residual, 1 / keeps), (whole, 1.0)):
        padded = np.pad(signal, (size // 2, size))
        rows = np.lib.stride_tricks.sliding_window_view(padded, size)[times.astype(int)]
        inside = squares[-1] - squares[np.clip(size // 2 - times.astype(int), 0, size)]
        power = np.abs(np.fft.rfft(rows * window, axis=1)) ** 2 / inside[:, None]
        density.append(_bands(power * scale, f, everywhere))
    smooth = sn.gaussian_filter1d(density[0], 1.5, axis=0, mode="nearest")
    return 10 * np.log10(np.minimum(smooth, density[1]) + _FLOOR)


def without_hiss(density_db, end, hz, ratio):
    """Density with the recording's own hiss taken off in power, read from the last 0.4 s of the
    clip, after the decay.
    """
    piece = end[-int(0.5 * RATE) :]
    cycles = np.arange(len(piece)) * (hz / RATE)
    hiss = 10 ** (in_gaps(piece, cycles, hz, ratio, np.array([0.25 * RATE]))[0] / 10)
    power = 10 ** (density_db / 10)
    return 10 * np.log10(np.maximum(power - 1.3 * hiss, 0.01 * power))


def join(early, late, times, until_s=0.065, over_s=0.04):
    """Attack density into sustained density, crossfaded in dB, both [F, 65]."""
    share = np.clip((times / RATE - until_s + over_s / 2) / over_s, 0, 1)[:, None]
    return early * (1 - share) + late * share


def at_partials(density_db, ratio, hz):
    """The density in dB under each partial, [F, K], linear in mel between the 65 frequencies."""
    position = np.minimum(mel(ratio * hz) / mel(NOISE_HZ[-1]) * (BANDS - 1), BANDS - 1.001)
    low = position.astype(int)
    part = position - low
    return density_db[:, low] * (1 - part) + density_db[:, low + 1] * part


def _bands(power, f, keep):
    """Power spectra [frames, bins] to mean power about each of the 65 frequencies; triangles in
    mel, holes interpolated.
    """
    spacing = mel(NOISE_HZ[1]) - mel(NOISE_HZ[0])
    reach = np.maximum(spacing, 0.0)
    weight = np.maximum(0, 1 - np.abs(mel(f)[:, None] - mel(NOISE_HZ)) / reach) * keep[:, None]
    total = weight.sum(axis=0)
    have = total > 1e-9
    bands = np.full((len(power), BANDS), _FLOOR)
    bands[:, have] = power @ (weight[:, have] / total[have])
    index = np.arange(BANDS)
    logs = np.log(bands[:, have] + _FLOOR)
    for i, row in enumerate(logs):
        bands[i] = np.exp(np.interp(index, index[have], row))
    return bands
