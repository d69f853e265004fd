"""The objects of Max that take lists apart and put them together, and scale."""

from max_box import Box, format_number, number


class ZlLength(Box):
    def take(self, inlet, message):
        self.out(0, [0 if message == ["bang"] else len(message)])


class ToSymbol(Box):
    def take(self, inlet, message):
        self.out(0, [" ".join(format_number(a) for a in message)])


class ZlSlice(Box):
    def ready(self):
        self.at = self.words[0]

    def take(self, inlet, message):
        if inlet == 1:
            self.at = int(number(message, 1))
            return
        if message[self.at :]:
            self.out(1, message[self.at :])
        if message[: self.at]:
            self.out(0, message[: self.at])


class ZlJoin(Box):
    def ready(self):
        self.left, self.right = [], list(self.words)

    def take(self, inlet, message):
        if message == ["zlclear"]:
            self.left, self.right = [], []
        elif inlet == 1:
            self.right = message
        else:
            if message != ["bang"]:
                self.left = message
            self.out(0, self.left + self.right)


class ZlLookup(Box):
    """An index picks from the list that the right inlet or the arguments hold."""

    def ready(self):
        self.list = list(self.words)

    def take(self, inlet, message):
        if inlet == 1:
            self.list = message
        elif 0 <= (at := int(number(message, 0))) < len(self.list):
            self.out(0, [self.list[at]])


class Scale(Box):
    def take(self, inlet, message):
        low, high, to_low, to_high = self.words[:4]
        value = to_low + (number(message, 0) - low) * (to_high - to_low) / (high - low)
        self.out(0, [value if any(isinstance(w, float) for w in self.words) else int(value)])


LISTS = {
    "tosymbol": ToSymbol,
    "zl.len": ZlLength,
    "zl.slice": ZlSlice,
    "zl.join": ZlJoin,
    "zl.lookup": ZlLookup,
    "scale": Scale,
}
