"""Fits the network to tracks."""

import copy
import math
import time
from dataclasses import dataclass

import numpy as np
import torch
from analyse.config import NOISE_HZ, PARTIALS

from . import device as devices
from . import distributed, mel
from .chance import Chance
from .network import Network, Space, formant_matrix, inputs, split

FLOOR_DB = 60.0  # below a note's strongest cell nothing is heard of it
FEW_PITCHES = 4  # fewer say nothing of how a place changes with pitch
SETTLED_S = 0.2  # after its onset a note is to be at its pitch
TRACK_FLOOR_DB = -80.0  # below a note's level a track is as good as silent


@dataclass
class Settings:
    steps: int = 4000
    notes: int = 48  # of a batch
    frames: int = 24  # of each
    attack_share: float = 0.35  # of the frames, from the first 120 ms
    rate: float = 3e-3
    decay: float = 0.01
    key_jitter: float = 2.0  # semitones
    lonely_jitter: float = 5.0  # of places that are known at a few pitches only: they sound alike at all others
    mixed: float = 0.5  # share of a batch's notes that lie between two neighbouring recordings
    shaded: float = 0.8  # share of the others that are told which key of its instrument it is
    taken: float = 0.5  # share of these that are told which take it is
    shaded_jitter: float = 0.2  # of their pitch, semitones
    shade_weight: float = 0.02  # against large shades
    shade_rate: float = 3.0  # how much faster shades are learnt than weights: each is seen seldom
    velocity_jitter: float = 0.05
    position_jitter: float = 0.1
    track_weight: float = 0.3
    probe_weight: float = 1.0
    smooth_weight: float = 0.02  # of the formant curve: points that no partial of a recording touches follow the others
    lean_weight: float = 0.0015  # against leaning (see Space.velocity)
    average: float = 0.999  # of the weights' moving average, which is what is kept
    seed: int = 1


class Material:
    """All tracks as tensors. N notes, F frames at most."""

    def __init__(self, tracks, points):
        frames = max(len(t.times) for t in tracks)
        n = len(tracks)
        self.count = torch.tensor([len(t.times) for t in tracks])
        self.seconds = torch.zeros(n, frames)
        self.partial = torch.full((n, frames, PARTIALS), -200.0)
        self.noise = torch.full((n, frames, len(NOISE_HZ)), -200.0)
        self.cents = torch.zeros(n, frames)
        for i, t in enumerate(tracks):
            f = len(t.times)
            self.seconds[i, :f] = torch.as_tensor(t.times)
            self.partial[i, :f] = torch.as_tensor(t.partial)
            self.noise[i, :f] = torch.as_tensor(t.noise)
            self.cents[i, :f] = torch.as_tensor(t.cents)
        self.early = torch.tensor([int(np.count_nonzero(t.times < 0.12)) for t in tracks])
        self.key = torch.tensor([t.key for t in tracks], dtype=torch.float32)
        self.dynamic = torch.tensor([t.dynamic for t in tracks], dtype=torch.float32)
        self.point = torch.tensor([t.place for t in tracks])
        self.points = points
        hz = np.stack([t.ratio * t.hz for t in tracks])
        self.hz = torch.tensor(hz, dtype=torch.float32)
        self.mel = mel.db(mel.power(self.partial, self.noise, mel.response(self.hz)))
        live = torch.arange(frames) < self.count[:, None]
        self.mel[~live] = -200.0
        self.top = self.mel.amax((1, 2))
        # An even share for every point: the many takes of one instrument do not outvote the few of another.
        per_point = torch.bincount(self.point, minlength=points).clamp(min=1)
        self.weight = per_point.float()[self.point] ** -0.6
        self.neighbours = _neighbours(tracks)
        pitches = [len({round(t.key) for t in tracks if t.place == p}) for p in range(points)]
        self.lonely = torch.tensor([pitches[t.place] < FEW_PITCHES for t in tracks])

    def to(self, device):
        """Moves all but the weight, by which chance draws on the CPU."""
        for name, value in vars(self).items():
            if torch.is_tensor(value) and name != "weight":
                setattr(self, name, value.to(device))
        return self

    def pair(self, notes, settings, chance):
        """For each of the notes [B]: (a neighbour in pitch [B], its share [B], 0 where the note stays alone)."""
        table = self.neighbours[notes]
        other = table.gather(1, chance.below(table.shape[1], len(notes))[:, None])[:, 0]
        share = chance.uniform(len(notes))
        alone = chance.uniform(len(notes)) >= settings.mixed
        share[alone | (other < 0)] = 0
        return torch.where(other < 0, notes, other), share

    def draw(self, settings, chance):
        """(notes [B], frames [B, M]) of this process's part of a batch."""
        notes = chance.weighted(self.weight, distributed.part(settings.notes))
        early = int(settings.frames * settings.attack_share)
        u = chance.uniform(len(notes), settings.frames)
        first, last = self.early[notes][:, None], self.count[notes][:, None]
        late = (first + u * (last - first)).long().clamp(max=last - 1)
        soon = (u * first).long()
        return notes, torch.where(torch.arange(settings.frames, device=u.device) < early, soon, late)


