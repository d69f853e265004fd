"""Partial tracks of a note: ratios (with stiffness), amplitudes, phases."""

import numpy as np
import scipy.ndimage as sn

from .config import ATTACK_FRAMES, ATTACK_HOP, PARTIALS, RATE
from .windows import demodulate, sliding

ATTACK_PERIODS = 3.0  # window in the first 65 ms: narrow, or the attack smears
SUSTAIN_PERIODS = 4.0  # window later: wider, or the tracks swallow noise and the sound buzzes
SHORTEST_S = 0.020  # later windows need be no narrower than this: frames come every 19 ms
ATTACK_S = 0.065


def stiffness(x, hz, limit=PARTIALS, top_hz=16000.0):
    """(f_1 in Hz, B, f_k in Hz [limit]) of a string from a stretch x of its sound.

    Climbs from partial to partial: each is sought where the one below it and f_k = k f sqrt(1 + B
    k^2) (Fletcher 1964, refitted on the way) predict it. Wound strings and soundboards bend that
    law by up to 40 cents in the bass, so the lines themselves are kept; single ones at odds with
    their neighbours, and those not found, follow the neighbours.
    """
    n = 1 << int(np.ceil(np.log2(len(x) * 2)))
    spectrum = np.abs(np.fft.rfft(x * np.hanning(len(x)), n))
    width, found, f, b = RATE / n, {}, hz, 0.0
    half = int(0.45 * hz / width)
    for k in range(1, limit + 1):
        last = max(found, default=0)
        expected = k * f * np.sqrt(1 + b * k * k)
        if last and k - last < 6:
            expected = k * found[last] / last * np.sqrt((1 + b * k * k) / (1 + b * last * last))
        if expected > top_hz:
            break
        reach = min(0.3 * hz, expected * (2 ** (_reach_cents(hz, k, last) / 1200) - 1) + 1.0)
        low, high = int((expected - reach) / width), int((expected + reach) / width) + 2
        i = low + int(np.argmax(spectrum[low:high]))
        if i in (low, high - 1) or spectrum[i] < 6 * np.median(
            spectrum[max(1, i - half) : i + half + 1]
        ):
            continue
        p, q, r = np.log(spectrum[i - 1 : i + 2] + 1e-20)
        found[k] = (i + 0.5 * (p - r) / (p - 2 * q + r)) * width
        if len(found) >= 4:
            f, b = _fit(found)
    numbers = np.arange(1, limit + 1)
    law = numbers * f * np.sqrt(1 + b * numbers**2)
    if not found:
        return hz, 0.0, numbers * hz
    have = np.array(sorted(found))
    bend = 1200 * np.log2(np.array([found[k] for k in have]) / law[have - 1])
    calm = sn.median_filter(bend, 5, mode="mirror") if len(bend) >= 5 else bend
    bend = np.where(np.abs(bend - calm) > 6, calm, bend)
    lines = law * 2 ** (np.interp(numbers, have, bend) / 1200)
    return float(lines[0]), b, lines


def _reach_cents(hz, k, last):
    """How far from its expected place a line is sought: far at first, and in the treble, where
    stiffness shows at once.
    """
    if not last:
        return 30
    return 45 if hz > 300 and k <= 5 else 12


def _fit(found):
    """(f, B) by least squares of (f_k / k)^2 on k^2, outliers left out."""
    k = np.array(list(found), float)
    y = (np.array(list(found.values())) / k) ** 2
    keep = np.ones(len(k), bool)
    for _ in range(3):
        slope, base = np.polyfit(k[keep] ** 2, y[keep], 1, w=k[keep] ** 0.5)
        off = np.abs(y / (base + slope * k**2) - 1)
        keep = off <= max(3 * np.median(off), 1e-5)
    return np.sqrt(max(base, 1.0)), float(np.clip(slope / base, 0, 0.02))


def ratios(hz, lines=None, top_hz=20000.0):
    """f_k / f_1 up to top_hz, [K]: whole numbers, or measured lines [96] in Hz."""
    ratio = np.arange(1, PARTIALS + 1, dtype=float) if lines is None else lines / hz
    return ratio[ratio * hz < top_hz]


