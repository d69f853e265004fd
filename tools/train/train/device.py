"""Where training runs: on CUDA where there is one. SEAGLASS_TRAIN_DEVICE=cpu or cuda decides otherwise."""

import os

import torch

VARIABLE = "SEAGLASS_TRAIN_DEVICE"
CPU = torch.device("cpu")


def prepare():
    """The torch.device of this process, which takes the GPU of its number on this machine. What runs on it gives the
    same result again.
    """
    wanted = os.environ.get(VARIABLE) or ("cuda" if torch.cuda.is_available() else "cpu")
    if wanted == "cpu":
        return CPU
    if wanted != "cuda":
        raise ValueError(f"{VARIABLE} is cpu or cuda, not {wanted}")
    number, count = int(os.environ.get("LOCAL_RANK", 0)), torch.cuda.device_count()
    if number >= count:
        raise ValueError(f"process {number + 1} finds {count} CUDA devices; start as many, or set {VARIABLE}=cpu")
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # asked for by what the next line sets
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.cuda.set_device(number)
    return torch.device("cuda", number)
