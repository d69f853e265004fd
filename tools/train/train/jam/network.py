"""The accompanist's network: a causal transformer over steps (events.py), one pass a step.

Input of a step: a sum of embeddings. Blocks: h += Wo attention(rms(h)); h += W2 silu(W1 rms(h)). Attention looks back over
WINDOW steps; half of the heads turn their queries and keys by the step's number, half by its frame (Su et al. 2021,
rotary embedding), so that a bar ago is near whatever was played in it. The next step is predicted field by field, each
told those before it: kind, value, micro, duration, velocity. Pitches are predicted as pitches, as steps over the root of
the harmony and as intervals from the last pitch of that kind, chords likewise: what music repeats in other keys need not
be learnt twelve times.
"""

import dataclasses

import torch
from torch import nn
from torch.nn import functional as F

from . import harmony
from .events import AGES, CHORD_VALUES, DECAYS, DRUM_VALUES, HORIZONS, KINDS, PLACES, TEMPOS, VALUES, Kind
from .grid import DURATIONS, MICRO_STEPS, VELOCITY_STEPS
from .song import METER_COUNT, STYLES

WINDOW = 512
INTERVALS = 49  # from two octaves down to two up; the outermost for all that lies beyond
QUALITIES = len(harmony.QUALITIES)


@dataclasses.dataclass(frozen=True)
class Shape:
    """Sizes of a network; the default has 4 million weights."""

    width: int = 256
    layers: int = 4
    heads: int = 4
    inner: int = 1024
    head: int = 160  # units of a field's own layer
    ear: int = 320  # units of a layer of the ear


FIELDS = ("kind", "value", "micro", "duration", "velocity")
COUNTS = {"kind": KINDS, "value": VALUES, "micro": MICRO_STEPS, "duration": len(DURATIONS), "velocity": VELOCITY_STEPS}
TOLD = {"meter": METER_COUNT, "style": len(STYLES), "tempo": TEMPOS, "roles": 16, "chord": harmony.CHORD_COUNT + 1, "age": AGES}


