"""`tools/train/run jam ...`: training the accompanist, and the tables that judge it."""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
DATA = ROOT / "../shared/data"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "seaglass-train" / "jam"


def add(commands):
    command = commands.add_parser("jam", help="train the accompanist, or judge it")
    kinds = command.add_subparsers(dest="what", required=True)
    train = kinds.add_parser("train", help="make patches/jam.glass")
    train.add_argument("-o", "--out", type=Path, default=ROOT / "patches" / "jam.glass")
    train.add_argument("--seconds", type=float, default=7200, help="of training, by the clock")
    train.add_argument("--steps", type=int, default=1_000_000, help="of training, whichever ends first")
    train.add_argument("--seed", type=int, default=1)
    train.add_argument("--threads", type=int, default=2)
    train.add_argument("--resume", type=Path, help="weights to go on from, as --keep writes them")
    train.add_argument("--keep", type=Path, help="write the weights here every minute")
    harmony = kinds.add_parser("harmony", help="held-out songs, beside rules and people")
    harmony.add_argument("--songs", type=int, default=1000, help="at most")
    harmony.add_argument("--ablation", action="store_true", help="with rows for what each part of the choice brings")
    likelihood = kinds.add_parser("likelihood", help="nats per event on held-out songs, beside an n-gram")
    likelihood.add_argument("--songs", type=int, default=1000, help="at most")
    likelihood.add_argument("--keys", type=int, default=6, help="in how many keys the n-gram hears each song")
    kinds.add_parser("drums", help="distributions against players'")
    knobs = kinds.add_parser("knobs", help="what each knob moves")
    knobs.add_argument("--songs", type=int, default=8)
    for each in (harmony, likelihood, kinds.choices["drums"], knobs):
        each.add_argument("--model", type=Path, default=ROOT / "patches" / "jam.glass")
    for each in kinds.choices.values():
        each.add_argument("--data", type=Path, default=DATA, help="the folder with lieder/ and groove/")


def run(options):
    """The exit code."""
    for path, what in ((options.data / "lieder", "there is no folder of songs"), (options.data / "groove", "there is no folder of drum takes"),
                       (getattr(options, "model", options.data), "there is no accompanist")):
        if not path.exists():
            print(f"seaglass: {what} at {path}; see tools/train/README.md", file=sys.stderr)
            return 3
    from .sources import Sources

    sources = Sources(options.data, CACHE)
    return {"train": _train, "harmony": _harmony, "likelihood": _likelihood, "drums": _drums, "knobs": _knobs}[options.what](options, sources)


def _train(options, sources):
    import torch

    from . import export, fit, material, network, sources as told

    torch.set_num_threads(options.threads)
    net = network.Accompanist()
    if options.resume:
        net.load_state_dict(torch.load(options.resume))
    settings = fit.Settings(seconds=options.seconds, steps=options.steps, seed=options.seed)
    keep = (lambda n, _: torch.save(n.state_dict(), options.keep)) if options.keep else None
    began = time.time()
    net, steps = fit.fit(material.Material(sources.groups(), told.SHARES), settings, net=net, keep=keep)
    training = {"tool": "tools/train/run jam", "batches": steps, "seconds": round(time.time() - began), "seed": options.seed}
    export.save(options.out, "jam", net, training, (sources.provenance(), told.LICENSE, told.ATTRIBUTION))
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")
    return 0


def _parts(sources, most):
    from .evaluate import Part

    parts = [p for p in map(Part, sources.held) if len(p.onset) >= 16]
    return parts[:most]


def _harmony(options, sources):
    import tempfile

    import torch

    from . import evaluate, export, network

    parts = _parts(sources, options.songs)
    print(f"{len(parts)} songs held out, the first {evaluate.FRAMES} frames of each, cold start")
    print(evaluate.HEADER)
    for row in evaluate.rules(parts):
        print(row.line(), flush=True)
    shown = ("--model", options.model, "--roles", "comp,bass,counter")
    if options.ablation:
        with tempfile.TemporaryDirectory() as folder:
            random = Path(folder) / "random.glass"
            torch.manual_seed(1)
            source = {"file": "none", "sha256": "0" * 64, "title": "", "author": "", "license": "CC0-1.0", "seconds": 0}
            export.save(random, "random", network.Accompanist(), {}, ([source], "CC0-1.0", "nobody"))
            for name, extra in (("random weights", ("--model", random, *shown[2:])), ("re-ranking alone, by the outlook", (*shown, "--harmony", "fit")),
                                ("model alone", (*shown, "--harmony", "model"))):
                print(evaluate.played(name, parts, *extra).line(), flush=True)
    print(evaluate.played("accompanist", parts, *shown).line())
    return 0


def _likelihood(options, sources):
    from . import export, likelihood

    _, net = export.load(options.model)
    held = [likelihood.sequence(s) for s in sources.held[: options.songs]]
    ngram = likelihood.train_ngram(sources.songs, options.keys)
    print(f"{len(held)} songs held out, nats per event")
    print(f"{'':12s}   own  player    all")
    found = {}
    for name, count in (("n-gram", likelihood.of_ngram(ngram, held)), ("accompanist", likelihood.of_network(net, held))):
        found[name] = count
        own, player, events, heard = count
        print(f"{name:12s} {own / events:5.2f} {player / heard:7.2f} {(own + player) / (events + heard):6.2f}")
    a, b = found["n-gram"], found["accompanist"]
    print(f"below the n-gram by {100 * (1 - (b[0] / b[2]) / (a[0] / a[2])):.0f} % (own), {100 * (1 - (b[0] + b[1]) / (a[0] + a[1])):.0f} % (all)")
    return 0


def _drums(options, sources):
    from . import drums

    lines, good = drums.table(sources.takes, "--model", options.model)
    print("\n".join(lines))
    return 0 if good else 1


def _knobs(options, sources):
    from . import knobs

    lines, good = knobs.table(knobs.sweep(_parts(sources, options.songs), "--model", options.model))
    print("\n".join(lines))
    return 0 if good else 1