def _neighbours(tracks, count=8):
    """[N, count]: recordings of the same point at the next pitch below or above and of the nearest dynamic; -1 where
    there is none.
    """
    table = torch.full((len(tracks), count), -1)
    for i, t in enumerate(tracks):
        found = []
        for side in (-1, 1):
            apart = [
                (side * (o.key - t.key), abs(o.dynamic - t.dynamic), j)
                for j, o in enumerate(tracks)
                if o.place == t.place and side * (o.key - t.key) > 0.5
            ]
            if apart:
                nearest = min(a[0] for a in apart)
                close = [a for a in apart if a[0] < nearest + 0.5]
                like = min(a[1] for a in close)
                found.append([a[2] for a in close if a[1] <= like + 1e-6])
        for c in range(count):
            if found:
                side = found[c % len(found)]
                table[i, c] = side[(c // len(found)) % len(side)]
    return table


def levels(network, x, formants):
    """(partials [N, F, 96] dB, noise [N, F, 65] dB, cents [N, F], formant curves [N, F, 48] dB)."""
    partial, curve, noise, cents = split(network(x))
    return partial + torch.bmm(curve, formants.transpose(1, 2)), noise, cents, curve


def at_frequencies(partial, hz, wanted):
    """Levels [B, M, 96] of a note with partials at hz [B, 96], read at the frequencies `wanted` [B, 96]: between
    two pitches resonances stay where they are.
    """
    number = torch.arange(1, PARTIALS + 1, device=hz.device)
    at = number * wanted / hz - 1  # partial numbers from 0; stiffness moves neighbours alike
    at = at.clamp(0, PARTIALS - 1.001)
    low = at.long()[:, None].expand_as(partial)
    rest = (at - at.floor())[:, None]
    return (1 - rest) * partial.gather(2, low) + rest * partial.gather(2, low + 1)


def track_loss(partial, noise, cents, want_partial, want_noise, want_cents):
    def off(a, b):
        return (a.clamp(min=TRACK_FLOOR_DB) - b.clamp(min=TRACK_FLOOR_DB)).abs().mean()

    return off(partial, want_partial) + off(noise, want_noise) + 0.1 * (cents - want_cents).abs().mean()


def mel_loss(have, want, top):
    """Mean over the cells that count, as the listener's measure has it (metrics.distance_db)."""
    floor = (top - FLOOR_DB)[:, None, None]
    near = torch.maximum(have, want) > floor
    off = (torch.maximum(have, floor) - torch.maximum(want, floor)).abs()
    return (off * near).sum() / near.sum()


def level_and_centroid(partial, noise, hz):
    """Level in dB and centroid in octaves of frames [N, F]."""
    scale = math.log(10) / 10
    # What lies below 40 Hz has no say: the network would raise it to bend the centroid.
    width = torch.tensor(np.gradient(NOISE_HZ) / 24000 * (NOISE_HZ >= 39), dtype=torch.float32, device=hz.device)
    band_hz = torch.tensor(NOISE_HZ, dtype=torch.float32, device=hz.device)
    tones = 0.5 * torch.exp(scale * partial) * ((hz > 39) & (hz < 23000))[:, None]
    rush = torch.exp(scale * noise) * width
    power = tones.sum(-1) + rush.sum(-1) + 1e-12
    moment = (tones * hz[:, None]).sum(-1) + (rush * band_hz).sum(-1) + 1e-9
    return 10 * torch.log10(power), torch.log2(moment / power)


class Probes:
    """Points between the recordings at which the sound must behave: no audio needed."""

    def __init__(self, material, pitched=True, count=24):
        self.material, self.pitched, self.count = material, pitched, distributed.part(count)
        keys = [material.key[material.point == p] for p in range(material.points)]
        self.low = torch.stack([k.min() if len(k) else k.new_tensor(60.0) for k in keys])
        self.high = torch.stack([k.max() if len(k) else k.new_tensor(60.0) for k in keys])

    def _between(self, space, chance):
        """Points anywhere on the way from one pitched place to another, a third of them at one place and at a key that
        it was recorded at: (a, b, share of b, key, Hz of the partials, shade).
        """
        n, points = self.count, len(self.low)
        a, b = chance.below(points, n), chance.below(points, n)
        share = chance.uniform(n)
        third = n // 3
        share[:third] = 0
        low = (1 - share) * self.low[a] + share * self.low[b] - 2
        high = (1 - share) * self.high[a] + share * self.high[b] + 2
        key = low + chance.uniform(n) * (high - low)
        notes = chance.below(len(self.material.key), third)
        a[:third] = b[:third] = self.material.point[notes]
        key[:third] = self.material.key[notes]
        shade = torch.cat([space.shade(notes, 0.0), space.position.new_zeros(n - third, space.position.shape[1])])
        hz = (440 * 2 ** ((key[:, None] - 69) / 12)) * torch.arange(1, PARTIALS + 1, device=key.device)
        return a, b, share, key, hz, shade

    def _struck(self, space, chance):
        """The same for things that are not transposed: each on its own."""
        notes = chance.below(len(self.material.key), self.count)
        point, key = self.material.point[notes], self.material.key[notes]
        return point, point, torch.zeros_like(key), key, self.material.hz[notes], key.new_zeros(1)

    def loss(self, network, space, chance):
        """Level and centroid rise with velocity; on the way from one place to another the level has no hole
        and the centroid stays between the ends; what has sounded for a while is in tune.
        """
        n = self.count
        a, b, share, key, hz, shade = (self._between if self.pitched else self._struck)(space, chance)
        v = 0.05 + 0.9 * chance.uniform(n)
        seconds = 0.01 * (200 ** chance.uniform(n, 3))
        formants = formant_matrix(hz)
        za, zb = space.position[a] + shade, space.position[b] + shade

        def at(velocity, z):
            partial, noise, cents, _ = levels(network, inputs(key, velocity, z, seconds), formants)
            return *level_and_centroid(partial, noise, hz), cents

        z = (1 - share)[:, None] * za + share[:, None] * zb
        level, centroid, cents = at(v, z)
        higher, brighter, _ = at((v + 0.1).clamp(max=1.0), z)
        rising = torch.relu(level - higher - 1.0).mean() + 30 * torch.relu(centroid + 0.015 - brighter).mean()
        end_a, end_b = at(v, za), at(v, zb)
        least = torch.minimum(end_a[0], end_b[0]).detach()
        most = torch.maximum(end_a[0], end_b[0]).detach()
        hole = torch.relu(least - 0.5 - level) + torch.relu(level - most - 0.5)
        dull = torch.minimum(end_a[1], end_b[1]).detach()
        bright = torch.maximum(end_a[1], end_b[1]).detach()
        outside = torch.relu(dull - centroid) + torch.relu(centroid - bright)
        mistuned = (cents.abs() * (seconds > SETTLED_S)).mean() if self.pitched else 0.0
        return rising + 0.2 * hole.mean() + 8 * outside.mean() + 0.1 * mistuned


def initialise(network, material):
    """Starts at the mean of all frames."""
    live = material.mel[..., 0] > -199
    with torch.no_grad():
        network.out.weight.mul_(0.3)
        network.out.bias.zero_()
        network.out.bias[:PARTIALS] = material.partial[live].clamp(min=-80).mean(0) / 10
        network.out.bias[144:209] = material.noise[live].clamp(min=-80).mean(0) / 10


def batch_loss(network, space, material, settings, pitched, chance):
    """(loss, mel distance in dB) of this process's part of a new batch."""
    notes, frames = material.draw(settings, chance)
    noise = [chance.normal(len(notes)) for _ in range(2)]
    jitter = settings.position_jitter * chance.normal(len(notes), space.position.shape[1])
    other, share = material.pair(notes, settings, chance)
    lonely = material.lonely[notes] & pitched
    shaded = (share == 0) & ~lonely & (chance.uniform(len(notes)) < settings.shaded)
    taken = chance.uniform(len(notes)) < settings.taken
    key_jitter = torch.where(lonely, settings.lonely_jitter, settings.key_jitter)
    key_jitter = torch.where(shaded, settings.shaded_jitter, key_jitter)
    frames = torch.minimum(frames, material.count[other][:, None] - 1)
    hz = material.hz[notes] ** (1 - share)[:, None] * material.hz[other] ** share[:, None]
    key = (1 - share) * material.key[notes] + share * material.key[other]
    velocity = (1 - share) * space.velocity(material.dynamic[notes], notes)
    velocity = velocity + share * space.velocity(material.dynamic[other], other)
    x = inputs(
        key + key_jitter * noise[0],
        velocity + settings.velocity_jitter * noise[1],
        space.position[material.point[notes]] + torch.where(shaded[:, None], space.shade(notes, taken), jitter),
        material.seconds[notes[:, None], frames],
    )
    *have, curve = levels(network, x, formant_matrix(hz))
    cells, across = (notes[:, None], frames), (other[:, None], frames)
    part = share[:, None, None]
    want = [
        (1 - part) * at_frequencies(material.partial[cells], material.hz[notes], hz)
        + part * at_frequencies(material.partial[across], material.hz[other], hz),
        (1 - part) * material.noise[cells] + part * material.noise[across],
        (1 - share)[:, None] * material.cents[cells] + share[:, None] * material.cents[across],
    ]
    response = mel.response(hz)
    goal = mel.db(mel.power(want[0], want[1], response))
    spectrum = mel.db(mel.power(have[0], have[1], response))
    top = (1 - share) * material.top[notes] + share * material.top[other]
    near = mel_loss(spectrum, goal, top)
    loss = near + settings.track_weight * track_loss(*have, *want)
    loss = loss + settings.smooth_weight * curve.diff(n=2, dim=-1).square().mean()
    loss = loss + settings.lean_weight * space.lean.square().sum()
    loss = loss + settings.shade_weight * (space.key_shade.square().mean() + space.take_shade.square().mean())
    return loss, near


def fit(tracks, points, settings, say=print, pitched=True, progress=None, device=None):
    """(network, space) fitted to the tracks, on the CPU; `points` in the space. The same settings give the same
    result on the same device and number of processes. progress: called after each step with the number of steps done.
    device: to train on, the CUDA device where there is one if not given.
    """
    device = device or devices.prepare()
    torch.manual_seed(settings.seed)
    chance = Chance(settings.seed, device, distributed.rank())
    material = Material(tracks, points)
    keys = [t.key if pitched else None for t in tracks]
    network, space = Network(), Space(points, [t.place for t in tracks], keys)
    initialise(network, material)
    network, space, material = network.to(device), space.to(device), material.to(device)
    probes = Probes(material, pitched)
    kept = copy.deepcopy((network, space))
    parameters = [*network.parameters(), *space.parameters()]
    shades = {space.key_shade, space.take_shade}
    groups = [
        {"params": [p for p in parameters if p not in shades], "weight_decay": settings.decay, "share": 1.0},
        {"params": list(shades), "weight_decay": 0.0, "share": settings.shade_rate},
    ]
    optimiser = torch.optim.AdamW(groups, settings.rate)
    began, mean_mel = time.time(), None
    for step in range(settings.steps):
        done = step / settings.steps
        for group in optimiser.param_groups:
            group["lr"] = group["share"] * settings.rate * min(1, (step + 1) / 100) * 0.5 * (1 + math.cos(math.pi * done))
        loss, near = batch_loss(network, space, material, settings, pitched, chance)
        if settings.probe_weight and step % 2 == 0:
            loss = loss + settings.probe_weight * probes.loss(network, space, chance)
        optimiser.zero_grad()
        loss.backward()
        distributed.average([p.grad for p in parameters])
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        with torch.no_grad():
            keep = min(settings.average, (step + 1) / (step + 10))
            for mine, theirs in zip(kept, (network, space)):
                for p, q in zip(mine.parameters(), theirs.parameters()):
                    p.lerp_(q, 1 - keep)
        mean_mel = near.item() if mean_mel is None else 0.99 * mean_mel + 0.01 * near.item()
        if progress:
            progress(step + 1)
        if step % 500 == 499:
            spent = f"{time.time() - began:.0f} s on {device}"
            say(f"  step {step + 1}: mel {mean_mel:.2f} dB, loss {loss.item():.2f}, {spent}")
    return tuple(module.cpu() for module in kept)
