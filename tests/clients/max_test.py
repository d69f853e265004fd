#!/usr/bin/env python3
"""The Max package without Max: are its patchers well formed, and do its abstractions send what the Pure Data ones do?

max_test.py patchers    structure of every .maxpat and .maxhelp of the package and the cookbook
max_test.py messages    each abstraction, played, against the table that pd meets too (pd_test.py)
max_test.py control     plants one fault at a time in a copy: each must be found
"""

import copy
import json
import sys
import tempfile
from pathlib import Path

import osc
from max_objects import atoms
from max_patch import ABSTRACTIONS, CLIENTS, PACKAGE, Patch, findings
from max_player import Player
from messages import CASES, same


def patchers():
    return (
        sorted(PACKAGE.rglob("*.maxpat"))
        + sorted(PACKAGE.rglob("*.maxhelp"))
        + sorted(CLIENTS.glob("cookbook/*.maxpat"))
    )


def check_patchers():
    found = [f for path in patchers() for f in findings(path)]
    for path in sorted(ABSTRACTIONS.glob("*.maxpat")):
        if path.stem not in {case.name.split()[0] for case in CASES}:
            found.append(f"{path.name}: no case in messages.py")
        help_path = PACKAGE / "help" / f"{path.stem}.maxhelp"
        if not help_path.exists():
            found.append(f"{path.name}: no {help_path.name}")
        elif path.stem not in {b.name for b in Patch(help_path).boxes}:
            found.append(f"{help_path.name}: does not use [{path.stem}]")
        if not (CLIENTS / "pd" / f"{path.stem}.pd").exists():
            found.append(f"{path.name}: no such abstraction for Pure Data")
    info = json.loads((PACKAGE / "package-info.json").read_text(encoding="utf-8"))
    found += [
        f"package-info.json: no {key}"
        for key in ("name", "displayname", "version", "author", "description", "max_version_min", "package_extra")
        if key not in info
    ]
    if info.get("name") != PACKAGE.name:
        found.append("package-info.json: the name is that of the folder")
    return found


def message_of(text):
    return atoms(text.replace("'", '"')) if text != "bang" else ["bang"]


def words_of(message):
    return " ".join(f"{a:g}" if isinstance(a, (int, float)) else a for a in message)


def play(case, path=None):
    """What the abstraction sends and says. The messages of a case come 40 ms apart, as pd_player sends them."""
    player = Player()
    name, *arguments = case.name.replace("PORT", "9123").split()
    patch = player.open(path or ABSTRACTIONS / f"{name}.maxpat", [atoms(a)[0] for a in arguments])
    sg = patch if name == "sg" else player.open(ABSTRACTIONS / "sg.maxpat")
    packets = list(case.answers)
    for inlet, text in case.inputs:
        patch.take(inlet, message_of(text))
        player.run(40)
        while packets and player.sent:
            for address, values in osc.decode(packets.pop(0)):
                sg.find("udpreceive 9124").out(0, [address, *values])
    return player.sent, [(outlet, words_of(m)) for outlet, m in patch.heard]


def wants_answer(address):
    return address.startswith(("/subscribe", "/unsubscribe", "/snapshot", "/status", "/transport", "/ping"))


def differs(case, path=None):
    """What is not as the table says."""
    found = []
    sent, heard = play(case, path)
    plain = [(address, arguments) for _, address, arguments in sent if address != "/reply"]
    if not same(case.sent, plain):
        found.append(f"[{case.name}] sent {plain}, not {case.sent}")
    if heard != case.heard:
        found.append(f"[{case.name}] said {heard}, not {case.heard}")
    for before, after in zip([(0, None, None)] + sent, sent):
        if wants_answer(after[1]) and before[1:] != ("/reply", [9124]):
            found.append(f"[{case.name}] {after[1]} goes out before it is said where Max hears the answer")
    return found


def check_messages():
    return [f for case in CASES for f in differs(case)] + check_sg()


