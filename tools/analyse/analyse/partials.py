"""Partial tracks of a note: ratios (with stiffness), amplitudes, phases."""
import numpy as np

from .config import ATTACK_FRAMES, ATTACK_HOP, PARTIALS, RATE
from .windows import demodulate, sliding

ATTACK_PERIODS = 3.0             # window in the first 65 ms: narrow, or the attack smears
SUSTAIN_PERIODS = 4.0            # window later: wider, or the tracks swallow noise and the sound buzzes
SHORTEST_S = 0.020               # later windows need be no narrower than this: frames come every 16 ms
ATTACK_S = 0.065


def stiffness(x, hz, limit=PARTIALS, top_hz=16000.0):
    """(hz of the first partial, B, {k: measured Hz}) of a stiff string: f_k = k f sqrt(1 + B k^2) (Fletcher 1964).

    Climbs from partial to partial: each is sought where those below it predict it, and the fit, linear least squares of
    (f_k / k)^2 on k^2 with outliers left out, is renewed on the way.
    """
    n = 1 << int(np.ceil(np.log2(len(x) * 2)))
    spectrum = np.abs(np.fft.rfft(x * np.hanning(len(x)), n))
    width, found, f, b = RATE / n, {}, hz, 0.0
    for k in range(1, limit + 1):
        expected = k * f * np.sqrt(1 + b * k * k)
        if expected > top_hz:
            break
        reach = min(0.3 * hz, expected * (2 ** (25 / 1200) - 1) + 1.5)
        first, last = int((expected - reach) / width), int((expected + reach) / width) + 2
        i = first + int(np.argmax(spectrum[first:last]))
        around = np.median(spectrum[max(1, i - int(0.45 * hz / width)):i + int(0.45 * hz / width) + 1])
        if i in (first, last - 1) or spectrum[i] < 8 * around:
            continue
        p, q, r = np.log(spectrum[i - 1:i + 2] + 1e-20)
        found[k] = (i + 0.5 * (p - r) / (p - 2 * q + r)) * width
        if len(found) >= 4:
            f, b = _fit(found)
    if 1 not in found:
        found[1] = f * np.sqrt(1 + b)
    return found[1], b, found


def _fit(found):
    k = np.array(list(found), float)
    y = (np.array(list(found.values())) / k) ** 2
    keep = np.ones(len(k), bool)
    for _ in range(3):
        slope, base = np.polyfit(k[keep] ** 2, y[keep], 1, w=k[keep] ** 0.5)
        off = np.abs(y / (base + slope * k ** 2) - 1)
        keep = off <= max(3 * np.median(off), 1e-5)
    return np.sqrt(max(base, 1.0)), float(np.clip(slope / base, 0, 0.02))


def ratios(hz, b, found=None, top_hz=20000.0):
    """f_k / f_1 up to top_hz, [K]; measured lines replace the fit where they lie within 12 cents of it."""
    k = np.arange(1, PARTIALS + 1)
    ratio = k * np.sqrt((1 + b * k ** 2) / (1 + b))
    for number, measured in (found or {}).items():
        if abs(1200 * np.log2(measured / hz / ratio[number - 1])) < 12:
            ratio[number - 1] = measured / hz
    return ratio[ratio * hz < top_hz]


def tracks(x, cycles, ratio, hz, times):
    """Complex amplitude of each partial at each frame, [F, K]: |z| is the peak amplitude, its angle the phase of a sine.

    cycles: phase track of the first partial, [samples]. times: sample positions, [F].
    """
    short = np.hanning(int(max(ATTACK_PERIODS / hz, 0.004) * RATE) | 1)
    long = np.hanning(int(max(SUSTAIN_PERIODS / hz, SHORTEST_S) * RATE) | 1)
    early = times < (ATTACK_S + 0.03) * RATE
    late = times > (ATTACK_S - 0.03) * RATE
    blend = np.clip((times / RATE - ATTACK_S + 0.02) / 0.04, 0, 1)[:, None]
    near, far = np.zeros((2, len(times), len(ratio)), complex)
    for i, r in enumerate(ratio):
        base = demodulate(x, r * cycles)
        near[early, i] = sliding(base[:int((ATTACK_S + 0.03) * RATE) + len(short)], short, times[early])
        far[late, i] = sliding(base, long, times[late])
    return 2j * (near * (1 - blend) + far * blend)


def follow_lines(ratio, z, times, hz, until_s=0.6):
    """Ratios corrected by the slope of each partial's phase over the first 0.6 s, where it is steady enough to trust."""
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
    """Phase of each partial at the first sample in cycles, [K]: the mean over the attack, weighted by energy."""
    early = times < max(until_s * RATE, ATTACK_HOP * 4)
    weight = np.abs(z[early])
    return np.angle(np.sum(z[early] * weight, axis=0)) / (2 * np.pi)


def audible(amplitude_db, below_db=78.0):
    """How many partials to keep: up to the last one that comes within below_db of the note's strongest."""
    loud = np.flatnonzero(amplitude_db.max(axis=0) > amplitude_db.max() - below_db)
    return int(loud[-1]) + 1 if len(loud) else 1


def attack_positions(samples):
    """Every ATTACK_HOP samples from the first on, [P]."""
    return np.arange(0, samples, ATTACK_HOP).astype(float)


def resynthesis(z, positions, cycles, ratio, samples):
    """The partials' waveform with amplitudes and phases as measured (linear between positions), [samples]."""
    n = np.arange(samples)
    out = np.zeros(samples)
    for k, r in enumerate(ratio):
        real, imag = np.interp(n, positions, z[:, k].real), np.interp(n, positions, z[:, k].imag)
        angle = 2 * np.pi * (r * cycles[:samples] % 1.0)
        out += real * np.sin(angle) + imag * np.cos(angle)
    return out


assert ATTACK_FRAMES * ATTACK_HOP >= ATTACK_S * RATE
