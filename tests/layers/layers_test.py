#!/usr/bin/env python3
"""Holds the sources to the layers of the CMakeLists: engine <- kernels, engine <- io, and tools and tests see everything.

    layers_test.py ROOT             checks the tree at ROOT
    layers_test.py ROOT --control   plants one wrong line at a time in a copy: each must be found
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

LINES_AT_MOST = 600
SOURCES = {".h", ".cc", ".cu", ".cuh", ".c", ".py", ".sh"}
CODE = {".h", ".cc", ".cu", ".cuh", ".c"}

# What each layer may include of the others. Nobody but the tests sees tools, and nothing else sees tests.
MAY_SEE = {
    "engine": {"engine"},
    "kernels": {"engine", "kernels"},
    "io": {"engine", "io"},
    "tools": {"engine", "kernels", "io", "tools"},
    "tests": {"engine", "kernels", "io", "tools", "tests"},
}

# The engine is pure: it neither sleeps, locks, opens files nor asks for the time. Whoever drives it does.
NOT_IN_ENGINE = {
    "thread", "mutex", "shared_mutex", "condition_variable", "future", "semaphore", "barrier", "latch", "stop_token",
    "fstream", "iostream", "filesystem", "chrono", "ctime", "csignal", "syncstream",
}
# C++ headers have no suffix; of those with one the engine may include only these.
WITH_SUFFIX_IN_ENGINE = re.compile(r"^(\w+intrin\.h|arm_neon\.h)$")
DEVICES = re.compile(r"^(rtaudio|rtmidi|lo/|jack/|sndfile|alsa/|openssl/)", re.IGNORECASE)
CUDA = re.compile(r"^(cuda|cublas|cudnn|cooperative_groups|nvrtc|mma\.h|device_launch)")
# CMake splits a name at a semicolon into two tests of which neither exists, and both pass.
SPLIT_NAME = re.compile(r'TEST_CASE\("[^"]*;')
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def wrong_include(path, quoted, name):
    """Why a file at `path` (relative to the root) may not include `name`; None when it may."""
    layer = path.parts[0]
    if CUDA.match(name) and not (path.parts[:2] == ("kernels", "cuda") and path.suffix != ".h"):
        if layer not in ("tools", "tests"):
            return "CUDA belongs into the sources of kernels/cuda"
    if quoted:
        target = name.split("/")[0]
        if target not in MAY_SEE:
            return "includes are written from the repository root"
        if target not in MAY_SEE[layer]:
            return f"{layer} may not see {target}"
        return None
    if DEVICES.match(name) and layer in ("engine", "kernels"):
        return "devices and formats belong into io"
    if layer == "engine":
        if name.startswith("nlohmann/"):
            return "JSON stays out of the engine's headers" if path.suffix == ".h" else None
        if name in NOT_IN_ENGINE:
            return "the engine neither waits, opens files nor asks for the time"
        if "/" in name or "." in name:
            return None if WITH_SUFFIX_IN_ENGINE.match(name) else "the engine includes only itself and the C++ library"
    return None


def sources(root):
    for layer in MAY_SEE:
        for path in sorted((root / layer).rglob("*")):
            hidden = any(part in ("build", "__pycache__", ".venv", "node_modules") for part in path.parts)
            if path.suffix in SOURCES and path.is_file() and not hidden:
                yield path


def findings(root):
    found = []
    for path in sources(root):
        relative = path.relative_to(root)
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > LINES_AT_MOST:
            found.append(f"{relative}: {len(lines)} lines, more than {LINES_AT_MOST}: it holds more than one idea")
        if path.suffix not in CODE:
            continue
        if path.suffix in (".h", ".cuh") and "#pragma once" not in lines:
            found.append(f"{relative}: no #pragma once")
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            why = wrong_include(relative, match[1] == '"', match[2]) if match else None
            if SPLIT_NAME.search(line):
                why = "a test's name holds a semicolon: it would never run"
            if why:
                found.append(f"{relative}:{number}: {line.strip()}: {why}")
    return found


PLANTED = [  # file, text, and part of what must be said of it
    ("engine/rt/planted.cc", '#include "io/midi.h"\n', "engine may not see io"),
    ("engine/rt/planted.cc", '#include "kernels/cpu/dispatch.h"\n', "engine may not see kernels"),
    ("engine/rt/planted.cc", '#include "spsc_ring.h"\n', "repository root"),
    ("engine/rt/planted.cc", "#include <thread>\n", "neither waits"),
    ("engine/rt/planted.cc", "  #  include <unistd.h>\n", "only itself"),
    ("engine/rt/planted.cc", "#include <sys/mman.h>\n", "only itself"),
    ("engine/rt/planted.cc", "#include <jack/jack.h>\n", "belong into io"),
    ("engine/rt/planted.cc", "#include <cuda_runtime.h>\n", "CUDA"),
    ("engine/rt/planted.h", "#pragma once\n#include <nlohmann/json.hpp>\n", "JSON"),
    ("engine/rt/planted.h", "#include <vector>\n", "no #pragma once"),
    ("engine/rt/planted.cc", "\n" * (LINES_AT_MOST + 1), "lines"),
    ("kernels/planted.cc", '#include "io/midi.h"\n', "kernels may not see io"),
    ("kernels/planted.h", "#pragma once\n#include <cuda_fp16.h>\n", "CUDA"),
    ("io/planted.cc", '#include "kernels/cpu/dispatch.h"\n', "io may not see kernels"),
    ("io/planted.cc", '#include "tests/catch.h"\n', "io may not see tests"),
    ("tests/planted_test.cc", 'TEST_CASE("one; two") {}\n', "never run"),
    ("tools/planted.cc", '#include "tests/catch.h"\n', "tools may not see tests"),
]
HARMLESS = ("engine/rt/planted.cc",
            '#include <atomic>\n#include <immintrin.h>\n#include <nlohmann/json.hpp>\n#include "engine/event.h"\n')


def control():
    """What was planted and not found, or found without cause."""
    missed = []
    for file, text, expected in PLANTED + [(*HARMLESS, None)]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file
            path.parent.mkdir(parents=True)
            path.write_text(text)
            found = findings(Path(folder))
            if [expected is not None and expected in f for f in found] != ([True] if expected else []):
                missed.append(f"{file}: {text.strip()!r} gave {found}, expected {expected!r}")
    return missed


def control_in_copy(root):
    """A wrong include at the end of a real file, in a copy of the whole tree."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for layer in MAY_SEE:
            if (root / layer).is_dir():
                shutil.copytree(root / layer, copy / layer, ignore=shutil.ignore_patterns("build", "__pycache__", ".venv"))
        before = findings(copy)
        with open(copy / "engine" / "event.h", "a", encoding="utf-8") as file:
            file.write('#include "io/planted.h"\n')
        return [] if len(findings(copy)) == len(before) + 1 else ["a wrong include in a copy of engine/event.h"]


def main():
    root = Path(sys.argv[1])
    if "--control" in sys.argv:
        problems = control() + control_in_copy(root)
        print(f"{len(PLANTED) + 1} planted lines, {len(problems)} missed")
    else:
        problems = findings(root)
        print(f"{sum(1 for _ in sources(root))} files, {len(problems)} findings")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
