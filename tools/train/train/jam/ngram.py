"""What the network is held against: an interpolated n-gram on the same tokens.

The fields of the steps stand one after the other as tokens (a FRAME with its place in the bar). Orders 1 to ORDER are
interpolated by Witten and Bell's rule (Witten and Bell 1991, method C): what a context of n tokens has not seen is left to
n - 1.
"""

import numpy as np

from .events import KINDS, PLACES, VALUES, Kind
from .fit import counted
from .grid import DURATIONS, MICRO_STEPS, VELOCITY_STEPS

ORDER = 9  # tokens, itself included: two to three events
_FIRST = np.cumsum([0, KINDS + PLACES, VALUES, MICRO_STEPS, len(DURATIONS), VELOCITY_STEPS])
TOKENS = int(_FIRST[-1])
_FIELDS = ("kind", "value", "micro", "duration", "velocity")
_MIX = np.uint64(0x9E3779B97F4A7C15)


def tokens_of(steps):
    """(tokens, the index of the step that each belongs to)."""
    import torch

    has = counted(torch.from_numpy(steps["kind"].astype(np.int64)))
    columns, present = [], []
    for first, name in zip(_FIRST, _FIELDS):
        column = steps[name].astype(np.int64) + first
        if name == "kind":
            column = np.where(steps["kind"] == Kind.FRAME, KINDS + steps["place"], column)
        columns.append(column)
        present.append(has[name].numpy())
    columns, present = np.stack(columns, 1), np.stack(present, 1)
    return columns[present], np.broadcast_to(np.arange(len(steps))[:, None], present.shape)[present]


def _keys(tokens, order):
    """Hashes of the context of order - 1 tokens before each token, and of the context with the token."""
    context = np.zeros(len(tokens), np.uint64)
    with np.errstate(over="ignore"):
        for back in range(order - 1, 0, -1):
            shifted = np.concatenate([np.full(back, TOKENS, np.uint64), tokens[:-back].astype(np.uint64)])[: len(tokens)]
            context = _scramble(context * np.uint64(1_000_003) + shifted + np.uint64(1))
        return context, _scramble(context ^ (tokens.astype(np.uint64) + np.uint64(1)) * _MIX)


def _scramble(x):
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


class NGram:
    """Counts of all orders, from sequences of tokens."""

    def __init__(self, sequences):
        self.orders = []
        for order in range(1, ORDER + 1):
            both = [_keys(s, order) for s in sequences]
            contexts, grams = (np.concatenate([b[i] for b in both]) for i in (0, 1))
            grams, first, counts = np.unique(grams, return_index=True, return_counts=True)
            kinds, inverse = np.unique(contexts[first], return_inverse=True)
            total = np.bincount(inverse, counts).astype(np.float64)
            distinct = np.bincount(inverse).astype(np.float64)
            self.orders.append((grams, counts.astype(np.float64), kinds, total, distinct))

    def nats(self, tokens):
        """-ln p of every token."""
        p = np.full(len(tokens), 1.0 / TOKENS)
        for order, (grams, counts, kinds, total, distinct) in enumerate(self.orders, 1):
            context, gram = _keys(tokens, order)
            at = np.minimum(np.searchsorted(grams, gram), len(grams) - 1)
            seen = np.where(grams[at] == gram, counts[at], 0.0)
            at = np.minimum(np.searchsorted(kinds, context), len(kinds) - 1)
            known = kinds[at] == context
            n, t = np.where(known, total[at], 0.0), np.where(known, distinct[at], 1.0)
            p = (seen + t * p) / (n + t)
        return -np.log(p)
