"""`seaglass learn`, from a folder to a patch and its report."""

import contextlib
import dataclasses
import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .. import playing
from . import declaration, instrument, material, report
from .refusal import RESOURCES, UNREADABLE, UNWRITABLE, USAGE, Refusal
from .telling import Progress, say
from .workers import Twin, cores

BUDGET_S = 60.0  # of a default run, on two cores
AFTER_S = 14.0  # of it, for what follows the training: calibrating, judging, writing
LONGEST_NAME = 64  # bytes


class Stopped(Exception):
    pass


def add(commands):
    command = commands.add_parser("learn", help="a folder of single notes to a patch of its own")
    command.add_argument("folder", type=Path)
    command.add_argument("-o", "--out", type=Path, required=True, help="the patch to write")
    command.add_argument("--rights", required=True, help="your declaration, e.g. 'my own playing, CC BY 4.0'")
    command.add_argument("--name", help="of the patch and its place (default: the patch's file name)")
    command.add_argument("--seconds", type=float, help="to spend, more or less (default: a minute)")
    command.add_argument("--steps", type=int, help="of training, whatever time they take")
    command.add_argument("--seed", type=int, default=1, help="the same seed and steps give the same patch")


def _stop(*_):
    raise Stopped


def run(options):
    """Exit code."""
    began = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with tempfile.TemporaryDirectory(prefix="seaglass-learn-") as scratch:
            return _learn(options, Path(scratch), began)
    except Refusal as refusal:
        return _complain(str(refusal), refusal.code)
    except Stopped:
        return _complain(f"stopped before the end, so nothing was written to {options.out}; run it again", UNWRITABLE)
    except MemoryError:
        return _complain("out of memory; close other programs, or learn from fewer recordings", RESOURCES)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES):
            return _complain(f"{error.filename or options.out}: cannot be written: {error.strerror}", UNWRITABLE)
        return _complain(f"the system refused a resource: {error}", RESOURCES)
    except Exception as error:
        if os.environ.get("SEAGLASS_TRACE"):
            raise
        said = f"{type(error).__name__}: {error}".split("\n")[0]
        return _complain(f"internal error ({said}); nothing was written, SEAGLASS_TRACE=1 shows where", RESOURCES)


def _complain(sentence, code):
    print(f"seaglass: {sentence}", file=sys.stderr, flush=True)
    return code


def _check(options):
    """Name of the patch. Raises Refusal for what cannot go well."""
    try:
        declaration.parse(options.rights)
    except ValueError as error:
        raise Refusal(USAGE, str(error)) from error
    name = options.name or options.out.stem
    if not 1 <= len(name.encode()) <= LONGEST_NAME or not name.isprintable():
        raise Refusal(USAGE, f"--name: a name has 1 to {LONGEST_NAME} bytes that can be printed")
    if not options.folder.is_dir():
        raise Refusal(UNREADABLE, f"{options.folder}: no such folder; give one that holds recordings of single notes")
    if options.out.exists() and not options.out.is_file():
        raise Refusal(UNWRITABLE, f"{options.out} is not a file; give the path of the .glass file to write")
    if not os.access(options.out.parent, os.W_OK):
        raise Refusal(UNWRITABLE, f"{options.out}: cannot be written: its folder does not let it; choose another")
    return name


def _learn(options, scratch, began):
    name = _check(options)
    found = material.gather(options.folder, scratch, instrument, cores())
    _tell_material(found)

    import torch

    from . import voice

    torch.set_num_threads(1)
    settings = voice.settings_of(found.instrument, options.steps, options.seed)
    if not options.steps:
        settings = _in_time(voice, found, settings, options.seconds, began)
    plan = voice.Plan(name, found, settings, _program())
    apart = bool(plan.program) and any(voice.held(found))
    twin = Twin(voice.judge, plan, scratch / "twin.glass") if apart else None
    try:
        progress = Progress(f"training, {settings.steps} steps:", settings.steps)
        learnt = voice.train(plan, found.tracks, scratch / "own.glass", progress.at)
        progress.end()
        judged, why = twin.result() if twin else ([], "")
    finally:
        if twin:
            twin.stop()
    row = report.judged(judged)
    training = _training(found, settings, row)
    ledger = declaration.ledger(options.folder, found.files, found.seconds, options.rights)
    whole = scratch / "whole.glass"
    learnt.save(whole, name, training, ledger)
    if plan.program:
        _check_playable(whole)
    put(whole, options.out)
    say(report.sentence(row) if not why else f"held-out notes: the twin could not be judged ({why})")
    if not plan.program:
        say("movement not calibrated, nothing judged: there is no seaglass program here to listen through")
    said = f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB, {time.monotonic() - began:.0f} s"
    say(f"{said} ({settings.steps} steps, seed {settings.seed}). Play it: seaglass play {options.out}")
    return 0


def _program():
    """The path of the instrument to listen through, or ''."""
    path = os.environ.get("SEAGLASS", str(playing.PROGRAM))
    return path if os.access(path, os.X_OK) else ""


def _check_playable(patch):
    """A patch that the instrument refuses must not take the place of a good one."""
    ended = subprocess.run([_program(), "inspect", str(patch)], capture_output=True, text=True)
    if ended.returncode:
        why = ended.stderr.strip().split(": ")[-1]
        raise Refusal(RESOURCES, f"the patch that came out cannot be played ({why}); nothing was written, please report it")


def put(made, out):
    """Copies a file to its place in one step; what was there stays where that fails."""
    part = out.with_name(out.name + ".part")
    try:
        with open(made, "rb") as source, open(part, "wb") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        os.replace(part, out)
    except OSError as error:
        raise Refusal(UNWRITABLE, f"{out}: cannot be written: {error.strerror}; what was there is as it was") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _in_time(voice, found, settings, seconds, began):
    """Settings with as many steps as there is time for. Without --seconds the number is fixed, unless this machine is
    too slow for it.
    """
    each = voice.step_seconds(found, settings, cores())
    left = (seconds or BUDGET_S) - AFTER_S - (time.monotonic() - began)
    fits = int(left / each) // 50 * 50
    most = voice.MOST if seconds else settings.steps
    return dataclasses.replace(settings, steps=max(voice.FEWEST, min(most, fits)))


def _tell_material(found):
    for file, why in found.left:
        say(f"left out {file.name}: {why}")
    for remark in found.remarks:
        say(remark)
    say(f"{len(found.tracks)} of {len(found.tracks) + len(found.left)} recordings: {found.instrument.words()}")
    if found.things:
        lines = report.coverage_of_things(found.things)
    else:
        low, high = min(t.key for t in found.tracks), max(t.key for t in found.tracks)
        say(f"range {report.key_name(low)} to {report.key_name(high)}, {found.dynamics}")
        lines = report.coverage(found.tracks)
    for line in lines:
        say(line)


def _training(found, settings, row):
    return {
        "tool": "seaglass learn",
        "instrument": found.instrument.words(),
        "notes": len(found.tracks),
        "frames": int(sum(len(t.times) for t in found.tracks)),
        "steps": settings.steps,
        "seed": settings.seed,
        "dynamics": found.dynamics,
        "coverage": report.coverage_of_things(found.things) if found.things else report.coverage(found.tracks),
        "held_out": row or "none",
        "left_out": [{"file": f.name, "why": why} for f, why in found.left],
    }
