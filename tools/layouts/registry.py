"""The parameters as `seaglass inspect --json` prints them, and how the way of a fader on a screen maps to a range."""

import json
import math
import subprocess
from dataclasses import dataclass

WHOLE_UNITS = ("program", "semitone")
STEPS = 20  # breakpoints of a curve: between two of them a screen's fader is straight
HALF_EDGE = 0.1  # of a fader's way at either end, for the half of the range that a knob does not reach
FADER_TOP = 0.9  # where a level fader stands at 0 dB


@dataclass(frozen=True)
class Parameter:
    name: str
    unit: str
    low: float
    high: float
    standard: float
    curve: str
    help: str

    @property
    def choices(self):
        """Names of a parameter that is a switch, such as `0 poly, 1 mono, 2 legato`; empty otherwise."""
        parts = [p.strip().split(" ", 1) for p in self.unit.split(",")]
        if len(parts) > 1 and [p[0] for p in parts] == [str(i) for i in range(len(parts))]:
            return [p[1] for p in parts]
        return []

    @property
    def whole(self):
        return self.unit in WHOLE_UNITS or bool(self.choices)

    def points(self):
        """(share of the fader's way, value), from 0 to 1, straight between them."""
        if self.curve in ("linear", "balance") or self.whole:
            return [(0.0, self.low), (1.0, self.high)]
        if self.curve == "half":  # the knob's half of the range in the middle, the rest at the ends
            middle = (self.low + self.high) / 2
            return [
                (0.0, self.low),
                (HALF_EDGE, (self.low + middle) / 2),
                (0.5, middle),
                (1 - HALF_EDGE, (self.high + middle) / 2),
                (1.0, self.high),
            ]
        if self.curve == "centred":
            return [(0.0, self.low), (0.5, self.standard), (1.0, self.high)]
        shares = [i / STEPS for i in range(STEPS + 1)]
        return [(s, round(self.value_at(s), 4)) for s in shares]

    def value_at(self, share):
        """The curves that are not straight, as engine/curve.h has them, but reaching both ends of the range."""
        if self.curve == "fader":
            if share > FADER_TOP:
                return self.high * (share - FADER_TOP) / (1 - FADER_TOP)
            return max(self.low, 40 * math.log10(share / FADER_TOP)) if share > 0 else self.low
        if self.curve == "squared":
            return self.high * share * share
        if self.curve == "ratio":
            return self.low ** (1 - 2 * share) if share < 0.5 else self.high ** (2 * share - 1)
        raise ValueError(f"{self.name}: no such curve: {self.curve}")

    def share_of(self, value):
        """Where the fader stands that gives this value."""
        points = self.points()
        for (share, low), (next_share, high) in zip(points, points[1:]):
            if value <= high:
                return share + (next_share - share) * (value - low) / (high - low) if high > low else share
        return 1.0


@dataclass(frozen=True)
class Place:
    name: str
    program: int
    x: float | None
    y: float | None


@dataclass(frozen=True)
class Registry:
    parameters: list
    places: list

    def parameter(self, name):
        return next(p for p in self.parameters if p.name == name)


def tidy(number):
    """A float of single precision as one would write it."""
    return float(f"{number:.6g}")


def read(program):
    """What this `seaglass` prints of the patch that it starts with."""
    told = json.loads(subprocess.run([program, "inspect", "--json"], check=True, capture_output=True, text=True).stdout)
    parameters = [
        Parameter(c["name"], c["unit"], tidy(c["min"]), tidy(c["max"]), tidy(c["default"]), c["curve"], c["help"])
        for c in told["controls"]
    ]
    places = [Place(p["name"], p["program"], *(p.get("map") or (None, None))) for p in told["places"]]
    return Registry(parameters, places)
