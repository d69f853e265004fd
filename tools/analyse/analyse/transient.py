"""What the partials leave of an attack, kept as a waveform, with the noise faded in where it fades
out.
"""

import numpy as np

from .config import RATE, SILENCE_DB


def split(x, partials_wave, seconds, fade_s):
    """x minus the partials' waveform over the first seconds, its last fade_s faded out (sine
    squared): [samples].
    """
    n = min(int(seconds * RATE), len(x), len(partials_wave))
    out = x[:n] - partials_wave[:n]
    fade = min(int(fade_s * RATE), n)
    out[n - fade :] *= np.cos(np.linspace(0, np.pi / 2, fade)) ** 2
    return out


def make_room(noise_db, times, seconds, fade_s):
    """Noise levels [F, 65] silent under the transient, back where it fades: together they keep the
    noise's power.
    """
    t = times / RATE
    part = np.clip((t - seconds + fade_s) / fade_s, 0, 1)
    under = np.cos(part * np.pi / 2) ** 2
    gain = np.sqrt(np.maximum(1 - under**2, 0))
    return np.maximum(noise_db + 20 * np.log10(gain + 1e-6)[:, None], SILENCE_DB)
