"""What one recording is: how long it sounds, whether it has one pitch, whether it rings down or is held."""

import errno
from dataclasses import dataclass

import numpy as np
import soundfile as sf
from analyse import partials, pitch, shape
from analyse.audio import db, envelope, loudness
from analyse.config import RATE

from . import recordings
from .recordings import Unusable

BEFORE_S, REACH_S = 0.05, 8.0  # of a recording that are kept, from its onset
SILENT_DBFS = -66.0
SIZE, HOP_S, HEARD_S = 4096, 0.1, 4.0  # windows of two such sizes: down to 26 Hz
LOW_HZ, HIGH_HZ = 26.0, 4600.0
PERIODIC = 0.35  # YIN's dip: 0 periodic, 1 noise
VOICED_DB = 25.0
OFF_KEYS = 1.6  # farther from the middle than this is another note
GAP_DB, AGAIN_DB = 20.0, 9.0  # fallen by so much, then back within so much of the loudest: struck again


@dataclass
class Heard:
    """A recording that can be worked with. Levels in dB against full scale."""

    file: object  # as found
    copy: object  # trimmed, mono, at RATE
    rate: int
    seconds: float  # of the file, at most recordings.LONGEST_S
    sound_s: float  # from onset until 40 dB below its loudest
    peak_db: float
    loud: float  # LUFS of its loudest 400 ms
    clipped: float
    hz: float  # as the analyser finds it; 0 where nothing is periodic
    middle: float  # Hz of the periodic windows' middle
    sure: bool  # both say the same, octaves apart
    periodic: float  # share of the loud frames
    strays: float  # share of the periodic frames on another note
    again: int  # how often it begins anew
    flat: float  # time within 6 dB of the loudest, against that within 25 dB
    falls_db: float  # from its loudest to its end
    early: float  # where its loudest lies, 0 to 1 of its length
    stiffness: float


def pitch_course(x, hop_s=HOP_S):
    """(Hz, YIN dip, level dB) of windows hop_s apart."""
    x = np.pad(x, (0, max(0, 2 * SIZE - len(x))))
    starts = np.arange(0, len(x) - 2 * SIZE + 1, int(hop_s * RATE))
    frames = x[starts[:, None] + np.arange(2 * SIZE)]
    spectrum = np.fft.rfft(frames[:, :SIZE], 4 * SIZE)
    cross = np.fft.irfft(np.conj(spectrum) * np.fft.rfft(frames, 4 * SIZE))[:, :SIZE]
    total = np.concatenate([np.zeros((len(frames), 1)), np.cumsum(frames**2, axis=1)], axis=1)
    difference = total[:, SIZE : SIZE + 1] + (total[:, SIZE : 2 * SIZE] - total[:, :SIZE]) - 2 * cross
    norm = np.ones((len(frames), SIZE))
    lags = np.arange(1, SIZE)
    norm[:, 1:] = difference[:, 1:] * lags / (np.cumsum(np.maximum(difference[:, 1:], 0), axis=1) + 1e-20)
    first, last = int(RATE / HIGH_HZ), min(int(RATE / LOW_HZ), SIZE - 2)
    hz, dip = [], []
    for row in norm:
        i = first + int(np.flatnonzero(row[first:last] <= row[first:last].min() + 0.04)[0])
        while i + 1 < last and row[i + 1] < row[i]:
            i += 1
        a, b, c = row[i - 1 : i + 2]
        bend = a - 2 * b + c
        hz.append(RATE / (i + (0.5 * (a - c) / bend if bend > 0 else 0)))
        dip.append(float(np.clip(row[i], 0, 1)))
    return np.array(hz), np.array(dip), db(np.sqrt(np.mean(frames**2, axis=1)))


