"""How a patch behaves as an instrument, found by playing it: no recordings are needed.

Movement is off, and strokes to be compared are the n-th of renders that play the same notes from one seed: noise and
phases are then the same. So there is one render for each velocity, and each position of a morph, with all keys in it.
"""

import json
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from analyse import glass

from . import behaviour
from .playing import Stroke, play

STILL = {"drift": 0, "gain": -12}  # so low that the limiter has no say
SEED = 1
VELOCITIES = tuple(round(12.7 * v) for v in range(1, 11))
MIDDLE = 80  # the velocity where one is enough
POSITIONS = tuple(i / 8 for i in range(9))  # of a morph
HELD_S, PITCH_HELD_S = 0.6, 1.6
PITCH_EVERY, PLACE_KEYS, PAIR_KEYS = 3, 4, 3
WORST = 6  # of each kind are named
AT_MOST, AT_LEAST = "<=", ">="


def shared_keys(a, b, count):
    """Up to `count` keys spread over the range that two places share, 1 for its middle; ranges that do not meet share
    what lies half-way between them.
    """
    low, high = max(a["low"], b["low"]), min(a["high"], b["high"])
    if low > high or count == 1:
        return [(low + high) // 2]
    return sorted({round(k) for k in np.linspace(low, high, count)})


def pair_name(a, b):
    return f"{a['name']} - {b['name']}"


def _hear(patch, place, keys, velocity, controls):
    """(dB, Hz) of each key."""
    clips = play(patch, place["name"], [Stroke(k, velocity, HELD_S, HELD_S) for k in keys], {**STILL, **controls}, SEED)
    return [behaviour.level_and_centroid(c) for c in clips]


def play_pitch(patch, place):
    keys = range(place["low"], place["high"] + 1, PITCH_EVERY)
    clips = play(patch, place["name"], [Stroke(k, MIDDLE, PITCH_HELD_S, PITCH_HELD_S) for k in keys], STILL, SEED)
    return {k: behaviour.cents(c, k, place["sustained"]) for k, c in zip(keys, clips)}


def play_velocities(patch, place, keys, controls):
    heard = [_hear(patch, place, keys, v, controls) for v in VELOCITIES]
    return {k: [row[i] for row in heard] for i, k in enumerate(keys)}


def play_path(patch, a, b, keys):
    heard = [_hear(patch, a, keys, MIDDLE, {"morph_to": b["program"], "morph": m}) for m in POSITIONS]
    return {k: [row[i] for row in heard] for i, k in enumerate(keys)}


def play_all(patch, places):
    """{part: {place or pair: {key: what was heard}}}."""
    heard = {"pitch": {}, "velocity": {}, "half-way": {}, "paths": {}}
    for p in places:
        if p["pitched"]:
            heard["pitch"][p["name"]] = play_pitch(patch, p)
        heard["velocity"][p["name"]] = play_velocities(patch, p, shared_keys(p, p, PLACE_KEYS), {})
    for a, b in combinations(places, 2):
        name, half = pair_name(a, b), {"morph_to": b["program"], "morph": 0.5}
        heard["half-way"][name] = play_velocities(patch, a, shared_keys(a, b, PAIR_KEYS), half)
        heard["paths"][name] = play_path(patch, a, b, shared_keys(a, b, 1))
    return heard


# --- figures ---


def judge_all(heard):
    """{part: {"rows": {place or pair: figures}, "wrong": {what: [sentence], the worst first}}}."""
    judges = {
        "pitch": behaviour.judge_pitch,
        "velocity": lambda *row: behaviour.judge_rise(*row, VELOCITIES),
        "half-way": lambda *row: behaviour.judge_rise(*row, VELOCITIES),
        "paths": lambda *row: behaviour.judge_path(*row, POSITIONS),
    }
    found = {}
    for part, judge in judges.items():
        judged = {name: judge(name, row) for name, row in heard[part].items()}
        wrong = {}
        for _, faults in judged.values():
            for what, sized in faults.items():
                wrong.setdefault(what, []).extend(sized)
        wrong = {what: [text for _, text in sorted(sized, key=lambda s: -s[0])] for what, sized in wrong.items()}
        found[part] = {"rows": {name: figures for name, (figures, _) in judged.items()}, "wrong": wrong}
    return found


def conclusion(heard, found):
    """{figure: (value, its bar as (AT_MOST or AT_LEAST, value), or None)} over all places and pairs."""
    told = {}
    if heard["pitch"]:
        everything = {(name, key): cents for name, row in heard["pitch"].items() for key, cents in row.items()}
        figures, _ = behaviour.judge_pitch("", everything)
        told["pitch: median, cents"] = (figures["median"], (AT_MOST, 1.0))
        told["pitch: within 3 cents"] = (figures["within"], (AT_LEAST, 0.95))
        told["pitch: worst, cents"] = (figures["worst"], None)
    for part in ("velocity", "half-way"):
        for measure, _ in behaviour.MEASURES:
            if rows := found[part]["rows"].values():
                told[f"{part}: {measure} rises"] = (_mean(rows, measure, "steps"), (AT_LEAST, 0.99))
    if rows := found["paths"]["rows"].values():
        for what in found["paths"]["wrong"]:
            told[f"paths: {what} holds"] = (_mean(rows, what), None)
            told[f"paths: pairs whose {what} holds"] = (float(np.mean([r[what] == 1 for r in rows])), None)
        told["paths: pairs in which all holds"] = (float(np.mean([min(r.values()) == 1 for r in rows])), None)
    return told


def _mean(rows, name, weight=None):
    """Of one figure over rows, by their `weight`; NaN where there are none."""
    if not rows:
        return np.nan
    return float(np.average([r[name] for r in rows], weights=[r[weight] if weight else 1 for r in rows]))


def table(found, places):
    """Lines of text: a row per place; what is played between places counts for both."""
    paths = ("level", "level step", "centroid", "centroid step")
    columns = ["cents", "within 3", "worst", "first partial", "level", "centroid"]
    columns += ["half-way level", "half-way centroid", *(f"path {what}" for what in paths)]
    lines = ["| place | " + " | ".join(columns) + " |", "| --- |" + " --- |" * len(columns)]
    for place in places:
        tuned, pairs = found["pitch"]["rows"].get(place["name"], {}), [p for p in combinations(places, 2) if place in p]
        half, way = ([found[part]["rows"][pair_name(*p)] for p in pairs] for part in ("half-way", "paths"))
        values = [tuned.get(c, np.nan) for c in ("median", "within", "worst", "first median")]
        values += [found["velocity"]["rows"][place["name"]][measure] for measure, _ in behaviour.MEASURES]
        values += [_mean(half, measure, "steps") for measure, _ in behaviour.MEASURES]
        values += [_mean(way, what) for what in paths]
        lines.append(f"| {place['name']} | " + " | ".join(f"{v:.2f}" for v in values) + " |")
    return lines


def verdict(value, bar):
    if bar is None:
        return f"{value:.3f}"
    way, limit = bar
    holds = value <= limit if way == AT_MOST else value >= limit
    return f"{value:.3f} ({'holds' if holds else 'FALLS SHORT'}: {way} {limit})"


def worst(sentences):
    """The first of each place or pair, a few."""
    first = {}
    for text in sentences:
        first.setdefault(text.split(", key ")[0], text)
    return list(first.values())[:WORST]


def run(patch, folder=None, say=print):
    """Plays, says and, given a folder, writes behave.json there."""
    began = time.monotonic()
    places = glass.read(patch)[0]["places"]
    heard = play_all(patch, places)
    found = judge_all(heard)
    told = conclusion(heard, found)
    say("\n".join(table(found, places)))
    for name, (value, bar) in told.items():
        say(f"{name}: {verdict(value, bar)}")
    for part, judged in found.items():
        for what, sentences in judged["wrong"].items():
            say(f"{part}, {what}: {len(sentences)} wrong")
            for sentence in worst(sentences):
                say(f"    {sentence}")
    say(f"played and judged in {time.monotonic() - began:.0f} s")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        written = {"figures": {name: value for name, (value, _) in told.items()}, **found, "heard": heard}
        (Path(folder) / "behave.json").write_text(json.dumps(written, indent=1))
