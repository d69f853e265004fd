"""Plays a Max patcher without Max: messages run through its boxes as they do there, in the same order, at their times.

What it knows of each object is what Cycling '74's reference says of the uses we make of it: hot left inlets, right to
left out of outlets, ints that cut off fractions unless an argument has a point. Signals are not computed: a test that
wants to hear them says what [fzero~] finds.
"""

import heapq
import itertools

import max_boxes
from max_patch import Patch, abstraction, expected_ports


class Player:
    """Patchers that are open together. `sent`: what udpsend was given, as (milliseconds, address, arguments)."""

    def __init__(self, seed=1):
        self.now = 0.0
        self.sent, self.printed = [], []
        self.seed = itertools.count(seed)
        self.receivers = {}
        self.queue = []
        self.order = itertools.count()
        self.at_load = []
        self.depth = 0

    def open(self, path, arguments=()):
        """Opens a patcher and lets its [loadbang]s speak."""
        patch = Instance(self, Patch(path), list(arguments))
        loads, self.at_load = self.at_load, []
        for load in loads:
            load()
        return patch

    def after(self, milliseconds, do):
        """Calls `do` so much later; gives a ticket that cancel() takes."""
        ticket = [self.now + max(milliseconds, 0), next(self.order), do]
        heapq.heappush(self.queue, ticket)
        return ticket

    @staticmethod
    def cancel(ticket):
        if ticket:
            ticket[2] = None

    def run(self, milliseconds):
        """Lets so much time pass."""
        end = self.now + milliseconds
        while self.queue and self.queue[0][0] <= end:
            self.now, _, do = heapq.heappop(self.queue)
            if do:
                do()
        self.now = end

    def send(self, name, message):
        """As a [s NAME] does: to every [r NAME]."""
        for receive in list(self.receivers.get(name, [])):
            receive(message)


class Instance:
    """A patcher's boxes, joined; abstractions within it are instances of their own, with their arguments put in.
    `heard`: what came out of one that was opened by itself, as (outlet, message)."""

    def __init__(self, player, patch, arguments):
        self.player = player
        self.outer, self.heard = None, []
        self.inlets, self.things, self.wires = {}, {}, {}
        for box in patch.boxes:
            thing = self.make(box, arguments)
            if thing:
                self.things[box.id] = thing
        for (source, outlet), (target, inlet) in patch.lines:
            if source in self.things and target in self.things:
                self.wires.setdefault((source, outlet), []).append((target, inlet))
        where = {b.id: b.rect for b in patch.boxes}
        for ends in self.wires.values():  # to the right first, then from below: as Max has it
            ends.sort(key=lambda end: (-where[end[0]][0], -where[end[0]][1]))

    def make(self, box, arguments):
        if box.maxclass == "comment":
            return None
        words = [put_in(a, arguments) for a in box.arguments]
        if box.maxclass == "newobj" and (inner := abstraction(box.name)):
            thing = Instance(self.player, inner, words)
            thing.outer = (self, box.id)
            return thing
        make = max_boxes.BOXES.get(box.name)
        if make is None:
            raise KeyError(f"the player does not know [{box.name}]")
        thing = make(words)
        thing.setup(self, box, len(expected_ports(box)[1]))
        if box.maxclass == "inlet":
            self.inlets[box.raw["index"] - 1] = thing
        return thing

    def out(self, box_id, outlet, message):
        """Carries a message from an outlet to all that is joined to it."""
        player = self.player
        player.depth += 1
        if player.depth > 300:
            raise RecursionError("messages run in a circle")
        for target, inlet in self.wires.get((box_id, outlet), []):
            self.things[target].take(inlet, list(message))
        player.depth -= 1

    def take(self, inlet, message):
        """What comes to an abstraction comes out of its [inlet]."""
        self.inlets[inlet].out(0, message)

    def leave(self, outlet, message):
        if self.outer:
            self.outer[0].out(self.outer[1], outlet, message)
        else:
            self.heard.append((outlet, message))

    def find(self, text):
        """The box with this text: for tests that click or speak in its place."""
        for thing in self.things.values():
            if isinstance(thing, Instance):
                continue
            if thing.box.text == text or thing.box.raw.get("varname") == text:
                return thing
        raise KeyError(f"no box {text!r}")


def put_in(word, arguments):
    """#1 becomes the first argument, or 0 where there is none."""
    if isinstance(word, str) and len(word) == 2 and word[0] == "#" and word[1].isdigit():
        at = int(word[1]) - 1
        return arguments[at] if 0 <= at < len(arguments) else 0
    return word