def tracks(x, cycles, ratio, hz, times):
    """Complex amplitude of each partial at each frame, [F, K]: |z| is the peak amplitude, its angle
    the phase of a sine.

    cycles: phase track of the first partial, [samples]. times: sample positions, [F].
    """
    short = np.hanning(int(max(ATTACK_PERIODS / hz, 0.004) * RATE) | 1)
    long = np.hanning(int(max(SUSTAIN_PERIODS / hz, SHORTEST_S) * RATE) | 1)
    early = times < (ATTACK_S + 0.03) * RATE
    late = times > (ATTACK_S - 0.03) * RATE
    blend = np.clip((times / RATE - ATTACK_S + 0.02) / 0.04, 0, 1)[:, None]
    near, far = np.zeros((2, len(times), len(ratio)), complex)
    inside = np.maximum(times[early], len(short) // 2)
    for i, r in enumerate(ratio):
        base = demodulate(x, r * cycles)
        near[early, i] = sliding(base[: int((ATTACK_S + 0.03) * RATE) + len(short)], short, inside)
        far[late, i] = sliding(base, long, times[late])
    near[early] *= _rise(x, hz, times[early], inside)[:, None]
    return 2j * (near * (1 - blend) + far * blend)


def _rise(x, hz, times, inside):
    """Level at `times` against that at `inside`, [F]: where a whole window does not yet fit, the
    partials follow the sound.

    A window cut off by the onset would not tell weak partials from the leakage of strong ones.
    """
    period = int(RATE / hz) + 1
    power = np.concatenate([[0], np.cumsum(x[: int(0.3 * RATE) + 2 * period] ** 2)])

    def level(at):
        first = np.clip(at.astype(int) - period // 2, 0, len(power) - period - 1)
        return np.sqrt(power[first + period] - power[first] + 1e-12)

    return np.minimum(level(times) / level(inside), 2.0)


def follow_lines(ratio, z, times, hz, until_s=0.6):
    """Ratios corrected by the slope of each partial's phase over the first 0.6 s, where it is
    steady enough to trust.
    """
    t = times / RATE
    keep = (t > 0.01) & (t < until_s)
    fixed = ratio.copy()
    for k in range(1, len(ratio)):
        weight = np.abs(z[keep, k])
        if weight.max() < 3e-5:
            continue
        phase = np.unwrap(np.angle(z[keep, k]))
        slope, base = np.polyfit(t[keep], phase, 1, w=weight)
        wander = np.average(np.abs(phase - slope * t[keep] - base), weights=weight)
        if abs(slope) < 2 * np.pi * 4 and wander < 0.8:
            fixed[k] += slope / (2 * np.pi * hz)
    return fixed


def phases(z, times, until_s=0.06):
    """Phase of each partial at the first sample in cycles, [K]: the mean over the attack, weighted
    by energy.
    """
    early = times < max(until_s * RATE, ATTACK_HOP * 4)
    weight = np.abs(z[early])
    return np.angle(np.sum(z[early] * weight, axis=0)) / (2 * np.pi)


def audible(amplitude_db, below_db=72.0):
    """How many partials to keep: up to the last one that comes within below_db of the note's
    strongest.
    """
    loud = np.flatnonzero(amplitude_db.max(axis=0) > amplitude_db.max() - below_db)
    return int(loud[-1]) + 1 if len(loud) else 1


def attack_positions(samples):
    """Every ATTACK_HOP samples from the first on, [P]."""
    return np.arange(0, samples, ATTACK_HOP).astype(float)


def resynthesis(z, positions, cycles, ratio, samples):
    """The partials' waveform with amplitudes and phases as measured (linear between positions),
    [samples].
    """
    n = np.arange(samples)
    out = np.zeros(samples)
    for k, r in enumerate(ratio):
        real, imag = np.interp(n, positions, z[:, k].real), np.interp(n, positions, z[:, k].imag)
        angle = 2 * np.pi * (r * cycles[:samples] % 1.0)
        out += real * np.sin(angle) + imag * np.cos(angle)
    return out


assert ATTACK_FRAMES * ATTACK_HOP >= ATTACK_S * RATE
