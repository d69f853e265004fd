"""A device that is not the CPU, for machines that have no other: it computes on the CPU, and refuses as CUDA does to
work on tensors from here and there. It goes by the name of "meta", as PyTorch leaves no other name to us.
"""

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

DEVICE = torch.device("meta")
MOVES = ("aten::_to_copy", "aten::copy_")


class There(torch.Tensor):
    """A tensor on the device; its numbers are `here`."""

    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, here):
        layout = {"strides": here.stride(), "storage_offset": here.storage_offset()}
        there = torch.Tensor._make_wrapper_subclass(cls, here.size(), **layout, dtype=here.dtype, device=DEVICE)
        there.here = here
        return there

    @classmethod
    def __torch_dispatch__(cls, operation, types, args=(), kwargs=None):
        return _run(operation, args, kwargs or {})


class Elsewhere(TorchDispatchMode):
    """Within, the device can be had."""

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        return _run(operation, args, kwargs or {})


def _run(operation, args, kwargs):
    name = operation._schema.name
    tensors = [t for t in tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]
    there = [isinstance(t, There) for t in tensors]
    if any(there) and name not in MOVES:
        for t, away in zip(tensors, there):
            if not away and t.dim():  # single numbers may come from anywhere
                raise RuntimeError(f"{name}: a tensor of shape {tuple(t.shape)} is on {t.device}, others are elsewhere")
    goes = any(there)
    if kwargs.get("device") is not None:
        goes = torch.device(kwargs["device"]) == DEVICE
        kwargs = {**kwargs, "device": "cpu"}
    found = operation(*tree_map_only(There, lambda t: t.here, args), **tree_map_only(There, lambda t: t.here, kwargs))
    if name.endswith("_") and not name.endswith("__"):
        return args[0]  # changed in place
    return tree_map_only(torch.Tensor, There, found) if goes else found
