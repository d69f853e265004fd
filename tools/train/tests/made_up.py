"""Made-up tracks to train on, and the settings of a training of moments."""

import numpy as np
from analyse.config import NOISE_HZ, PARTIALS
from train.dataset import Track
from train.fit import Settings

PLACES = 2
QUICK = Settings(steps=6, notes=8, frames=6)


def tracks():
    """Two places of six notes each, partials that fall off at random slopes."""
    chance = np.random.default_rng(1)
    return [_track(chance, place, key) for place in range(PLACES) for key in range(48, 72, 4)]


def _track(chance, place, key):
    times = np.linspace(0, 0.5, 30, dtype=np.float32)
    number = np.arange(1, PARTIALS + 1)
    slopes = chance.uniform(3, 9, 2)
    partial = -slopes[0] * np.log2(number) - 20 * times[:, None]
    noise = -40 - slopes[1] * np.log2(NOISE_HZ / 100 + 1) + chance.normal(size=(len(times), len(NOISE_HZ)))
    return Track(
        file=f"{place}-{key}.wav", place=place, key=float(key), hz=440 * 2 ** ((key - 69) / 12),
        dynamic=float(chance.uniform(0.2, 0.9)), times=times, partial=partial.astype(np.float32),
        noise=noise.astype(np.float32), cents=np.zeros(len(times), np.float32), ratio=number.astype(float),
        stiffness=0.0, gain=0.0,
    )


def weights(fitted):
    """{name: NumPy array} of all that was learnt."""
    named = [(f"{i}.{name}", p) for i, module in enumerate(fitted) for name, p in module.named_parameters()]
    return {name: p.detach().numpy() for name, p in named}