class Block(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.heads = shape.heads
        self.norm1 = nn.RMSNorm(shape.width, eps=1e-5)
        self.norm2 = nn.RMSNorm(shape.width, eps=1e-5)
        self.qkv = nn.Linear(shape.width, 3 * shape.width, bias=False)
        self.out = nn.Linear(shape.width, shape.width, bias=False)
        self.up = nn.Linear(shape.width, shape.inner, bias=True)
        self.down = nn.Linear(shape.inner, shape.width, bias=True)

    def forward(self, h, turn, mask):
        batch, steps, width = h.shape
        q, k, v = self.qkv(self.norm1(h)).view(batch, steps, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k = rotate(q, turn), rotate(k, turn)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
        h = h + self.out(mixed.transpose(1, 2).reshape(batch, steps, width))
        return h + self.down(F.silu(self.up(self.norm2(h))))


def rotations(frame, heads, size):
    """(cos, sin), [batch, heads, steps, size / 2]: the first half of the heads turns by step, the others by frame."""
    rate = 10000.0 ** (-torch.arange(0, size, 2, dtype=torch.float64, device=frame.device) / size)
    step = torch.arange(frame.shape[1], device=frame.device).expand_as(frame)
    by_step, by_frame = (p.double()[:, None, :, None] * rate for p in (step, frame))
    half = heads // 2
    angle = torch.cat([by_step.expand(-1, half, -1, -1), by_frame.expand(-1, heads - half, -1, -1)], 1)
    return angle.cos().float(), angle.sin().float()


def rotate(x, turn):
    cos, sin = turn
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1).to(x.dtype)


class FieldHead(nn.Module):
    """Logits of one field: W2 silu(W1 h + what the fields before are)."""

    def __init__(self, shape, told, count):
        super().__init__()
        self.read = nn.Linear(shape.width, shape.head)
        self.told = nn.ModuleDict({name: nn.Embedding(COUNTS[name], shape.head) for name in told})
        self.out = nn.Linear(shape.head, count)

    def units(self, h, fields):
        z = self.read(h)
        for name, table in self.told.items():
            z = z + table(fields[name])
        return F.silu(z)

    def forward(self, h, fields):
        return self.out(self.units(h, fields))


class Ear(nn.Module):
    """What the player's notes alone say of what comes: which pitch classes, which chord, and whether it changes.

    It hears pitch classes as steps over the player's last pitch, so it is the same in every key, and it knows of the
    accompanist's own part no more than the chord at hand: it cannot be led astray by it. Its logits are added to those
    of the transformer at FRAME steps.
    """

    def __init__(self, units):
        super().__init__()
        self.place = nn.Embedding(PLACES, units)
        self.age = nn.Embedding(AGES, units)
        self.chord = nn.Embedding(harmony.CHORD_COUNT + 1, units)  # over the player's last pitch
        self.sounds = nn.Embedding(2, units)  # whether the player holds something
        self.read = nn.Linear(12 * len(DECAYS), units)
        self.inner = nn.Linear(units, units)
        self.outlook = nn.Linear(units, 12 * len(HORIZONS))
        self.chords = nn.Linear(units, harmony.CHORD_COUNT)
        self.change = nn.Linear(units, 1)

    def forward(self, s):
        """A dict of outlook [batch, steps, horizons, 12], chords [.., CHORD_COUNT], change [.., 1]; zero where the
        player has not played yet, or where the step is no FRAME."""
        last = s["last"][..., Kind.PLAYER]
        there = ((s["kind"] == Kind.FRAME) & (last >= 0))[..., None]
        root = last.clamp(min=0)[..., None] % 12
        pitch = torch.arange(12, device=last.device)
        turned = (pitch + root) % 12
        heard = s["heard"].gather(-1, turned[..., None, :].expand_as(s["heard"]))
        has = s["chord"] < harmony.CHORD_COUNT
        chord = torch.where(has, (s["chord"] - QUALITIES * root[..., 0]) % harmony.CHORD_COUNT, harmony.CHORD_COUNT)
        z = self.read(heard.flatten(-2)) + self.sounds((s["held"] != 0).long())
        z = F.silu(z + self.place(s["place"]) + self.age(s["age"]) + self.chord(chord))
        z = z + F.silu(self.inner(z))
        back = (pitch - root) % 12
        outlook = self.outlook(z).unflatten(-1, (len(HORIZONS), 12))
        outlook = outlook.gather(-1, back[..., None, :].expand_as(outlook))
        index = (torch.arange(harmony.CHORD_COUNT, device=last.device) - QUALITIES * root) % harmony.CHORD_COUNT
        chords = self.chords(z).gather(-1, index)
        return {"outlook": outlook * there[..., None], "chords": chords * there, "change": self.change(z) * there}


class Accompanist(nn.Module):
    def __init__(self, shape=Shape()):
        super().__init__()
        self.shape = shape
        self.ear = Ear(shape.ear)
        self.kind = nn.Embedding(KINDS, shape.width)
        self.value = nn.Embedding(VALUES, shape.width)
        self.over_root = nn.Embedding(13, shape.width)  # pitch class over the harmony's root; 12: none
        self.micro = nn.Embedding(MICRO_STEPS, shape.width)
        self.duration = nn.Embedding(len(DURATIONS), shape.width)
        self.velocity = nn.Embedding(VELOCITY_STEPS, shape.width)
        self.place = nn.Embedding(PLACES, shape.width)
        self.told = nn.ModuleDict({name: nn.Embedding(count, shape.width) for name, count in TOLD.items()})
        self.held = nn.Linear(12, shape.width, bias=False)
        self.blocks = nn.ModuleList([Block(shape) for _ in range(shape.layers)])
        self.norm = nn.RMSNorm(shape.width, eps=1e-5)
        self.kinds = nn.Linear(shape.width, KINDS)
        self.heads = nn.ModuleDict(
            {f: FieldHead(shape, FIELDS[:i], COUNTS[f]) for i, f in enumerate(FIELDS) if f != "kind"}
        )
        self.over = nn.Linear(shape.head, 12)  # of a pitch, over the root
        self.interval = nn.Linear(shape.head, INTERVALS)  # of a pitch, from the last of its kind
        self.chord_step = nn.Linear(shape.head, 12 * QUALITIES)  # of a chord, over the last root
        self.chord_player = nn.Linear(shape.head, 12 * QUALITIES)  # and over the player's last pitch
        self.key = nn.Linear(shape.width, 24)
        self.outlook = nn.Linear(shape.width, 12 * len(HORIZONS))
        self.apply(_start)

    def embed(self, s):
        """[batch, steps, width] from a dict of step fields."""
        note = s["kind"] >= Kind.BASS
        own = note & (s["kind"] < Kind.DRUMS)
        h = self.kind(s["kind"]) + self.place(s["place"])
        valued = (s["kind"] > Kind.FRAME)[..., None]
        h = h + self.value(s["value"]) * valued + self.over_root(over_root(s)) * valued
        h = h + (self.micro(s["micro"]) + self.velocity(s["velocity"])) * note[..., None]
        h = h + self.duration(s["duration"]) * own[..., None]
        told = sum(self.told[name](s[name]) for name in TOLD) + self.held(bits(s["held"]))
        return h + told * (s["kind"] == Kind.FRAME)[..., None]

    def body(self, s):
        """[batch, steps, width]: what is known after each step."""
        h = self.embed(s)
        steps = h.shape[1]
        turn = rotations(s["frame"], self.shape.heads, self.shape.width // self.shape.heads)
        mask = None  # causal
        if steps > WINDOW:
            at = torch.arange(steps, device=h.device)
            back = at[:, None] - at[None, :]
            mask = (back >= 0) & (back < WINDOW)
        for block in self.blocks:
            h = block(h, turn, mask)
        return self.norm(h)

    def logits(self, h, after, ear=None):
        """Logits of every field of the steps `after`, each told the true fields before it; ear: what it says at `h`, if
        it is asked."""
        out = {"kind": self.kinds(h)}
        if ear:
            out["kind"] = out["kind"] + ear["change"] * F.one_hot(torch.tensor(int(Kind.CHORD), device=h.device), KINDS)
        for name, head in self.heads.items():
            if name == "value":
                out[name] = self.values(h, after, ear["chords"] if ear else 0)
            else:
                out[name] = head(h, after)
        return out

    def values(self, h, after, ear=0):
        """Logits of `value`, those of chords with what the ear says of them, others than those that a kind can have at -inf."""
        z = self.heads["value"].units(h, after)
        logits = self.heads["value"].out(z)
        kind = after["kind"]
        last = after["last"].gather(-1, kind[..., None])[..., 0]
        pitch = torch.arange(128, device=h.device)
        root = torch.where(after["now"] < harmony.CHORD_COUNT, after["now"] // QUALITIES, 0)
        over = self.over(z).gather(-1, (pitch - root[..., None]) % 12)
        over = over * (after["now"] < harmony.CHORD_COUNT)[..., None]
        apart = (pitch - last[..., None]).clamp(-24, 24) + 24
        interval = self.interval(z).gather(-1, apart) * (last >= 0)[..., None]
        pitched = logits[..., :DRUM_VALUES] + over + interval
        chord = torch.arange(harmony.CHORD_COUNT, device=h.device)
        chords = logits[..., CHORD_VALUES:-1] + ear
        player = after["last"][..., Kind.PLAYER]
        before = torch.where(after["chord"] < harmony.CHORD_COUNT, after["chord"] // QUALITIES, -1)
        for table, root in ((self.chord_step, before), (self.chord_player, player)):
            index = (chord - QUALITIES * root[..., None]) % harmony.CHORD_COUNT
            chords = chords + table(z).gather(-1, index) * (root >= 0)[..., None]
        drums = (kind == Kind.DRUMS) | (kind == Kind.PLAYER_DRUMS)
        is_chord = kind == Kind.CHORD
        never = torch.finfo(logits.dtype).min
        return torch.cat(
            [
                pitched.masked_fill((drums | is_chord)[..., None], never),
                logits[..., DRUM_VALUES:CHORD_VALUES].masked_fill(~drums[..., None], never),
                torch.cat([chords, logits[..., -1:]], -1).masked_fill(~is_chord[..., None], never),
            ],
            -1,
        )


def over_root(s):
    """Pitch class over the root of the harmony at hand; 12 where there is neither."""
    pitched = (s["kind"] >= Kind.BASS) & (s["kind"] != Kind.DRUMS) & (s["kind"] != Kind.PLAYER_DRUMS)
    good = pitched & (s["now"] < harmony.CHORD_COUNT)
    return torch.where(good, (s["value"] - s["now"] // QUALITIES) % 12, 12)


def bits(mask):
    return ((mask[..., None] >> torch.arange(12, device=mask.device)) & 1).float()


def _start(module):
    if isinstance(module, (nn.Linear, nn.Embedding)):
        nn.init.normal_(module.weight, std=0.02)
        if getattr(module, "bias", None) is not None:
            nn.init.zeros_(module.bias)
