"""What file names say: dynamics, round robins, notes. Nothing is required of a name."""

import re

_MARKS = {
    "ppp": 0.1, "pp": 0.2, "p": 0.3, "mp": 0.45, "m": 0.6, "mf": 0.6, "f": 0.85, "ff": 0.95, "fff": 1.0,
    "soft": 0.35, "quiet": 0.35, "medium": 0.6, "med": 0.6, "loud": 0.9, "hard": 0.9,
}
_CLASSES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11, "h": 11}
_WORD = re.compile(r"[^A-Za-z0-9#]+|(?<=[a-z])(?=[A-Z])")
_VELOCITY = re.compile(r"(?:v|vel|velocity)(\d{1,3})", re.I)
_LAYER = re.compile(r"(?:vl|layer|dyn)(\d{1,2})", re.I)
_TAKE = re.compile(r"(?:rr|take|alt|seq)\d+", re.I)
_NOTE = re.compile(r"([A-Ha-h])(#|s|b|is|es)?(-?\d)")
ENOUGH = 0.6  # of the names must say it, or it is chance


def words(stem):
    return [w for w in _WORD.split(stem) if w]


def mark(stem):
    """('mark', 0..1), ('velocity', 0..127), ('layer', n) or None."""
    for word in reversed(words(stem)):
        if word.lower() in _MARKS:
            return "mark", _MARKS[word.lower()]
        for kind, pattern in (("velocity", _VELOCITY), ("layer", _LAYER)):
            if found := pattern.fullmatch(word):
                return kind, int(found[1])
    return None


def dynamics(stems):
    """0..1 for each stem (None where it says nothing), or None where names say nothing of dynamics."""
    marks = [mark(s) for s in stems]
    kinds = [m[0] for m in marks if m]
    kind = max(set(kinds), key=kinds.count, default=None)
    values = [m[1] if m and m[0] == kind else None for m in marks]
    said = [v for v in values if v is not None]
    if len(said) < ENOUGH * len(stems) or len(set(said)) < 2:
        return None
    if kind == "mark":
        return values
    top = 127 if kind == "velocity" and max(said) > 16 else max(said)
    least = 0 if kind == "velocity" and max(said) > 16 else min(said)
    scale = max(1, top - least + (1 if top == max(said) and least == min(said) else 0))
    place = (lambda v: v / 127) if top == 127 and least == 0 else (lambda v: (v - least + 0.5) / scale)
    return [None if v is None else float(min(1.0, max(0.05, place(v)))) for v in values]


def note(stem):
    """MIDI key by a note's name (C4 = 60), or None."""
    found = [m for w in words(stem) if (m := _NOTE.fullmatch(w))]
    if len(found) != 1:
        return None
    letter, sign, octave = found[0].groups()
    return _CLASSES[letter.lower()] + {"#": 1, "s": 1, "is": 1, "b": -1, "es": -1, None: 0}[sign] + 12 * (int(octave) + 1)


def octaves_off(stems, keys):
    """For each measured key the octaves that it seems to be off by; names count only where most agree on one offset."""
    named = [note(s) for s in stems]
    off = [round(k - n) for k, n in zip(keys, named) if n is not None]
    if len(off) < ENOUGH * len(stems):
        return [0] * len(stems)
    usual = max(set(off), key=off.count)
    if off.count(usual) < ENOUGH * len(off):
        return [0] * len(stems)
    apart = [0 if n is None else round(k - n) - usual for k, n in zip(keys, named)]
    return [a // 12 if a and a % 12 == 0 and abs(a) <= 24 else 0 for a in apart]


def thing(stem):
    """A struck thing's name: the stem without dynamics, layers and takes."""
    kept = [w for w in words(stem) if not (w.lower() in _MARKS or _VELOCITY.fullmatch(w) or _LAYER.fullmatch(w) or _TAKE.fullmatch(w))]
    return " ".join(kept) or stem


def things(stems, most=12):
    """A name for each stem under which its hits are gathered. Numbers at the end count takes where that makes
    groups of at most `most`.
    """
    whole = [thing(s) for s in stems]
    short = [re.sub(r"[\s_-]*\d+$", "", w) or w for w in whole]
    if len(set(short)) > 1 and max(short.count(s) for s in set(short)) <= most:
        return short
    return whole