def pitch_of(x):
    """(Hz of the middle or 0, share of the loud windows that are periodic, share of those on another note)."""
    hz, dip, level = pitch_course(x[: int(HEARD_S * RATE)])
    loud = level > level.max() - VOICED_DB
    voiced = loud & (dip < PERIODIC)
    if not voiced.any():
        return 0.0, 0.0, 0.0
    keys = 12 * np.log2(hz[voiced])
    middle = np.median(keys)
    off = np.abs((keys - middle + 6) % 12 - 6)  # an octave off is YIN's doubt, not another note
    return float(2 ** (middle / 12)), float(voiced.sum() / loud.sum()), float(np.mean(off > OFF_KEYS))


def times_begun_again(level):
    """How often the level (dB, every 20 ms) comes back after it had fallen for 60 ms."""
    top, count, low_for = level.max(), 0, 0
    begun = False
    for v in level:
        if v > top - AGAIN_DB:
            count += begun and low_for >= 3
            begun, low_for = True, 0
        elif v < top - GAP_DB:
            low_for += 1
    return int(count)


def course(level, step_s):
    """(flat, falls_db, early) of a level course in dB."""
    smooth = np.convolve(np.pad(level, 1, mode="edge"), np.ones(3) / 3, mode="valid")
    at, top = int(np.argmax(smooth)), smooth.max()
    near = np.flatnonzero(smooth > top - 6)[-1] + 1
    heard = np.flatnonzero(smooth > top - 25)[-1] + 1
    tail = smooth[-max(1, int(0.1 / step_s)) :].mean()
    return float(near / heard), float(top - tail), at / len(smooth)


def listen(file, copy):
    """Heard; writes the trimmed sound to `copy`. Raises Unusable."""
    x, rate, clipped = recordings.read(file)
    peak = float(np.abs(x).max())
    if db(peak) < SILENT_DBFS:
        raise Unusable("it is silent" if peak == 0 else f"it is silent (its peak is {float(db(peak)):.0f} dB)")
    x = x - np.median(x)
    fine = db(envelope(x, 0.005))
    hiss = float(np.percentile(fine, 5))
    hot = np.flatnonzero(fine > fine.max() - 40)
    sound = hot[-1] * 0.005 - hot[0] * 0.005 + 0.005
    if sound < 0.03:
        raise Unusable(f"there is only a click in it ({1000 * sound:.0f} ms)")
    start = max(0, int((hot[0] * 0.005 - BEFORE_S) * RATE))
    live = np.flatnonzero(fine > max(fine.max() - 62, min(hiss + 3, fine.max() - 30)))
    end = min(len(x), int((live[-1] * 0.005 + 0.1) * RATE), start + int((BEFORE_S + REACH_S) * RATE))
    note = x[start:end]
    from_onset = note[int(BEFORE_S * RATE) if start else int(hot[0] * 0.005 * RATE) :]
    middle, periodic, strays = pitch_of(from_onset)
    hz = pitch.yin(shape.trim(shape.clean(note), False)) if middle else None
    sure = bool(hz) and abs((12 * np.log2(hz / middle) + 6) % 12 - 6) < 1.0
    level = db(envelope(from_onset, 0.02))
    flat, falls, early = course(level, 0.02)
    stiffness = 0.0
    if hz and periodic > 0.5 and len(from_onset) > 0.3 * RATE:
        stiffness = partials.stiffness(from_onset[int(0.05 * RATE) : int(1.2 * RATE)], hz)[1]
    again = times_begun_again(db(envelope(x[start:], 0.02)))
    write(copy, note)
    return Heard(
        file, copy, rate, len(x) / RATE, sound, float(db(peak)), loudness(note), clipped, hz or 0.0, middle, sure,
        periodic, strays, again, flat, falls, early, float(stiffness),
    )


def write(path, x):
    """A working copy. OSError where there is no room for it: libsndfile says only "System error"."""
    try:
        sf.write(path, x.astype(np.float32), RATE, subtype="FLOAT", format="WAV")
    except (RuntimeError, AssertionError) as error:
        raise OSError(errno.ENOSPC, "no space left") from error
