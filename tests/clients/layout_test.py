#!/usr/bin/env python3
"""The layouts of patches/clients: are they what tools/layouts makes of this program's registry, and is all there?

layout_test.py fresh SEAGLASS      both files are what make.py writes now
layout_test.py complete SEAGLASS   every parameter with its range, 16 parts; nothing lies on anything else
layout_test.py control SEAGLASS    faults in a copy are found
"""

import copy
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
LAYOUTS, TOOLS = ROOT / "patches" / "clients" / "layouts", ROOT / "tools" / "layouts"
sys.path.insert(0, str(TOOLS))
import registry as layouts_registry  # noqa: E402: from tools/layouts

PARTS = 16
# The properties of Open Stage Control's reference that a widget of ours may have, besides those that all have.
COMMON = {
    "type",
    "id",
    "left",
    "top",
    "width",
    "height",
    "address",
    "preArgs",
    "typeTags",
    "decimals",
    "bypass",
    "default",
    "value",
    "interaction",
    "onValue",
    "css",
    "alphaFillOn",
    "label",
}
OWN = {
    "fader": {"range", "steps", "origin", "doubleTap", "design"},
    "switch": {"values", "layout"},
    "text": set(),
    "button": {"mode", "on"},
    "xy": {"rangeX", "rangeY", "snap", "pips"},
    "dropdown": {"values"},
}


def close(a, b):
    return abs(a - b) <= 1e-4 * max(1, abs(b))


class Screen:
    """What a layout holds: (address, lowest, highest) of what moves, and the frames of what can be touched, by page."""

    def __init__(self):
        self.moves, self.sends, self.frames, self.faults = {}, set(), {}, []


def read_stage_control(session):
    screen = Screen()
    ids = set()
    for tab in session["content"]["tabs"]:
        frames = screen.frames.setdefault(tab["id"], [])
        for w in tab["widgets"]:
            if w["id"] in ids:
                screen.faults.append(f"the id {w['id']} is there twice")
            ids.add(w["id"])
            if unknown := set(w) - COMMON - OWN.get(w["type"], set()):
                screen.faults.append(f"{w['id']}: {w['type']} has no {sorted(unknown)}")
            if w["type"] == "fader" and not w.get("bypass"):
                screen.moves[w["address"]] = (w["range"]["min"], w["range"]["max"])
            elif w["type"] == "switch":
                screen.moves[w["address"]] = (min(w["values"].values()), max(w["values"].values()))
            elif w["type"] == "xy":
                addresses = re.findall(r"send\('(\S+)'", w["onValue"])
                for address, key in zip(addresses, ("rangeX", "rangeY")):
                    screen.moves[address] = (w[key]["min"], w[key]["max"])
            elif "address" in w:
                screen.sends.add(w["address"])
            if w["type"] != "text":
                frames.append((w["id"], *[float(w[k].rstrip("%")) for k in ("left", "top", "width", "height")]))
    return screen


def property_of(node, key):
    for p in node.find("properties"):
        if p.find("key").text == key:
            value = p.find("value")
            return [float(c.text) for c in value] if len(value) else value.text
    return None


def read_touch_osc(root):
    screen = Screen()
    ids = [n.get("ID") for n in root.iter("node")]
    if len(set(ids)) != len(ids):
        screen.faults.append("an ID is there twice")
    for page in root.find("node/children/node/children"):
        width, height = property_of(page, "frame")[2:]
        frames = screen.frames.setdefault(property_of(page, "name"), [])
        for node in page.find("children"):
            name, script = property_of(node, "name"), property_of(node, "script") or ""
            for message in node.findall("messages/osc"):
                address = message.find("path/partial/value").text
                arguments = message.findall("arguments/partial")
                if arguments and arguments[0].find("type").text == "VALUE" and message.find("send").text == "1":
                    screen.moves[address] = (
                        float(arguments[0].find("scaleMin").text),
                        float(arguments[0].find("scaleMax").text),
                    )
                else:
                    screen.sends.add(address)
            if "local sends = true" in script:
                numbers = [float(n) for n in re.findall(r"[-\d.e]+", re.search(r"local points = \{(.*)\}", script)[1])]
                screen.moves[re.search(r"local path = '(\S+)'", script)[1]] = (numbers[1], numbers[-1])
            elif "sendOSC('" in script:
                screen.sends.add(re.search(r"sendOSC\('([^']+)'", script)[1])
            if node.get("type") != "LABEL":
                x, y, w, h = property_of(node, "frame")
                frames.append((name, 100 * x / width, 100 * y / height, 100 * w / width, 100 * h / height))
    return screen


def overlaps(frames):
    for i, (name, x, y, w, h) in enumerate(frames):
        if x < 0 or y < 0 or x + w > 100.01 or y + h > 100.01:
            yield f"{name} lies outside its page"
        for other, ox, oy, ow, oh in frames[i + 1 :]:
            if x < ox + ow and ox < x + w and y < oy + oh and oy < y + h:
                yield f"{name} and {other} lie on each other"


def missing(screen, known):
    found = list(screen.faults)
    for p in known.parameters:
        ends = screen.moves.get(f"/control/{p.name}")
        if ends is None:
            found.append(f"nothing moves /control/{p.name}")
        elif not (close(ends[0], p.low) and close(ends[1], p.high)):
            found.append(f"/control/{p.name} goes from {ends[0]} to {ends[1]}, not {p.low} to {p.high}")
    for part in range(1, PARTS + 1):
        found += [
            f"nothing moves /part/{part}/{n}" for n in ("volume", "pan") if f"/part/{part}/{n}" not in screen.moves
        ]
        found += [] if f"/part/{part}/place" in screen.sends else [f"nothing chooses the place of part {part}"]
    found += [
        f"nothing sends {a}"
        for a in ("/panic", "/place", "/transport/start", "/snapshot/store", "/snapshot/recall")
        if a not in screen.sends
    ]
    for page, frames in screen.frames.items():
        found += [f"{page}: {o}" for o in overlaps(frames)]
    return found


