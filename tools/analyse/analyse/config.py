"""Constants of the analysis: one place, each with its unit and reason."""

import numpy as np

RATE = 48000  # Hz; every recording is brought to it
PARTIALS = 96  # at most, per note
BANDS = 65  # noise frequencies, equally spaced in mel from 0 to 24 kHz
ATTACK_FRAMES = 32
ATTACK_HOP = 128  # samples: 1/375 s, fine enough for the fastest attack that is not a transient
SUSTAIN_HOP = (
    896  # samples: 18.7 ms, movement up to 27 Hz; 1024 costs 0.1 dB of distance and a tenth of it
)
FLOOR_DB = -101.6  # the quietest level that a byte of 0.4 dB steps can hold (254)
SILENCE_DB = -120.0  # stands for 255
LOUDNESS = -17.0  # LUFS of every note's loudest 400 ms at full velocity
PEAK_DB = -1.5  # dBFS that no note exceeds

_MEL_TOP = 2595 * np.log10(1 + 24000 / 700)
NOISE_HZ = 700 * (10 ** (np.linspace(0, _MEL_TOP, BANDS) / 2595) - 1)


def mel(hz):
    """Mel of a frequency in Hz (O'Shaughnessy)."""
    return 2595 * np.log10(1 + np.asarray(hz) / 700)


def frame_times(count):
    """Sample positions (float, [count]) of a note's frames at RATE."""
    i = np.arange(count)
    late = ATTACK_FRAMES * ATTACK_HOP + (i - ATTACK_FRAMES) * SUSTAIN_HOP
    return np.where(i < ATTACK_FRAMES, i * ATTACK_HOP, late).astype(float)


def frame_count(samples):
    """How many frames fit into that many samples."""
    return max(2, int((samples - ATTACK_FRAMES * ATTACK_HOP) // SUSTAIN_HOP) + ATTACK_FRAMES + 1)
