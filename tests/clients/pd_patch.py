"""A Pure Data patch read from its file, and whether its boxes lie on each other. pd says the rest when it opens it."""

import math
import re
from pathlib import Path

CHARACTER, LINE, MARGIN = 7, 15, 6  # pixels of pd's 12 point font, and what a box adds around its text
COMMENT_WRAPS_AT = 60


def records(text):
    """The statements of a .pd file: each ends with a semicolon that no backslash guards."""
    return [r.strip().replace("\n", " ") for r in re.split(r"(?<!\\);\s*(?:\n|$)", text) if r.strip()]


def shown(text):
    """A box's text as it is drawn: no backslashes, no width at its end."""
    return re.sub(r"\s*\\([,;])", r"\1", re.sub(r", f \d+$", "", text)).replace("\\$", "$").replace("\\ ", " ")


def size_of(kind, words, text):
    width = re.search(r", f (\d+)$", text)
    if kind in ("floatatom", "symbolatom"):
        return int(words[0]) * CHARACTER + MARGIN, LINE + MARGIN
    if kind == "obj" and words[0] in ("tgl", "bng"):
        return int(words[1]), int(words[1])
    if kind == "obj" and words[0] in ("hsl", "vsl"):
        return int(words[1]), int(words[2])
    line = shown(text)
    wrap = int(width[1]) if width else COMMENT_WRAPS_AT
    rows = max(1, math.ceil(len(line) / wrap))
    return min(len(line), wrap) * CHARACTER + MARGIN, rows * LINE + MARGIN


class Box:
    def __init__(self, kind, x, y, text):
        self.kind, self.x, self.y, self.text = kind, x, y, text
        self.width, self.height = size_of(kind, text.split(), text)

    def __str__(self):
        return f"{self.kind} {shown(self.text)[:40]!r} at {self.x} {self.y}"


def boxes(path):
    """The boxes of the outermost canvas."""
    found, depth = [], 0
    for record in records(Path(path).read_text(encoding="utf-8")):
        words = record.split(None, 4)
        if words[0] == "#N" and words[1] == "canvas":
            depth += 1
        elif words[:2] == ["#X", "restore"]:
            depth -= 1
            if depth == 1:
                found.append(Box("obj", int(words[2]), int(words[3]), words[4]))
        elif depth == 1 and words[0] == "#X" and words[1] in ("obj", "msg", "text", "floatatom", "symbolatom"):
            found.append(Box(words[1], int(words[2]), int(words[3]), words[4] if len(words) > 4 else ""))
    return found


def findings(path):
    """Boxes that lie on each other or outside the canvas, as sentences."""
    found = []
    canvas = records(Path(path).read_text(encoding="utf-8"))[0].split()
    width, height = int(canvas[4]), int(canvas[5])
    drawn = [b for b in boxes(path) if not b.text.startswith("declare")]
    for i, a in enumerate(drawn):
        if a.x < 0 or a.y < 0 or a.x + a.width > width + LINE or a.y + a.height > height + LINE:
            found.append(f"{a}: outside the canvas of {width} by {height}")
        for b in drawn[i + 1 :]:
            if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height:
                found.append(f"{a} and {b} lie on each other")
    return [f"{Path(path).name}: {f}" for f in found]
