"""The objects of Max that wait, count or throw dice."""

import random

from max_box import Box, as_type_of, number


class Metro(Box):
    def ready(self):
        self.period = number(self.words, 5)
        self.ticket = None

    def take(self, inlet, message):
        if inlet == 1:
            self.period = number(message, self.period)
            return
        self.player.cancel(self.ticket)
        self.ticket = None
        if message == ["bang"] or number(message, 0):
            self.tick()

    def tick(self):
        self.ticket = self.player.after(self.period, self.tick)
        self.out(0, ["bang"])


class Delay(Box):
    def ready(self):
        self.wait = number(self.words, 0)
        self.ticket = None

    def take(self, inlet, message):
        if inlet == 1:
            self.wait = number(message, self.wait)
            return
        self.player.cancel(self.ticket)
        if message != ["stop"]:
            self.wait = number(message, self.wait)
            self.ticket = self.player.after(self.wait, lambda: self.out(0, ["bang"]))


class Pipe(Box):
    def ready(self):
        self.wait = self.words[-1]
        self.values = list(self.words[:-1]) or [0]
        self.given = len(self.words) - 1

    def take(self, inlet, message):
        if inlet == len(self.values):
            self.wait = number(message, self.wait)
            return
        for offset, value in enumerate(message if message != ["bang"] else []):
            if inlet + offset < len(self.values):
                model = self.values[inlet + offset] if self.given else value
                self.values[inlet + offset] = as_type_of(model, value)
            elif inlet + offset == len(self.values):
                self.wait = value
        if inlet == 0:
            values = list(self.values)
            self.player.after(self.wait, lambda: [self.out(i, [values[i]]) for i in range(len(values) - 1, -1, -1)])


class Counter(Box):
    """counter [direction] [low] high: up only."""

    def ready(self):
        low_high = self.words[1:] if len(self.words) == 3 else self.words
        self.low, self.high = low_high if len(low_high) == 2 else (0, low_high[0] if low_high else 2**31 - 1)
        self.next = self.low

    def take(self, inlet, message):
        if inlet == 2:
            self.next = int(number(message, self.low))
        elif inlet == 0:
            value, self.next = self.next, self.next + 1 if self.next < self.high else self.low
            self.out(0, [value])


class Random(Box):
    def ready(self):
        self.range = self.words[0] if self.words else 1
        self.chance = random.Random(next(self.player.seed))

    def take(self, inlet, message):
        if inlet == 1:
            self.range = int(number(message, 1))
        else:
            self.out(0, [self.chance.randrange(max(1, self.range))])


class Drunk(Box):
    def ready(self):
        self.range, self.step = self.words[0], self.words[1] if len(self.words) > 1 else 2
        self.value = self.range // 2
        self.chance = random.Random(next(self.player.seed))

    def take(self, inlet, message):
        if message != ["bang"]:
            return
        self.value += self.chance.randint(1 - self.step, self.step - 1)
        self.value = min(max(self.value, 0), self.range - 1)
        self.out(0, [self.value])


class Line(Box):
    """line START GRAIN: a list of target and time ramps; a number alone jumps."""

    def ready(self):
        self.value = self.words[0] if self.words else 0
        self.grain = self.words[1] if len(self.words) > 1 else 20
        self.cut = float if isinstance(self.value, float) else int
        self.ticket = None

    def take(self, inlet, message):
        if inlet:
            return
        self.player.cancel(self.ticket)
        if message == ["stop"]:
            return
        self.legs = [(message[i], message[i + 1] if i + 1 < len(message) else 0) for i in range(0, len(message), 2)]
        self.leg()

    def leg(self):
        if not self.legs:
            self.out(1, ["bang"])
            return
        target, time = self.legs.pop(0)
        start, steps = self.value, max(0, int(time // self.grain))
        self.step(start, target, 1, steps)

    def step(self, start, target, k, steps):
        if k > steps:
            self.value = target
            self.out(0, [self.cut(self.value)])
            self.leg()
            return
        self.value = start + (target - start) * (k - 1) / steps
        self.out(0, [self.cut(self.value)])
        self.ticket = self.player.after(self.grain, lambda: self.step(start, target, k + 1, steps))


class Uzi(Box):
    def ready(self):
        self.count = self.words[0] if self.words else 1

    def take(self, inlet, message):
        if message != ["bang"]:
            self.count = int(number(message, self.count))
        if inlet:
            return
        for i in range(1, self.count + 1):
            self.out(2, [i])
            self.out(0, ["bang"])
        self.out(1, ["bang"])


class SpeedLimit(Box):
    """The first passes at once; what comes too soon waits, and only the last of it passes."""

    def ready(self):
        self.period = number(self.words, 0)
        self.free_at, self.waiting = 0.0, None

    def take(self, inlet, message):
        if self.player.now >= self.free_at and self.waiting is None:
            self.free_at = self.player.now + self.period
            self.out(0, message)
            return
        if self.waiting is None:
            self.player.after(self.free_at - self.player.now, self.let_go)
        self.waiting = message

    def let_go(self):
        message, self.waiting = self.waiting, None
        self.free_at = self.player.now + self.period
        self.out(0, message)


TIMED = {
    "metro": Metro,
    "delay": Delay,
    "pipe": Pipe,
    "counter": Counter,
    "random": Random,
    "drunk": Drunk,
    "line": Line,
    "uzi": Uzi,
    "speedlim": SpeedLimit,
}
