"""Runs the real pd with messages for an abstraction, and keeps what it sends."""

import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import osc
from max_patch import CLIENTS

STEP_MS = 40  # between inputs: pd and the socket keep their order
START_MS = 200  # [netsend] connects at load


def installed():
    return shutil.which("pd") is not None


def escaped(text):
    return text.replace(",", " \\,").replace(";", " \\;").replace("$", "\\$")


def driver(name, inputs, port):
    """A patch that sends each (inlet, message) of `inputs` to [name], in turn."""
    lines = ["#N canvas 0 0 450 300 12;", "#X obj 0 0 loadbang;", f"#X obj 0 0 {name};"]
    wires = []
    if name.split()[0] != "sg":
        lines.append(f"#X obj 0 0 sg 127.0.0.1 {port};")
    lines += ["#X obj 0 0 print out;", "#X obj 0 0 print out1;"]
    printed = len(lines) - 3
    wires += [f"#X connect 1 0 {printed} 0;"] if outlets(name) > 0 else []
    wires += [f"#X connect 1 1 {printed + 1} 0;"] if outlets(name) > 1 else []
    for k, (inlet, message) in enumerate(inputs):
        at = len(lines) - 1
        lines += [f"#X obj 0 0 delay {START_MS + k * STEP_MS};", f"#X msg 0 0 {escaped(message)};"]
        wires += [f"#X connect 0 0 {at} 0;", f"#X connect {at} 0 {at + 1} 0;", f"#X connect {at + 1} 0 1 {inlet};"]
    return "\n".join(lines + wires) + "\n"


def outlets(name):
    text = (CLIENTS / "pd" / f"{name.split()[0]}.pd").read_text()
    return sum(
        1 for line in text.splitlines() if line.startswith("#X obj") and line.rstrip(";").split()[-1] == "outlet"
    )


def play(name, inputs, answers=(), seconds=None):
    """What [name] sends for these inputs, as (address, arguments), and the lines that it prints of its outlets.
    `answers`: packets that the instrument's side sends back once the first message has come."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hears, tempfile.TemporaryDirectory() as folder:
        hears.bind(("127.0.0.1", 0))
        port = hears.getsockname()[1]
        patch = Path(folder) / "driver.pd"
        shown = name.replace("PORT", str(port))
        patch.write_text(driver(shown, inputs, port))
        process = subprocess.Popen(
            [
                "pd",
                "-nogui",
                "-nosound",
                "-nomidi",
                "-noprefs",
                "-stderr",
                "-path",
                str(CLIENTS / "pd"),
                "-open",
                str(patch),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        sent = []
        hears.settimeout(seconds or 1.0 + (START_MS + STEP_MS * len(inputs)) / 1000)
        try:
            while True:
                packet, sender = hears.recvfrom(65536)
                sent += osc.decode(packet)
                for answer in answers:
                    hears.sendto(answer, sender)
                answers = ()
                hears.settimeout(0.7)
        except TimeoutError:
            pass
        process.kill()
        words = process.communicate()[1]
    return sent, words.splitlines()
