"""A Max patcher read from its file, and what is wrong with it."""

import json
from pathlib import Path

from max_objects import DRAWN, atoms, ports

CLIENTS = Path(__file__).resolve().parents[2] / "patches" / "clients"
PACKAGE = CLIENTS / "max" / "Seaglass"
ABSTRACTIONS = PACKAGE / "patchers"


class Box:
    def __init__(self, raw):
        self.raw = raw
        self.id = raw["id"]
        self.maxclass = raw["maxclass"]
        self.text = raw.get("text", "")
        self.rect = raw["patching_rect"]
        self.words = atoms(self.text) if self.maxclass == "newobj" else []
        self.name = self.words[0] if self.words else self.maxclass
        self.arguments = self.words[1:]

    def __str__(self):
        return f"{self.id} [{self.text or self.maxclass}]"


class Patch:
    def __init__(self, path):
        self.path = Path(path)
        self.top = json.loads(self.path.read_text(encoding="utf-8"))["patcher"]
        self.boxes = [Box(b["box"]) for b in self.top["boxes"]]
        self.by_id = {b.id: b for b in self.boxes}
        self.lines = [
            (tuple(p["patchline"]["source"]), tuple(p["patchline"]["destination"])) for p in self.top["lines"]
        ]

    def ports_of_patch(self):
        """How it looks as an abstraction."""
        inlets = sum(1 for b in self.boxes if b.maxclass == "inlet")
        outlets = sum(1 for b in self.boxes if b.maxclass == "outlet")
        return inlets, [""] * outlets

    def abstractions_used(self):
        return {b.name for b in self.boxes if b.maxclass == "newobj" and ports(b.name, b.arguments) is None}


def abstraction(name):
    path = ABSTRACTIONS / f"{name}.maxpat"
    return Patch(path) if path.exists() else None


def expected_ports(box):
    """Inlets and outlets that Max will give this box; None for an object that is neither built in nor ours."""
    if box.maxclass != "newobj":
        return DRAWN.get(box.maxclass)
    found = ports(box.name, box.arguments)
    if found is None and (ours := abstraction(box.name)):
        found = ours.ports_of_patch()
    return found


def overlap(a, b):
    slack = 1
    return (
        a[0] < b[0] + b[2] - slack
        and b[0] < a[0] + a[2] - slack
        and a[1] < b[1] + b[3] - slack
        and b[1] < a[1] + a[3] - slack
    )


def findings_of_box(box):
    found = []
    expected = expected_ports(box)
    if expected is None:
        return [f"{box}: neither one of Max's objects nor one of ours"]
    inlets, outlets = expected
    if box.raw["numinlets"] != inlets:
        found.append(f"{box}: has {inlets} inlets, the file says {box.raw['numinlets']}")
    if box.raw["numoutlets"] != len(outlets):
        found.append(f"{box}: has {len(outlets)} outlets, the file says {box.raw['numoutlets']}")
    if len(box.raw.get("outlettype", [])) != len(outlets):
        found.append(f"{box}: outlettype must name each of its {len(outlets)} outlets")
    if len(box.rect) != 4 or min(box.rect[2:]) <= 0 or min(box.rect[:2]) < 0:
        found.append(f"{box}: stands at {box.rect}")
    if box.maxclass in ("inlet", "outlet") and not box.raw.get("comment"):
        found.append(f"{box}: an inlet or outlet says what it is for")
    return found


def findings_of_lines(patch):
    found = []
    for line in patch.lines:
        (source, outlet), (target, inlet) = line
        if source not in patch.by_id or target not in patch.by_id:
            found.append(f"a line from {source} to {target}: no such box")
            continue
        if not 0 <= outlet < patch.by_id[source].raw["numoutlets"]:
            found.append(f"{patch.by_id[source]}: no outlet {outlet}")
        if not 0 <= inlet < patch.by_id[target].raw["numinlets"]:
            found.append(f"{patch.by_id[target]}: no inlet {inlet}")
    if len(set(patch.lines)) != len(patch.lines):
        found.append("a line is there twice")
    return found


def findings(path):
    """What is wrong with the patcher at `path`, as sentences."""
    patch = Patch(path)
    found = []
    if patch.top.get("fileversion") != 1 or patch.top.get("classnamespace") != "box" or "appversion" not in patch.top:
        found.append("no patcher of Max 8")
    if len(patch.by_id) != len(patch.boxes):
        found.append("an id is there twice")
    for box in patch.boxes:
        found += findings_of_box(box)
    found += findings_of_lines(patch)
    for kind in ("inlet", "outlet"):
        numbers = sorted(b.raw["index"] for b in patch.boxes if b.maxclass == kind)
        if numbers != list(range(1, len(numbers) + 1)):
            found.append(f"{kind}s are numbered {numbers}")
        across = [b.raw["index"] for b in sorted(patch.boxes, key=lambda b: b.rect[0]) if b.maxclass == kind]
        if across != sorted(across):  # Max numbers them from left to right, whatever the file says
            found.append(f"{kind}s stand in the order {across}")
    shown = patch.boxes
    for i, a in enumerate(shown):
        for b in shown[i + 1 :]:
            if overlap(a.rect, b.rect):
                found.append(f"{a} and {b} lie on each other")
    joined = {end[0] for line in patch.lines for end in line}
    for box in patch.boxes:
        if box.maxclass != "comment" and box.id not in joined and not stands_alone(box):
            found.append(f"{box}: joined to nothing")
    return [f"{patch.path.name}: {f}" for f in found]


def stands_alone(box):
    """[sg] in a patch of its own, the switch of the audio and messages that send by themselves need no line."""
    return box.name in ("sg", "ezdac~") or (box.maxclass == "message" and box.text.startswith(";"))
