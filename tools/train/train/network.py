"""The network and the space that it plays in (patches/FORMAT.md, kind "neural")."""

import math

import numpy as np
import torch
from analyse.config import BANDS, PARTIALS
from torch import nn

from .features import DIMENSIONS, INPUTS, of_note, of_time

WIDTH = 192
FORMANTS = 48
OUTPUTS = PARTIALS + FORMANTS + BANDS + 1
LEAN = 0.25  # of velocity: how far a recording may stand from what its name says
SAME_KEY = 0.5  # semitones: recordings this near are of one key
UNIT_DB = 10.0  # outputs are in tens of decibels, so that all weights are of one size
LOWEST_OCTAVE, OCTAVES = math.log2(40.0), 9.0  # of the formant curve: 40 Hz to 20.48 kHz


class Network(nn.Module):
    """Frames in, levels out; three layers with skips."""

    def __init__(self, width=WIDTH):
        super().__init__()
        self.layers = nn.ModuleList(
            [nn.Linear(INPUTS, width), nn.Linear(width, width), nn.Linear(width, width)]
        )
        self.out = nn.Linear(width, OUTPUTS)

    def forward(self, x):
        """[..., 31] to [..., 210], in units of 10 dB."""
        act = nn.functional.silu
        h = act(self.layers[0](x))
        h = h + act(self.layers[1](h))
        h = h + act(self.layers[2](h))
        return self.out(h)

    def weights(self):
        """How many numbers were learnt, the places' positions left out."""
        return sum(p.numel() for p in self.parameters())


def split(y):
    """(partials before the formant curve [..., 96], curve [..., 48], noise [..., 65]) in dB, cents
    [...].
    """
    partial, curve, noise, cents = torch.split(UNIT_DB * y, [PARTIALS, FORMANTS, BANDS, 1], -1)
    return partial, curve, noise, cents[..., 0]


def formant_matrix(hz):
    """Linear interpolation of the curve at frequencies hz [..., K]: [..., K, 48]."""
    at = (torch.log2(hz.clamp(min=1.0)) - LOWEST_OCTAVE) * (FORMANTS - 1) / OCTAVES
    at = at.clamp(0, FORMANTS - 1 - 1e-4)
    return (1 - (at[..., None] - torch.arange(FORMANTS, device=hz.device)).abs()).clamp(min=0)


class Space(nn.Module):
    """Where each point lies, and what of a recording's dynamic its name does not say. Shades are what one key of an
    instrument, and one take, add to the position of its point: no two keys of an instrument are built alike.
    """

    def __init__(self, points, places, keys):
        """places, keys: of each recording; keys of None are not told apart."""
        super().__init__()
        notes = len(places)
        self.position = nn.Parameter(0.7 * torch.randn(points, DIMENSIONS))
        self.lean = nn.Parameter(torch.zeros(notes))  # of velocity, per note
        self.keys = []  # (point, MIDI key with fraction) of the rows of key_shade
        self.register_buffer("row_of", torch.full((notes,), -1), persistent=False)
        for note in sorted((i for i in range(notes) if keys[i] is not None), key=lambda i: (places[i], keys[i])):
            if not self.keys or self.keys[-1][0] != places[note] or keys[note] - self.keys[-1][1] > SAME_KEY:
                self.keys.append((places[note], keys[note]))
            self.row_of[note] = len(self.keys) - 1
        for row, (place, _) in enumerate(self.keys):
            self.keys[row] = (place, float(np.mean([keys[i] for i in range(notes) if self.row_of[i] == row])))
        self.key_shade = nn.Parameter(torch.zeros(len(self.keys) + 1, DIMENSIONS))  # the last row: of no key
        self.take_shade = nn.Parameter(torch.zeros(notes, DIMENSIONS))

    def shade(self, note, take=1.0):
        """[B, 12] of recordings `note` [B]; take: how much of what this take has for itself, a number or [B]."""
        known = self.row_of[note] >= 0
        take = take[:, None] if torch.is_tensor(take) else take
        return known[:, None] * self.key_shade[self.row_of[note]] + take * self.take_shade[note]

    def velocity(self, dynamic, note):
        return (dynamic + LEAN * torch.tanh(self.lean[note] / LEAN)).clamp(0.02, 1.0)


def inputs(key, velocity, position, seconds):
    """[notes, frames, 31] from note values [notes], positions [notes, 12], seconds [notes,
    frames].
    """
    fixed = of_note(key, velocity, position)
    return torch.cat([fixed[:, None].expand(-1, seconds.shape[1], -1), of_time(seconds)], -1)
