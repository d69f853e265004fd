"""How a sound should answer a performer: in tune, louder and brighter with velocity, no surprise between two places.
Pure: sounds and numbers in, figures and sentences out.

A stroke is summed up by its first half second: level in dB, and centroid in Hz weighted by power. Strokes to be
compared have one seed and no movement, so that they differ by what is asked of them and not by their noise. Differences
of centroids are in percent of the natural logarithm: 10 % is a factor of 1.105, there and back.
"""

import numpy as np
from analyse import metrics
from analyse.audio import db
from analyse.config import RATE

MEASURES = (("level", "dB"), ("centroid", "%"))
FIRST_S = 0.5
FADE_S = 0.05  # at its end, or the cut would be measured as brightness
SAME = np.array([0.05, 0.2])  # dB, %: a fall this small is none: how noise and partials add up is chance

STEADY_S = (0.5, 1.5)  # of a held note: its onset is past
RINGING_S = 0.1  # of a decaying one: its strike is past
RINGING_DB = 30.0  # and it is followed down to here, a second at most
WITHIN_CENTS = 3.0

SPAN = np.array([3.0, 2.0])  # dB, %: how far beyond the span of its ends a path may go
JUMP = 2.5  # a step of a path may be so many times the mean of those beside it,
JUMP_MORE = np.array([1.0, 1.0])  # dB, %: and this more


def level_and_centroid(x):
    """(dB, Hz) of the first half second of a sound at RATE."""
    count, fade = int(FIRST_S * RATE), int(FADE_S * RATE)
    x = np.pad(x, (0, max(0, count - len(x))))[:count]
    power = np.abs(np.fft.rfft(x * np.minimum(1, np.arange(count, 0, -1) / fade))) ** 2 + 1e-20
    return float(db(np.sqrt(np.mean(x**2)))), float(np.fft.rfftfreq(count, 1 / RATE) @ power / power.sum())


def cents(x, key, sustained):
    """(by all partials, by the first alone) against an equal-tempered key; None where nothing stands out.

    The first is told too: partials that are no stiff string's (a bar's) mislead the one that is fitted to all.
    """
    if sustained:
        x = x[int(STEADY_S[0] * RATE) : int(STEADY_S[1] * RATE)]
    else:
        x, width = x[int(RINGING_S * RATE) :][:RATE], RATE // 50
        power = np.mean(x[: len(x) // width * width].reshape(-1, width) ** 2, axis=1)
        x = x[: (np.flatnonzero(power >= power.max() * 10 ** (-RINGING_DB / 10))[-1] + 1) * width]
    hz = 440 * 2 ** ((key - 69) / 12)
    return metrics.pitch_cents(x, hz), metrics.pitch_cents(x, hz, 1)


# --- judgements: (figures, {what: [(how bad, sentence)]}) ---


def judge_pitch(name, found):
    """found: {key: (cents by all partials or None, by the first or None)}."""
    off = np.array([np.inf if c is None else abs(c) for c, _ in found.values()])
    first = np.array([np.inf if c is None else abs(c) for _, c in found.values()])
    wrong = []
    for (key, told), size in zip(found.items(), off):
        if size > WITHIN_CENTS:
            by_all, by_first = ("no pitch" if c is None else f"{c:+.1f} cents" for c in told)
            wrong.append((size, f"{name}, key {key}: {by_all}, first partial {by_first}"))
    figures = {
        "keys": len(off), "median": float(np.median(off)), "within": float(np.mean(off <= WITHIN_CENTS)),
        "worst": float(off.max()), "first median": float(np.median(first)),
    }
    return figures, {"pitch": wrong}


def judge_rise(name, found, velocities):
    """Whether level and centroid rise from each velocity to the next; a fall within 0.05 dB or 0.2 % (SAME) is none.

    found: {key: [velocities, 2] in dB and Hz}. Figures: shares of steps that rise.
    """
    figures, wrong = {"steps": len(found) * (len(velocities) - 1)}, {}
    for m, (measure, unit) in enumerate(MEASURES):
        wrong[measure] = [
            (-change, f"{name}, key {key}, velocity {before} to {after}: {measure} {change:+.2f} {unit}")
            for key, heard in found.items()
            for before, after, change in zip(velocities, velocities[1:], np.diff(_comparable(heard)[:, m]))
            if change < -SAME[m]
        ]
        figures[measure] = 1 - len(wrong[measure]) / figures["steps"]
    return figures, wrong


def judge_path(name, found, positions):
    """Whether a path stays within the span of its ends, and no step of it stands out of those beside it.

    found: {key: [positions, 2] in dB and Hz}. Figures: shares of positions between the ends, and of steps, that hold.
    """
    figures, wrong = {}, {}
    for m, (measure, unit) in enumerate(MEASURES):
        out, jumps = [], []
        for key, heard in found.items():
            way = _comparable(heard)[:, m]
            step = np.abs(np.diff(way))
            above, below = way - max(way[0], way[-1]), min(way[0], way[-1]) - way
            beside = np.convolve(step, [1, 0, 1], "same") / np.convolve(np.ones(len(step)), [1, 0, 1], "same")
            where = f"{name}, key {key}, morph"
            out += [
                (beyond, f"{where} {position}: {measure} {beyond:.1f} {unit} {side} both ends")
                for side, distances in (("above", above), ("below", below))
                for position, beyond in zip(positions, distances)
                if beyond > SPAN[m]
            ]
            jumps += [
                (s - JUMP * n, f"{where} {before} to {after}: {measure} steps by {s:.1f} {unit}, beside it {n:.1f}")
                for before, after, s, n in zip(positions, positions[1:], step, beside)
                if s > JUMP * n + JUMP_MORE[m]
            ]
        wrong[measure], wrong[f"{measure} step"] = out, jumps
        figures[measure] = 1 - len(out) / (len(found) * (len(positions) - 2))
        figures[f"{measure} step"] = 1 - len(jumps) / (len(found) * (len(positions) - 1))
    return figures, wrong


def _comparable(heard):
    """[n, 2] in dB and Hz to dB and percent, whose differences are steps."""
    heard = np.asarray(heard, float)
    return np.stack([heard[:, 0], 100 * np.log(np.maximum(heard[:, 1], 1.0))], 1)
