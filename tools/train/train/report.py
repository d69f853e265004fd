"""The figures of the neural voice: trained on three splits in turn, judged on the pitches that each holds out."""

import dataclasses
import json
from pathlib import Path

import numpy as np

from . import distributed, evaluate, fit, recipes, splits, strokes

EVERY_OCTAVE = 12
VARIANTS = (("movement off", {"drift": 0}), ("movement as recorded", {"drift": 1}))


def one_per_octave(tracks):
    """Of each place and dynamic the recordings nearest to every twelfth key, one take each."""
    kept = []
    for place in sorted({t.place for t in tracks}):
        own = [t for t in tracks if t.place == place]
        first = min(t.key for t in own) + EVERY_OCTAVE / 2
        for dynamic in sorted({round(t.dynamic, 1) for t in own}):
            layer = [t for t in own if round(t.dynamic, 1) == dynamic]
            goals = np.arange(first, max(t.key for t in own) + EVERY_OCTAVE / 2 + 0.01, EVERY_OCTAVE)
            nearest = {min(layer, key=lambda t: abs(t.key - g)).file for g in goals}
            kept += [t for t in layer if t.file in nearest]
    return kept


def judge_split(patch, known, held, described, controls):
    rows = {}
    for number, place in enumerate(described):
        mine = [t for t in held if t.place == number]
        theirs = [t for t in known if t.place == number]
        if mine and theirs:
            rows[place["name"]] = evaluate.summary(evaluate.judge(patch, place["name"], mine, theirs, controls))
    return rows


@distributed.together()
def run(recordings, folder, which=splits.REPORTING, settings=recipes.MAIN, sparse=False, scattered=False, say=print):
    """{variant: [rows of each split]}; patches and figures are kept in `folder`. Of several processes the first judges."""
    name_of = "sparse" if sparse else "scattered" if scattered else "split"
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tracks = distributed.first_alone(lambda: recipes.main_tracks(recordings, 2, say))
    points, described = recipes.main_places(tracks)
    found = {name: [] for name, _ in VARIANTS}
    for split in which:
        held_out = (splits.scattered if scattered else splits.held_out)(tracks, split)
        known = [t for t, h in zip(tracks, held_out) if not h]
        held = [t for t, h in zip(tracks, held_out) if h]
        if sparse:
            known = one_per_octave(known)
        network, space = fit.fit(known, len(points), dataclasses.replace(settings, seed=settings.seed + split), say)
        if not distributed.leads():
            continue
        out = folder / f"{name_of}{split}.glass"
        fresh = [dataclasses.replace(p) for p in points]
        recipes.save_main(out, network, space, known, fresh, described, {}, ([], "CC0-1.0", ""), say)
        for name, controls in VARIANTS:
            rows = judge_split(out, known, held, described, controls)
            found[name].append(rows)
            say(f"split {split}, {name}")
            say("\n".join(evaluate.table(rows)))
        if not sparse:
            for number, place in enumerate(described):
                apart = strokes.apart(out, place["name"], [t for t in known if t.place == number])
                if apart:
                    say(f"{place['name']}: takes {apart[0]:.2f} dB apart, strokes {apart[1]:.2f}, stroke to take {apart[2]:.2f}")
    if not distributed.leads():
        return found
    (folder / f"{name_of}.json").write_text(json.dumps(found, indent=1))
    for line in conclusion(found):
        say(line)
    return found


def conclusion(found):
    """A line per variant: means over places and splits with their standard errors."""
    lines = []
    for name, runs in found.items():
        figures = {}
        for column in ("ours", "sampler", "nearer", "first", "movement", "slow", "noise"):
            values = [np.nanmean([row[column] for row in rows.values()]) for rows in runs]
            figures[column] = (np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0.0)
        ratios = [
            np.mean([r["ours"] for r in rows.values()]) / np.mean([r["sampler"] for r in rows.values()]) for rows in runs
        ]
        error = np.std(ratios, ddof=1) / np.sqrt(len(ratios)) if len(ratios) > 1 else 0.0
        places = {p for rows in runs for p in rows}
        by_place = {p: np.mean([rows[p]["ratio"] for rows in runs if p in rows]) for p in places}
        worst = max(by_place, key=by_place.get)
        lines.append(
            f"{name}: distance {np.mean(ratios):.3f} +- {error:.3f} of the sampler's, "
            + ", ".join(f"{c} {m:.2f} +- {e:.2f}" for c, (m, e) in figures.items() if c not in ("ours", "sampler"))
            + f"; worst place {worst} {by_place[worst]:.2f}"
        )
    return lines
