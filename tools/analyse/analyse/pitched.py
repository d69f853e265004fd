"""One recording of a pitched note to one Note."""

import numpy as np

from . import levels, noise, partials, percussive, pitch, shape, transient
from .audio import load
from .config import RATE, SUSTAIN_HOP, frame_count, frame_times
from .metrics import pitch_cents
from .note import Note
from .resynth import render


def analyse(path, place, dynamic, expected_key=None):
    """path: a recording; place: a Place (see places.py); expected_key: what its name says, for
    finding octave errors only.
    """
    if place.modal:
        return _struck(path, place, dynamic)
    note, x, times = measure(path, place, dynamic, expected_key)
    if place.sustained:
        shape.soften_start(note.amplitude, note.noise)
    if place.transient_s:
        wave = render(note, int(place.transient_s * RATE) + 64, noise=False)
        note.transient = transient.split(x, wave, place.transient_s, place.transient_s * 0.6)
        note.noise = transient.make_room(
            note.noise, times, place.transient_s, place.transient_s * 0.6
        )
    _finish(note, place, times, len(x))
    return note


def measure(path, place, dynamic, expected_key=None, swell_ms=110):
    """(Note with its tracks as they were measured, the stretch of sound they come from, its frames'
    sample positions). Nothing is levelled, no transient is split off.
    """
    x = shape.clean(load(path))
    if place.cut_at_s:
        x = shape.cut_fade(x, place.cut_at_s)
    x = shape.trim(x, place.sustained, swell_ms)
    if place.skip_s:
        x = x[int(place.skip_s * RATE) :] * np.clip(
            np.arange(len(x) - int(place.skip_s * RATE)) / (0.05 * RATE), 0, 1
        )
    release, whole = None, x
    if place.sustained:
        end = shape.loud_until(x, 10.0)
        release = shape.release_slopes(x, end) if end < len(x) / RATE - 0.12 else None
        x = x[: int(min(end + 0.1, place.seconds + 0.4) * RATE)]
    else:
        end = shape.damped_at(x) if place.damped else len(x) / RATE
        x = x[: int(min(end, place.seconds) * RATE)]
    rough, doubt = pitch.settle(x, pitch.yin(x, *place.yin_hz), expected_key)
    hz, stiff, ratio, (cents, times, cycles) = _lines(x, rough, place)
    z = partials.tracks(x, cycles, ratio, hz, times)
    if place.stiff:
        ratio = partials.follow_lines(ratio, z, times, hz)
        z = partials.tracks(x, cycles, ratio, hz, times)
    density = _density(x, cycles, hz, ratio, times)
    if not place.sustained and end == len(whole) / RATE and len(whole) > RATE:
        density = noise.without_hiss(density, whole, hz, ratio)
    amplitude = _without_noise(z, density, ratio, hz, times)
    keep = partials.audible(amplitude)
    note = Note(
        file=path.name,
        hz=hz,
        key=pitch.midi_key(hz),
        dynamic=dynamic,
        ratio=ratio[:keep],
        phase=partials.phases(z, times)[:keep],
        amplitude=amplitude[:, :keep],
        noise=density,
        cents=cents,
    )
    note.report = {
        "doubt": doubt, "stiffness": stiff, "release": release, "whole": len(whole) / RATE, "end": end
    }
    return note, x, times


def _lines(x, rough, place):
    """Pitch, stiffness, partial ratios and (cents, times, cycles) of the pitch track."""
    hz, _ = pitch.line(x[int(0.05 * RATE) : int(1.2 * RATE)], rough, 50)
    stiff, lines = 0.0, None
    if place.stiff:
        hz, stiff, lines = partials.stiffness(x[int(0.05 * RATE) : int(1.2 * RATE)], rough)
    ratio = partials.ratios(hz, lines)
    cents, times, cycles, hz = _pitch_track(x, hz, ratio, place)
    return hz, stiff, ratio[ratio * hz < 20000], (cents, times, cycles)


def _density(x, cycles, hz, ratio, times):
    """Noise density at the frames, [F, 65] dB: in the attack what subtraction leaves, later what
    lies between the partials.
    """
    early = int(0.2 * RATE)
    positions = partials.attack_positions(min(len(x), early + 2048))
    dense = partials.tracks(x[: early + 9600], cycles[: early + 9600], ratio, hz, positions)
    residual = x[: len(positions) * 128] - partials.resynthesis(
        dense, positions, cycles, ratio, min(len(x), len(positions) * 128)
    )
    attack = times < 0.15 * RATE
    density = noise.in_gaps(x, cycles, hz, ratio, times)
    density[attack] = noise.join(
        noise.in_residual(residual, x[: len(residual)], times[attack]),
        density[attack],
        times[attack],
        until_s=float(np.clip(5 / hz, 0.012, 0.065)),
        over_s=float(np.clip(3 / hz, 0.01, 0.04)),
    )
    return density


