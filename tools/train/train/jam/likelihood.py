"""Nats per event on songs that were held out, of the network and of the n-gram on the same steps."""

import dataclasses

import numpy as np
import torch

from . import fit, harmony
from .events import Kind, steps_of
from .ngram import NGram, tokens_of
from .song import Role


def sequence(song, player=Role.MELODY, by=0):
    """The whole song as steps, `by` semitones higher."""
    moved = song
    if by:
        notes = song.notes.copy()
        pitched = notes["role"] != Role.DRUMS
        notes["pitch"][pitched] = np.clip(notes["pitch"][pitched] + by, 0, 127)
        moved = dataclasses.replace(song, notes=notes, chords=harmony.transpose(song.chords, by).astype(np.int16))
    mine = [Role(r) for r in np.unique(song.notes["role"]) if r != player]
    return steps_of(moved, player, mine)


def events_in(kind):
    """(which steps are events of the accompanist, which of the player)."""
    return (kind >= Kind.CHORD) & (kind < Kind.PLAYER), kind >= Kind.PLAYER


def of_network(net, examples):
    """[total nats of own events with the frames between them, of the player's, own events, player's events]."""
    out = np.zeros(4)
    net.eval()
    with torch.no_grad():
        for example in examples:
            batch = fit.tensors([example])
            nats, _, _ = fit.losses(net, batch, batch)
            each = sum(nats.values())[0].numpy()
            own, player = events_in(example.steps["kind"][1:])
            out += [each[~player].sum(), each[player].sum(), own.sum(), player.sum()]
    return out


def of_ngram(ngram, examples):
    """As of_network()."""
    out = np.zeros(4)
    for example in examples:
        tokens, step = tokens_of(example.steps)
        each = np.bincount(step, ngram.nats(tokens), len(example.steps))[1:]
        own, player = events_in(example.steps["kind"][1:])
        out += [each[~player].sum(), each[player].sum(), own.sum(), player.sum()]
    return out


def train_ngram(songs, transpositions, seed=0):
    """An n-gram of the songs in some keys, as the network hears them in all."""
    rng = np.random.default_rng(seed)
    found = []
    for song in songs:
        for by in rng.choice(np.arange(-6, 6), transpositions, replace=False):
            found.append(tokens_of(sequence(song, by=int(by)).steps)[0])
    return NGram(found)