def check_sg():
    """Where [sg] sends, and where it listens."""
    found = []
    for arguments, host, port, hears in (
        ([], "127.0.0.1", 9123, 9124),
        (["studio.local", 9000], "studio.local", 9000, 9124),
        (["127.0.0.1", 9123, 7000], "127.0.0.1", 9123, 7000),
    ):
        player = Player()
        sg = player.open(ABSTRACTIONS / "sg.maxpat", arguments)
        udp, receive = sg.find("udpsend 127.0.0.1 9123"), sg.find("udpreceive 9124")
        sg.take(0, ["/ping"])
        if (udp.host, udp.port, receive.port) != (host, port, hears) or player.sent[0][1:] != ("/reply", [hears]):
            found.append(f"[sg {arguments}] sends to {udp.host} {udp.port} and hears at {receive.port}: {player.sent}")
        sg.take(0, ["connect", "10.0.0.7", 9200])
        if (udp.host, udp.port) != ("10.0.0.7", 9200):
            found.append("connect does not lead [sg] elsewhere")
    return found


def change_box(text, key, value):
    def change(top):
        next(b["box"] for b in top["boxes"] if b["box"].get("text") == text)[key] = value

    return change


FAULTS = [  # what is done to a copy of sg.set.maxpat, and part of what must be said of it
    (change_box("prepend /note/set", "text", "prependd /note/set"), "neither one of Max's objects"),
    (change_box("zl.join", "numinlets", 1), "inlets"),
    (change_box("i", "outlettype", []), "outlettype"),
    (change_box("i", "id", "obj-1"), "id is there twice"),
    (change_box("i", "patching_rect", [-4, 0, 30, 22]), "stands at"),
    (change_box("append #1", "patching_rect", [15, 140, 60, 22]), "lie on each other"),
    (lambda top: top["lines"].append(copy.deepcopy(top["lines"][0])), "twice"),
    (
        lambda top: top["lines"].append({"patchline": {"source": ["obj-2", 0], "destination": ["obj-99", 0]}}),
        "no such box",
    ),
    (
        lambda top: top["lines"].append({"patchline": {"source": ["obj-2", 1], "destination": ["obj-4", 0]}}),
        "no outlet 1",
    ),
    (
        lambda top: top["lines"].append({"patchline": {"source": ["obj-2", 0], "destination": ["obj-4", 3]}}),
        "no inlet 3",
    ),
    (lambda top: top["lines"].clear(), "joined to nothing"),
    (lambda top: top.pop("appversion"), "no patcher of Max 8"),
]


# Boxes of sg.note and what would send other messages in their place.
WRONG_NOTES = [
    ("pack 0 0. 0. 0", "pack 0 0 0. 0"),
    ("> 0.", "> 0"),
    ("+ 1", "+ 0"),
    ("zl.slice 1", "zl.slice 2"),
    ("> 2", "> 4"),
    ("loadmess #1", "loadmess #2"),
    ("prepend /note/off", "prepend /note/on"),
]


def check_control():
    missed = []
    good = json.loads((ABSTRACTIONS / "sg.set.maxpat").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "faulty.maxpat"
        for change, expected in FAULTS:
            faulty = copy.deepcopy(good)
            change(faulty["patcher"])
            path.write_text(json.dumps(faulty))
            said = findings(path)
            if not any(expected in s for s in said):
                missed.append(f"a fault that should say {expected!r} gave {said}")
        for text, other in WRONG_NOTES:
            path.write_text(
                (ABSTRACTIONS / "sg.note.maxpat").read_text(encoding="utf-8").replace(f'"{text}"', f'"{other}"')
            )
            if not differs(next(c for c in CASES if c.name == "sg.note 2"), path):
                missed.append(f"[{other}] in place of [{text}] changes nothing that is looked at")
    wrong = copy.deepcopy(CASES[3])
    wrong.sent[0] = ("/note/set", [260500, "pitch", 67.001])
    if same(wrong.sent, CASES[3].sent):
        missed.append("a pitch that is off by a thousandth passes for the same")
    return missed


def main():
    problems = {"patchers": check_patchers, "messages": check_messages, "control": check_control}[sys.argv[1]]()
    print(f"{len(patchers())} patchers, {len(CASES)} cases, {len(problems)} findings")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
