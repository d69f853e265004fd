"""Random numbers of a training. Drawn on the CPU whatever the device: a seed stands for the same batches everywhere."""

import torch

from .device import CPU

APART = 1 << 20  # seeds of two processes


class Chance:
    def __init__(self, seed, device, process=0):
        """Seeds below APART draw differently in all processes; process 0 draws as one process does."""
        self._generator = torch.Generator(CPU).manual_seed(seed + APART * process)
        self._device = device

    def uniform(self, *shape):
        return torch.rand(*shape, generator=self._generator, device=CPU).to(self._device)

    def normal(self, *shape):
        return torch.randn(*shape, generator=self._generator, device=CPU).to(self._device)

    def below(self, end, count):
        """Whole numbers [count] from 0 to end - 1."""
        return torch.randint(end, (count,), generator=self._generator, device=CPU).to(self._device)

    def weighted(self, weight, count):
        """Indices [count] of `weight`, which is on the CPU; each as likely as its weight is large."""
        return torch.multinomial(weight, count, True, generator=self._generator).to(self._device)
