"""The audio files of a folder, and the sound in each of them."""

import numpy as np
import scipy.signal as ss
import soundfile as sf
from analyse.config import RATE

SUFFIXES = {".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".aifc", ".mp3", ".caf", ".au", ".w64", ".rf64"}
LONGEST_S = 30.0  # of a file that are read
CLIP_RUN = 3  # samples in a row at the top are a flat top, not a peak
CLIP_PEAK = 0.97  # of full scale: below it a flat top is the sound's own (a square wave)
CANCELS = 0.1  # of the channels' mean power: a sum that holds less has cancelled itself


class Unusable(Exception):
    """Why a recording is left out, as the end of a sentence."""


def find(folder):
    """Audio files under the folder in a stable order, hidden ones left out."""
    found = [
        p
        for p in folder.rglob("*")
        if p.suffix.lower() in SUFFIXES
        and p.is_file()
        and not any(part.startswith(".") for part in p.relative_to(folder).parts)
    ]
    return sorted(found, key=lambda p: p.relative_to(folder).as_posix())


def read(path):
    """(mono sound at RATE, the file's own rate, share of clipped samples among the loud ones)."""
    try:
        with sf.SoundFile(path) as file:
            rate, frames = file.samplerate, min(len(file), int(LONGEST_S * file.samplerate))
            x = file.read(frames, dtype="float64", always_2d=True)
    except (RuntimeError, OSError, ValueError, MemoryError) as error:
        raise Unusable(f"it cannot be read ({_short(error)})") from error
    if len(x) < frames:
        raise Unusable(f"it is damaged: it ends after {len(x) / rate:.1f} of {frames / rate:.1f} s")
    if not np.isfinite(x).all():
        raise Unusable("it holds numbers that are no sound")
    if len(x) < 0.02 * rate:
        raise Unusable("it is empty" if not len(x) else "it is shorter than 20 ms")
    if rate < 4000:
        raise Unusable(f"its sample rate of {rate} Hz is too low")
    clipped = max(clipped_share(c) for c in x.T)
    return at_rate(mono(x), rate), rate, clipped


def _short(error):
    text = str(error).strip().split("\n")[0]
    return text.split(": ")[-1].rstrip(".")[:80].lower() or type(error).__name__


def mono(x):
    """[samples, channels] to their mean, or the loudest channel where the mean cancels."""
    both = x.mean(axis=1)
    power = np.mean(x**2, axis=0)
    return both if np.mean(both**2) >= CANCELS * power.mean() else x[:, int(np.argmax(power))]


def at_rate(x, rate):
    if rate == RATE:
        return x
    if RATE // np.gcd(RATE, rate) > 1000:  # an odd rate: the polyphase filter would be as long as the note
        n = int(round(len(x) * RATE / rate))
        fine = ss.resample_poly(x, 4, 1)
        y = np.interp(np.arange(n) * (4 * rate / RATE), np.arange(len(fine)), fine)
        return y if rate <= RATE else ss.sosfiltfilt(ss.butter(8, 0.45 * RATE, fs=RATE, output="sos"), y)
    return ss.resample_poly(x, RATE, rate)


def clipped_share(x):
    """Share of samples in flat tops near full scale among those within 12 dB of the peak."""
    size = np.abs(x)
    top = size.max()
    if top < CLIP_PEAK:
        return 0.0
    at_top = np.convolve(size > top * 0.9995, np.ones(CLIP_RUN), mode="same") >= CLIP_RUN
    return float(np.count_nonzero(at_top) / max(1, np.count_nonzero(size > top / 4)))
