"""What the performer is told: range, coverage, and how near the patch comes to notes that it was not trained on."""

import numpy as np

from ..evaluate import summary

LAYERS = (("soft", 0.0, 0.4), ("middle", 0.4, 0.75), ("loud", 0.75, 1.01))
_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


def key_name(key):
    return f"{_NAMES[round(key) % 12]}{round(key) // 12 - 1}"


def coverage(tracks):
    """Lines: recordings by register (six keys wide) and dynamics."""
    keys = np.array([t.key for t in tracks])
    first, last = int(round(keys.min())) // 6 * 6, int(round(keys.max()))
    bounds = list(range(first, last + 1, 6))
    width = max(len(f"{key_name(b)} to {key_name(b + 5)}") for b in bounds)
    lines = ["  " + "keys".ljust(width) + "".join(name.rjust(8) for name, *_ in LAYERS)]
    for b in bounds:
        own = [t for t in tracks if b <= round(t.key) < b + 6]
        counts = [sum(low <= t.dynamic < high for t in own) for _, low, high in LAYERS]
        cells = "".join((str(c) if c else ".").rjust(8) for c in counts)
        lines.append("  " + f"{key_name(b)} to {key_name(b + 5)}".ljust(width) + cells)
    return lines


def coverage_of_things(things):
    """things: [(key, name, hits)]."""
    return [f"  {key_name(key)} (key {key}): {name}, {count} {'hit' if count == 1 else 'hits'}" for key, name, count in things]


def judged(found):
    """Figures of held-out notes as the patch keeps them; None where there are none."""
    if not found:
        return None
    row = summary(found)
    figures = {name: (round(float(v), 3) if np.isfinite(v) else None) for name, v in row.items()}
    return {**figures, "notes": len(found)}


def sentence(row):
    if row is None:
        return "held-out notes: none, there are too few recordings to spare any"
    return (
        f"held-out notes ({row['notes']}, by a twin of this patch that never heard them): {row['ours']:.2f} dB from the "
        f"recordings, a sampler with all the others {row['sampler']:.2f} dB ({row['ratio']:.2f} of it), "
        f"nearer for {100 * row['nearer']:.0f} %"
    )
