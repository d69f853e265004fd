"""The accompanist's network as a `.glass` file of kind "jam", as patches/FORMAT.md describes it, and back.

Every matrix is rounded to whole numbers of one scale a row, -127 to 127; norms and biases stay as they are.
"""

import copy

import numpy as np
import torch
from analyse import glass
from torch import nn

from .network import WINDOW, Accompanist, Shape

FORMAT = 3
MOST = 127
MATRICES = nn.Linear, nn.Embedding


def rounded(weight):
    """(int8 [rows, columns], float32 [rows] of scales) of a matrix."""
    weight = np.asarray(weight, np.float32)
    scale = np.abs(weight).max(1) / np.float32(MOST)
    whole = np.round(weight / np.maximum(scale, np.finfo(np.float32).tiny)[:, None])
    return np.clip(whole, -MOST, MOST).astype(np.int8), scale.astype(np.float32)


def tensors(net):
    """name -> array, wide types first."""
    found = {}
    for name, module in net.named_modules():
        if isinstance(module, MATRICES):
            found[name], found[name + ".scale"] = rounded(module.weight.detach())
            if getattr(module, "bias", None) is not None:
                found[name + ".bias"] = module.bias.detach().float().numpy()
        elif isinstance(module, nn.RMSNorm):
            found[name] = module.weight.detach().float().numpy()
    return dict(sorted(found.items(), key=lambda item: -item[1].dtype.itemsize))


def put(net, found):
    """Gives a network the weights that tensors() has."""
    with torch.no_grad():
        for name, module in net.named_modules():
            if isinstance(module, MATRICES):
                weight = found[name].astype(np.float32) * found[name + ".scale"][:, None]
                module.weight.copy_(torch.from_numpy(weight))
                if getattr(module, "bias", None) is not None:
                    module.bias.copy_(torch.from_numpy(found[name + ".bias"].copy()))
            elif isinstance(module, nn.RMSNorm):
                module.weight.copy_(torch.from_numpy(found[name].copy()))
    return net


def dequantized(net):
    """A copy of the network with the weights that the instrument plays."""
    return put(copy.deepcopy(net), tensors(net))


def model_entry(net):
    shape = net.shape
    return {
        "kind": "jam", "weights": sum(p.numel() for p in net.parameters()), "width": shape.width, "layers": shape.layers,
        "heads": shape.heads, "inner": shape.inner, "head": shape.head, "ear": shape.ear, "window": WINDOW,
    }


def save(path, name, net, training, ledger):
    """Writes the patch. training: what is told of the training.
    ledger: (provenance: a dict for each source, license, attribution)."""
    provenance, license, attribution = ledger
    document = {
        "format": FORMAT,
        "name": name,
        "model": model_entry(net),
        "license": license,
        "attribution": attribution,
        "training": training,
        "provenance": provenance,
    }
    glass.write(path, document, tensors(net))


def load(path):
    """(document, Accompanist) of a file."""
    document, found = glass.read(path)
    model = document["model"]
    if document["format"] != FORMAT or model["kind"] != "jam" or model["window"] != WINDOW:
        raise ValueError(f"{path}: not an accompanist's patch of format {FORMAT}, or of another window than {WINDOW}")
    net = Accompanist(Shape(**{key: model[key] for key in ("width", "layers", "heads", "inner", "head", "ear")}))
    return document, put(net, found).eval()
