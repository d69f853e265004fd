"""What test_distributed.py has torchrun start: each process trains a few times and leaves what it learnt."""

import dataclasses
import pickle
import sys
import time
from pathlib import Path
from unittest import mock

import made_up
import torch
from train import distributed, fit


def trained(seed=1):
    settings = dataclasses.replace(made_up.QUICK, seed=seed)
    return made_up.weights(fit.fit(made_up.tracks(), made_up.PLACES, settings, device="cpu"))


def read(file):
    """What a cache does: whether it was there; slow in the process that has to make it."""
    if file.exists():
        return True
    time.sleep(1)
    file.touch()
    return False


def main(folder):
    torch.set_num_threads(1)
    with distributed.together():
        rank, found = distributed.rank(), {}
        found["cached"] = distributed.first_alone(lambda: read(folder / "cache"))
        means = [torch.full((2, 2), float(rank)), torch.tensor([10.0 * rank])]
        distributed.average(means)
        found["means"] = [m.tolist() for m in means]
        found["part"] = distributed.part(9)
        found["once"], found["again"], found["otherwise"] = trained(), trained(), trained(seed=2)
        with mock.patch.object(distributed, "average", lambda tensors: None):
            found["alone"] = trained()
    found["leads"] = distributed.leads()
    (folder / f"{rank}.pickle").write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