def curve_faults(known):
    """A fader never falls, reaches both ends, and finds each value's place again."""
    found = []
    for p in known.parameters:
        points = p.points()
        if (points[0], points[-1]) != ((0.0, p.low), (1.0, p.high)):
            found.append(f"{p.name}: from {points[0]} to {points[-1]}")
        if any(a[0] >= b[0] or a[1] >= b[1] for a, b in zip(points, points[1:])):
            found.append(f"{p.name}: its points do not rise: {points}")
        if not all(close(p.share_of(value), share) for share, value in points):
            found.append(f"{p.name}: a value is not found where it stands")
    return found


def lua_faults(root, known):
    """The scripts themselves, run by lua where it is installed: do they send what the curve says?"""
    lua = shutil.which("lua5.1") or shutil.which("lua") or shutil.which("luajit")
    if not lua:
        return []
    found = []
    for node in root.iter("node"):
        script = property_of(node, "script") or ""
        name = property_of(node, "name")
        if "local sends = true" not in script or name not in {p.name for p in known.parameters}:
            continue
        p = known.parameter(name)
        shares = [0, 0.03, 0.25, 0.5, 0.77, 1]
        program = (
            f"self = {{name = 'f', values = {{}}, parent = {{children = {{['f.value'] = {{values = {{}}}}}}}}}}\n"
            f"function sendOSC(path, v) print(path, string.format('%.6f', v)) end\n{script}\n"
            + "".join(f"self.values.x = {s} onValueChanged('x')\n" for s in shares)
            + f"onReceiveOSC({{'/control/{name}', {{{{tag = 'f', value = {p.standard}}}}}}})\n"
            + "print('x', self.values.x)\n"
        )
        ran = subprocess.run([lua, "-"], input=program, capture_output=True, text=True)
        if ran.returncode:
            found.append(f"{name}: {ran.stderr.strip()}")
            continue
        said = [line.split() for line in ran.stdout.splitlines()]
        wanted = [interpolated(p, s) for s in shares]
        if [s[0] for s in said[:-1]] != [f"/control/{name}"] * len(shares) or not all(
            close(float(s[1]), w) for s, w in zip(said, wanted)
        ):
            found.append(f"{name}: its script says {said}, not {wanted}")
        if not close(float(said[-1][1]), p.share_of(p.standard)):
            found.append(f"{name}: {p.standard} comes in and is shown at {said[-1][1]}")
    return found


def interpolated(p, share):
    points = p.points()
    for (a, low), (b, high) in zip(points, points[1:]):
        if share <= b:
            value = low + (high - low) * (share - a) / (b - a)
            return float(int(value + 0.5 if value >= 0 else value - 0.5)) if p.whole else value
    return points[-1][1]


def committed():
    session = json.loads((LAYOUTS / "seaglass.json").read_text(encoding="utf-8"))
    return session, ElementTree.fromstring(zlib.decompress((LAYOUTS / "seaglass.tosc").read_bytes()))


def check_fresh(program):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(TOOLS / "make.py"), program, folder], check=True, capture_output=True)
        again = "make it anew: python3 tools/layouts/make.py SEAGLASS patches/clients/layouts"
        found = []
        if (Path(folder) / "seaglass.json").read_bytes() != (LAYOUTS / "seaglass.json").read_bytes():
            found.append(f"seaglass.json is not what the registry says: {again}")
        if zlib.decompress((Path(folder) / "seaglass.tosc").read_bytes()) != zlib.decompress(
            (LAYOUTS / "seaglass.tosc").read_bytes()
        ):
            found.append(f"seaglass.tosc is not what the registry says: {again}")
        return found


def check_complete(program):
    known = layouts_registry.read(program)
    session, root = committed()
    found = [f"seaglass.json: {f}" for f in missing(read_stage_control(session), known)]
    found += [f"seaglass.tosc: {f}" for f in missing(read_touch_osc(root), known)]
    return found + curve_faults(known) + lua_faults(root, known)


def check_control(program):
    known = layouts_registry.read(program)
    session, root = committed()
    missed = []
    faulty = copy.deepcopy(session)
    fader = next(w for w in faulty["content"]["tabs"][0]["widgets"] if w.get("address") == "/control/noise")
    fader["range"]["max"] = 20
    fader["rangge"] = 1
    faulty["content"]["tabs"][0]["widgets"].append({**fader, "id": "another", "address": "/control/nothing"})
    said = missing(read_stage_control(faulty), known)
    missed += [e for e in ("/control/noise goes from", "has no", "lie on each other") if not any(e in s for s in said)]
    page = next(p for p in root.find("node/children/node/children") if property_of(p, "name") == "mixer")
    page.find("children").remove(next(n for n in page.find("children") if property_of(n, "name") == "7.volume"))
    said = missing(read_touch_osc(root), known)
    missed += [] if any("/part/7/volume" in s for s in said) else ["a fader that is gone"]
    return [f"not found: {m}" for m in missed]


def main():
    problems = {"fresh": check_fresh, "complete": check_complete, "control": check_control}[sys.argv[1]](sys.argv[2])
    print(f"{len(problems)} findings")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
