"""What the network is told about a frame: the inputs of patches/FORMAT.md, kind "neural"."""

import math

import torch

DIMENSIONS = 12
TAU = (0.004, 0.012, 0.035, 0.1, 0.3, 0.9, 2.7, 8.0)  # s
# How readily the network bends with pitch: quick changes cost it more weight. Folded into the weights of a patch.
TURN_SCALE = (1.0, 0.3, 0.1, 0.03)
NOTE_INPUTS = 10 + DIMENSIONS
INPUTS = NOTE_INPUTS + len(TAU) + 1


def of_note(key, velocity, position):
    """[..., 22] from key [...] in MIDI keys, velocity [...] 0..1, position [..., 12]."""
    u = (key - 60) / 24
    turns = [
        scale * f(math.pi * u * 2**j)
        for j, scale in enumerate(TURN_SCALE)
        for f in (torch.sin, torch.cos)
    ]
    return torch.cat([torch.stack([u, *turns, 2 * velocity - 1], -1), position], -1)


def of_time(seconds):
    """[..., 9] from seconds [...] after the onset."""
    falling = [torch.exp(-seconds / tau) for tau in TAU]
    return torch.stack([*falling, torch.log1p(seconds / 0.01) / 6], -1)
