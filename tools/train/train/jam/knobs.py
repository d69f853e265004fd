"""What every knob does: for each, the statistic that it moves as it is turned from 0 to 1, and what the others move meanwhile.

Held: the statistic follows the knob (Spearman at least 0.9), and no other knob moves it by more than a quarter of its
own range.
"""

import concurrent.futures

import numpy as np
from scipy.stats import spearmanr

from . import harmony, playing
from .judging import FRAMES

POSITIONS = np.linspace(0, 1, 7)
# How rough the interval between two pitch classes is, by semitones up to a tritone.
ROUGH = np.array([0.0, 1.0, 0.5, 0.0, 0.0, 0.0, 0.6])


def statistics(part, seed, knobs, *options):
    """name -> value, of one take."""
    turned = [x for name, value in knobs.items() for x in ("--knob", f"{name}={value}")]
    roles, chords, _, told = playing.ask(
        part.onset, part.end, part.pitch, part.velocity, FRAMES, "--seed", seed, "--roles", "bass,comp,counter", "--json", *turned, *options, told=True
    )
    comp = roles["comp"]
    onsets = np.unique(np.round(comp[:, 0] * 4))
    everything = np.concatenate([n for n in roles.values() if len(n)] or [np.zeros((0, 4))])
    times = np.unique(np.round(everything[:, 0] * 4))
    beats = FRAMES / 4
    return {
        "density": len(comp) / max(1, len(onsets)),
        "register": float(np.mean([n[:, 2].mean() for n in (comp, roles["counter"]) if len(n)] or [60])),
        "rate": len(times) / beats,
        "tension": roughness(everything, chords),
        "chord_rate": told["changes"] / (FRAMES / 16),
        "lead": 1 - agreement(part.melody, chords),
        "surprise": told["chord_nats"],
        "temperature": told["note_nats"],
    }


def roughness(notes, chords):
    """The mean over frames of the roughness between the pitch classes that sound or belong to the harmony: how much
    there is to resolve, however many notes play it."""
    sounding = np.zeros((FRAMES, 12), bool)
    named = chords != harmony.NO_CHORD
    sounding[named] = harmony.MEMBERS[chords[named]] > 0
    for a, b, p, _ in notes:
        sounding[int(a * 4) : max(int(a * 4) + 1, int(np.ceil(b * 4 - 1e-3))), int(p) % 12] = True
    values = []
    for frame in sounding:
        classes = np.flatnonzero(frame)
        if len(classes) > 1:
            apart = np.abs(classes[:, None] - classes[None, :])
            apart = np.minimum(apart, 12 - apart)
            values.append(ROUGH[apart].sum() / (len(classes) * (len(classes) - 1)))
    return float(np.mean(values)) if values else 0.0


def agreement(melody, chords):
    """The share of what the player played in the two beats before a change of harmony that the new chord holds."""
    hits = total = 0
    for f in np.flatnonzero(np.diff(chords)) + 1:
        heard = melody[max(0, f - 8) : f]
        heard = heard[heard >= 0]
        if chords[f] != harmony.NO_CHORD and len(heard):
            hits += harmony.MEMBERS[chords[f], heard % 12].mean()
            total += 1
    return hits / max(1, total)


def sweep(parts, *options, seeds=(1, 2), workers=2):
    """{knob: {statistic: [value at each position]}}."""
    out = {}
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for knob in statistics_names():
            rows = []
            for position in POSITIONS:
                takes = list(pool.map(lambda job: statistics(*job), [(p, s, {knob: round(float(position), 3)}, *options) for p in parts for s in seeds]))
                rows.append({name: np.mean([t[name] for t in takes]) for name in takes[0]})
            out[knob] = {name: np.array([r[name] for r in rows]) for name in rows[0]}
    return out


def statistics_names():
    return ("density", "register", "rate", "tension", "chord_rate", "lead", "surprise", "temperature")


def table(found):
    """Lines to print, and whether every knob holds."""
    own = {k: np.ptp(found[k][k]) for k in found}
    lines, good = [f"{'knob':12s} {'from':>8s} {'middle':>8s} {'to':>8s} Spearman  what it moves most besides (of that one's own range)"], True
    for knob, moved in found.items():
        values = moved[knob]
        rank = spearmanr(POSITIONS, values).statistic
        others = {name: np.ptp(moved[name]) / max(own[name], 1e-9) for name in found if name != knob}
        worst = sorted(others, key=others.get, reverse=True)[:3]
        lines.append(f"{knob:12s} {values[0]:8.2f} {values[len(values) // 2]:8.2f} {values[-1]:8.2f} {rank:8.2f}  "
                     + ", ".join(f"{name} {others[name]:.2f}" for name in worst))
        good &= bool(rank >= 0.9 and others[worst[0]] < 0.25)
    return lines, good
