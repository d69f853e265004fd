"""One recording of something struck to one Note: modes, noise, and the attack's own waveform."""

import numpy as np

from . import levels, modes, noise, pitch, shape, transient
from .audio import db, envelope, load
from .config import ATTACK_HOP, RATE, frame_count, frame_times
from .note import Note
from .partials import resynthesis
from .resynth import render

SECONDS = 3.0  # longer sounds go on with their tail
TRANSIENT_S, FADE_S = 0.12, 0.07
HIGHEST_BASE_HZ = (
    2500.0  # what ratios refer to in the kit: the lowest mode's ratio may not fall under 0.01
)
GLIDES_BELOW_HZ = 260.0  # skins glide, metal does not


def analyse(path, dynamic, key=None, count=24, level_db=0.0, seconds=SECONDS):
    """key: the whole key it lies on; None for a pitched thing, whose key is that of its strongest
    mode.
    """
    x = hit(path, seconds)
    times = frame_times(frame_count(len(x)))
    hz, cents, clock = lines(x, count)
    z, positions, density = read(x, hz, clock, times)

    whole = len(x) < 0.3 * RATE
    length = min(0.25, len(x) / RATE) if whole else TRANSIENT_S
    fade = 0.03 if whole else FADE_S
    base = hz[0] if len(hz) else 1000.0
    if key is not None:
        base = min(base, HIGHEST_BASE_HZ)
    amplitude = levels_at(z, positions, times)
    density = _falling_end(density)
    note = Note(
        file=path.name,
        hz=base,
        key=pitch.midi_key(base) if key is None else key,
        dynamic=dynamic,
        ratio=hz / base,
        phase=modes.phases(z, positions, length - fade / 2),
        amplitude=amplitude,
        noise=density,
        cents=np.interp(times, np.arange(len(x)), cents),
    )
    wave = (
        render(note, int(length * RATE) + 64, noise=False)
        if len(hz)
        else np.zeros(int(length * RATE) + 64)
    )
    note.transient = transient.split(x, wave, length, fade)
    note.noise = transient.make_room(note.noise, times, length, fade)
    note.tail = _tail(levels.overall(note), times, length)
    levels.normalise(note)
    note.gain_db += level_db
    note.report = {}
    return note


def hit(path, seconds=SECONDS):
    """The sound of a recording from its onset until 62 dB below its loudest, at least 0.1 s."""
    x = shape.trim(shape.clean(load(path)), False)
    level = db(envelope(x, 0.01))
    last = np.flatnonzero(level > level.max() - 62)[-1] + 2
    x = x[: min(len(x), int(last * 0.01 * RATE), int(seconds * RATE))]
    return np.pad(x, (0, max(0, int(0.1 * RATE) - len(x))))


def lines(x, count):
    """(modes in Hz, their common glide in cents [samples], clock in seconds of unglided time)."""
    hz = modes.find(x, count)
    cents = modes.glide(x, hz[0]) if len(hz) and hz[0] < GLIDES_BELOW_HZ else np.zeros(len(x))
    clock = clock_of(cents)
    if np.ptp(cents) > 20:
        # Modes glide together: at constant pitch those that were smeared stand out.
        hz = modes.find(noise.warp(x, hz[0] * clock, hz[0])[0], count)
    if len(hz):
        positions = np.arange(0, len(x), ATTACK_HOP).astype(float)
        hz = modes.refine(hz, modes.tracks(x, hz, clock, positions), positions)
    return hz, cents, clock


def clock_of(cents):
    """Seconds of unglided time at each sample of a glide [samples]."""
    return np.concatenate([[0], np.cumsum(2 ** (cents[:-1] / 1200))]) / RATE


def read(x, hz, clock, times):
    """(complex tracks of the modes, their sample positions, noise density [F, 65] in dB)."""
    positions = np.arange(0, len(x), ATTACK_HOP).astype(float)
    z = modes.tracks(x, hz, clock, positions)
    residual = x - resynthesis(z, positions, clock, hz, len(x))
    return z, positions, noise.in_residual(residual, x, times, keeps=0.9)


def levels_at(z, positions, times):
    """Levels of the modes in dB at the frames, [F, M], falling at the clip's end."""
    return _falling_end(20 * np.log10(np.abs(_at(z, positions, times)) + 1e-12))


def _falling_end(levels_db):
    """The last windows see the clip's edge as a rise of everything: there levels [F, K] only fall."""
    levels_db[-3:] = np.minimum(levels_db[-3:], levels_db[-4])
    return levels_db


def _at(z, positions, times):
    """Complex tracks [P, M] at the frames' times: magnitudes interpolated, [F, M]."""
    magnitude = np.abs(z)
    return np.array([np.interp(times, positions, m) for m in magnitude.T]).T.reshape(
        len(times), z.shape[1]
    )


def _tail(level, times, after_s):
    t = times / RATE
    late = t > max(after_s, t[-1] * 0.6)
    slope = -np.polyfit(t[late], level[late], 1)[0] if late.sum() > 3 else 200.0
    return float(np.clip(slope, 8.0, 1000.0))
