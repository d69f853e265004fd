"""Several processes that torchrun started train one network: each draws its part of every batch, the mean of their
gradients moves all their networks alike. A single process goes through here unchanged.
"""

import contextlib
import os
from datetime import timedelta

import torch
import torch.distributed as dist

from . import device

# The first process may analyse every recording, or judge a split, while the others wait. One that dies is no reason
# to wait for: torchrun then ends the others.
PATIENCE = timedelta(hours=24)


def leads():
    """True in the process that reads first, says things and writes."""
    return int(os.environ.get("RANK", 0)) == 0


def started():
    """How many processes torchrun started, 1 without it."""
    return int(os.environ.get("WORLD_SIZE", 1))


@contextlib.contextmanager
def together():
    """Within, the processes belong together. An exception ends its process, and torchrun the others."""
    if started() == 1:
        yield
        return
    place = device.prepare()
    cuda = place.type == "cuda"
    dist.init_process_group("nccl" if cuda else "gloo", timeout=PATIENCE, device_id=place if cuda else None)
    yield
    dist.destroy_process_group()


def size():
    return dist.get_world_size() if dist.is_available() and dist.is_initialized() else 1


def rank():
    return dist.get_rank() if size() > 1 else 0


def part(whole):
    """How much of `whole` each process does: as much as all others, in all at least `whole`."""
    return -(-whole // size())


def first_alone(function):
    """function()'s result in each process: first in the one that leads, then, from its cache, in the others."""
    if size() > 1 and not leads():
        dist.barrier()
    found = function()
    if size() > 1 and leads():
        dist.barrier()
    return found


def average(tensors):
    """Makes each of the tensors, in place, its mean over the processes; all have the same in the same order."""
    if size() == 1:
        return
    flat = torch.cat([t.reshape(-1) for t in tensors])
    dist.all_reduce(flat)
    flat /= size()
    for t, mean in zip(tensors, flat.split([t.numel() for t in tensors])):
        t.copy_(mean.view_as(t))