def _struck(path, place, dynamic):
    """Bars, bells and glass: free modes, the strongest of them the pitch."""
    note = percussive.analyse(path, dynamic, None, 40, seconds=place.seconds)
    tune(note)
    note.report = {"doubt": "", "stiffness": 0.0, "release": None}
    return note


def _pitch_track(x, hz, ratio, place):
    """Cents per frame, frame times, phase track of the first partial in cycles, and hz such that
    the cents average to nothing.
    """
    count = frame_count(len(x))
    times = frame_times(count)
    hop = 256
    cents, weight = pitch.contour(x, hz, ratio, hop)
    sure = np.flatnonzero(weight > weight.max() * 1e-3)
    first = max(sure[0], int(2.5 / hz * RATE / hop) + 1)
    first = min(first, len(cents) - 2)
    cents[:first] = cents[first]
    cents[sure[-1] :] = cents[sure[-1]]
    cents = np.clip(cents, -150, 150)
    middle = slice(int(0.1 * RATE / hop), max(int(0.1 * RATE / hop) + 2, int(0.8 * RATE / hop)))
    mean = (
        np.average(cents[middle], weights=np.sqrt(weight[middle]))
        if len(cents[middle])
        else cents.mean()
    )
    cents, hz = cents - mean, hz * 2 ** (mean / 1200)
    n = np.arange(len(x))
    at_frames = np.interp(times, np.arange(len(cents)) * hop, cents)
    f0 = hz * 2 ** (np.interp(n, times, at_frames) / 1200)
    return at_frames, times, np.concatenate([[0], np.cumsum(f0[:-1])]) / RATE, hz


def _without_noise(z, density, ratio, hz, times):
    """Amplitudes in dB with the noise's share of their power taken off: 6 / window length times its
    density (Hann window).
    """
    late = times > partials.ATTACK_S * RATE
    periods = np.where(late, partials.SUSTAIN_PERIODS, partials.ATTACK_PERIODS)
    window = np.maximum(periods / hz, np.where(late, partials.SHORTEST_S, 0.004)) * RATE
    share = 6 / window[:, None] * 10 ** (noise.at_partials(density, ratio, hz) / 10)
    power = np.abs(z) ** 2
    return 10 * np.log10(np.maximum(power - share, 0.03 * power) + 1e-12)


def _finish(note, place, times, samples):
    """Sustain or tail, exact pitch, levels."""
    if place.sustained:
        begin, end = shape.sustained(_smooth(levels.overall(note)), times)
        end = min(end, begin + int(place.seconds * RATE / SUSTAIN_HOP), len(times))
        note.sustain = (begin, end)
        levels.steady(note)
    else:
        # A window that reaches beyond the clip sees its edge as a rise of every partial.
        reach = max(partials.SUSTAIN_PERIODS / note.hz, partials.SHORTEST_S) / 2 * RATE
        whole = int(np.count_nonzero(times + reach <= samples))
        end = max(2, min(shape.decayed(levels.overall(note)), whole))
        note.tail = _tail(
            levels.overall(note)[:end],
            times[:end],
            3.0 + 0.3 * max(0.0, pitch.midi_key(note.hz) - 30),
        )
    for name in ("amplitude", "noise", "cents"):
        setattr(note, name, getattr(note, name)[:end])
    levels.normalise(note)
    tune(note)


def tune(note):
    """Makes the sounding pitch, as a listener measures it from 0.1 to 0.8 s, the note's own; the
    sound stays as it is.
    """
    for _ in range(2):
        heard = render(note, int(0.8 * RATE) + 1, noise=False, transient=False)[int(0.1 * RATE) :]
        error = pitch_cents(heard, note.hz)
        if error is not None and abs(error) < 40:
            note.hz *= 2 ** (error / 1200)
            note.cents = note.cents - error
    note.key = pitch.midi_key(note.hz)


def _smooth(level):
    return np.convolve(np.pad(level, 2, mode="edge"), np.ones(5) / 5, mode="valid")


def _tail(level, times, least):
    """How fast the last second (or half of the note) decays, dB per second; at least so fast that a
    high note ends.
    """
    t = times / RATE
    last = t > max(t[-1] - 1.0, t[-1] * 0.5)
    slope = -np.polyfit(t[last], level[last], 1)[0]
    return float(np.clip(slope, least, 400.0))
