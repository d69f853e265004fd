"""Training: batches, losses, the schedule."""

import dataclasses
import math
import time

import numpy as np
import torch
from torch.nn import functional as F

from .events import Kind
from .material import STEPS, Chances
from .network import FIELDS, TOLD, Accompanist

PLAYER_WEIGHT = 0.35  # of predicting the player: it teaches what harmony is for
OUTLOOK_WEIGHT, KEY_WEIGHT = 0.25, 0.05
READ = ("kind", "value", "micro", "duration", "velocity", "frame", "place", "now", "held", "chord", "last", *TOLD)


@dataclasses.dataclass(frozen=True)
class Settings:
    """seconds: of training, by the clock; or steps, whichever ends first."""

    seconds: float = 7200
    steps: int = 1_000_000
    batch: int = 12
    rate: float = 1.5e-3
    warmup: int = 100
    decay: float = 0.05
    seed: int = 1


def tensors(examples):
    """A dict of [batch, STEPS] tensors of steps, keys, outlook, heard; missing steps have `real` false."""
    count = max(2, max(len(e.steps) for e in examples))
    steps = np.zeros((len(examples), count), examples[0].steps.dtype)
    keys = np.zeros((len(examples), count), np.int64)
    outlook = np.zeros((len(examples), count, *examples[0].outlook.shape[1:]), np.float32)
    heard = np.zeros((len(examples), count, *examples[0].heard.shape[1:]), np.float32)
    real = np.zeros((len(examples), count), bool)
    for i, e in enumerate(examples):
        n = len(e.steps)
        steps[i, :n], keys[i, :n], outlook[i, :n], heard[i, :n], real[i, :n] = e.steps, e.keys, e.outlook, e.heard, True
    out = {name: torch.from_numpy(steps[name].astype(np.int64)) for name in dict.fromkeys(READ)}
    for name, x in (("keys", keys), ("outlook", outlook), ("heard", heard), ("real", real)):
        out[name] = torch.from_numpy(x)
    return out


def counted(kind):
    """Which fields a step of each kind has."""
    note = kind >= Kind.BASS
    return {
        "kind": torch.ones_like(note), "value": kind >= Kind.CHORD, "micro": note,
        "duration": note & (kind < Kind.DRUMS), "velocity": note,
    }


def losses(net, read, aim):
    """(dict field -> [batch, steps - 1] nats, zero where there is nothing to say; outlook loss; key loss)."""
    h = net.body(read)
    before = h[:, :-1]
    after = {name: x[:, 1:] for name, x in aim.items() if name in READ}
    ear = net.ear(read)
    logits = net.logits(before, after, {name: x[:, :-1] for name, x in ear.items()})
    has = counted(after["kind"])
    nats = {}
    for field in FIELDS:
        flat = F.cross_entropy(logits[field].float().flatten(0, 1), after[field].flatten(), reduction="none")
        nats[field] = flat.view(after["kind"].shape) * has[field] * aim["real"][:, 1:]
    frames = (aim["kind"] == Kind.FRAME) & aim["real"]
    at = h[frames].float()
    wanted = aim["outlook"][frames]
    said = F.log_softmax(net.outlook(at).view(wanted.shape) + ear["outlook"][frames].float(), -1)
    outlook = -(wanted * said).sum() / max(1.0, float(wanted.sum()))
    key = F.cross_entropy(net.key(at), aim["keys"][frames])
    return nats, outlook, key


def total(nats, outlook, key, aim):
    kind = aim["kind"][:, 1:]
    weight = torch.where(kind >= Kind.PLAYER, PLAYER_WEIGHT, 1.0) * aim["real"][:, 1:]
    return (sum(nats.values()) * weight).sum() / weight.sum() + OUTLOOK_WEIGHT * outlook + KEY_WEIGHT * key


def fit(material, settings, say=print, net=None, keep=None):
    """(a trained network, how many batches it took). keep(net, step): called every minute."""
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    net = net or Accompanist()
    decayed = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": settings.decay}, {"params": others, "weight_decay": 0.0}],
        lr=settings.rate, betas=(0.9, 0.98),
    )
    began, shown, mean = time.time(), time.time(), {}
    step = 0
    while True:
        part = max((time.time() - began) / settings.seconds, step / settings.steps)
        if part >= 1:
            break
        rate = settings.rate * min(1, (step + 1) / settings.warmup) * (0.04 + 0.96 * 0.5 * (1 + math.cos(math.pi * part)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        pairs = [material.draw(rng, Chances()) for _ in range(settings.batch)]
        read, aim = tensors([p[0] for p in pairs]), tensors([p[1] for p in pairs])
        with torch.autocast("cpu", torch.bfloat16):
            nats, outlook, key = losses(net, read, aim)
            loss = total(nats, outlook, key, aim)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        step += 1
        for name, value in (("loss", loss), ("outlook", outlook), ("key", key), ("steps", aim["real"].sum())):
            mean.setdefault(name, []).append(float(value.detach()))
        if time.time() - shown > 60:
            say(f"{step} {time.time() - began:.0f} s " + " ".join(f"{k} {np.mean(v[-50:]):.3f}" for k, v in mean.items()), flush=True)
            shown = time.time()
            if keep:
                keep(net, step)
    return net, step
