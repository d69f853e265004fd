"""The objects of Max that answer at once, as max_player plays them."""

import math
import re

from max_box import Box, as_type_of, format_number, number
from max_boxes_lists import LISTS
from max_boxes_time import TIMED
from max_objects import TRIGGER, atoms


class Inlet(Box):
    def take(self, inlet, message):
        self.out(0, message)


class Outlet(Box):
    def take(self, inlet, message):
        self.owner.leave(self.box.raw["index"] - 1, message)


class LoadBang(Box):
    def ready(self):
        self.player.at_load.append(lambda: self.out(0, ["bang"]))

    def take(self, inlet, message):
        self.out(0, ["bang"])


class LoadMessage(LoadBang):
    def ready(self):
        self.player.at_load.append(lambda: self.out(0, list(self.words)))

    def take(self, inlet, message):
        self.out(0, list(self.words))


class Never(Box):
    """What only speaks when the world does: closebang, notein, udpreceive, and all signals."""

    def take(self, inlet, message):
        pass


class Trigger(Box):
    def take(self, inlet, message):
        for outlet in range(len(self.words) - 1, -1, -1):
            kind = TRIGGER.get(self.words[outlet]) if isinstance(self.words[outlet], str) else None
            if kind is None:
                self.out(outlet, [self.words[outlet]])
            elif kind == "bang":
                self.out(outlet, ["bang"])
            elif kind in ("int", "float"):
                value = number(message, 0)
                self.out(outlet, [int(value) if kind == "int" else float(value)])
            else:
                self.out(outlet, message)


class Bangs(Box):
    def take(self, inlet, message):
        for outlet in range(self.outlets - 1, -1, -1):
            self.out(outlet, ["bang"])


class Pack(Box):
    def ready(self):
        self.values = list(self.words)

    def take(self, inlet, message):
        if message != ["bang"]:
            for offset, value in enumerate(message):
                if inlet + offset < len(self.values):
                    self.values[inlet + offset] = as_type_of(self.words[inlet + offset], value)
        if inlet == 0:
            self.out(0, list(self.values))


class Unpack(Box):
    def take(self, inlet, message):
        for outlet in range(min(len(self.words), len(message)) - 1, -1, -1):
            model = {"i": 0, "f": 0.0, "s": ""}.get(self.words[outlet], self.words[outlet])
            self.out(outlet, [as_type_of(model, message[outlet])])


class Route(Box):
    def take(self, inlet, message):
        for outlet, word in enumerate(self.words):
            if message and message[0] == word and isinstance(message[0], str) == isinstance(word, str):
                self.out(outlet, message[1:] or ["bang"])
                return
        self.out(len(self.words), message)


class Select(Box):
    def ready(self):
        self.values = list(self.words)

    def take(self, inlet, message):
        if inlet == 1:
            self.values[0] = message[0]
            return
        for outlet, word in enumerate(self.values):
            if message and message[0] == word and isinstance(message[0], str) == isinstance(word, str):
                self.out(outlet, ["bang"])
                return
        self.out(len(self.values), message)


class Prepend(Box):
    def ready(self):
        self.head = list(self.words)

    def take(self, inlet, message):
        if message and message[0] == "set":
            self.head = message[1:]
        else:
            self.out(0, self.head + message)


class Append(Prepend):
    def take(self, inlet, message):
        if message and message[0] == "set":
            self.head = message[1:]
        else:
            self.out(0, message + self.head)


class SPrintf(Box):
    SLOT = re.compile(r"%[-+0-9.]*l?[dsfc]")

    def ready(self):
        self.text = " ".join(str(w) for w in self.words)
        self.values = [0] * max(1, len(self.SLOT.findall(self.text)))

    def take(self, inlet, message):
        if message != ["bang"]:
            for offset, value in enumerate(message):
                if inlet + offset < len(self.values):
                    self.values[inlet + offset] = value
        if inlet == 0:
            values = iter(self.values)
            self.out(0, atoms(self.SLOT.sub(lambda slot: self.one(slot[0], next(values)), self.text)))

    @staticmethod
    def one(slot, value):
        slot = slot.replace("l", "")
        if slot[-1] == "d":
            value = int(value)
        return slot % (format_number(value) if slot[-1] == "s" and not isinstance(value, str) else value)


class Arithmetic(Box):
    DO = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "!-": lambda a, b: b - a,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b if b else 0,
        "%": lambda a, b: math.fmod(a, b) if b else 0,
        ">": lambda a, b: a > b,
        "<": lambda a, b: a < b,
        ">=": lambda a, b: a >= b,
        "<=": lambda a, b: a <= b,
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        "maximum": max,
        "minimum": min,
    }
    TRUTH = (">", "<", ">=", "<=", "==", "!=")

    def ready(self):
        self.float = any(isinstance(w, float) for w in self.words)
        self.right = self.words[0] if self.words else 0
        self.left = 0

    def take(self, inlet, message):
        if inlet == 1:
            self.right = number(message, 0)
            return
        if message != ["bang"]:
            self.left = number(message, 0)
            if len(message) > 1:
                self.right = message[1]
        cut = float if self.float else int  # without a point in its argument an operator computes in whole numbers
        value = self.DO[self.box.name](cut(self.left), cut(self.right))
        self.out(0, [int(value) if self.box.name in self.TRUTH else cut(value)])


class Expression(Box):
    NAMES = {
        name: getattr(math, name)
        for name in ("sin", "cos", "tan", "log", "log10", "exp", "pow", "sqrt", "fabs", "floor")
    }

    def ready(self):
        text = " ".join(str(w) for w in self.words)
        self.kinds = {int(n): kind for kind, n in re.findall(r"\$([fi])(\d)", text)}
        self.code = compile(re.sub(r"\$[fi](\d)", r"v\1", text), "expr", "eval")
        self.values = [0] * max(self.kinds, default=1)

    def take(self, inlet, message):
        if message != ["bang"]:
            for offset, value in enumerate(message):
                if inlet + offset < len(self.values):
                    self.values[inlet + offset] = value
        if inlet == 0:
            scope = {
                f"v{n}": float(self.values[n - 1]) if kind == "f" else int(self.values[n - 1])
                for n, kind in self.kinds.items()
            }
            value = eval(
                self.code, {"__builtins__": {}, "int": int, "abs": abs, "min": min, "max": max, **self.NAMES}, scope
            )
            self.out(0, [int(value) if isinstance(value, bool) else value])


class Store(Box):
    def ready(self):
        self.cut = int if self.box.name == "i" else float
        self.value = self.cut(number(self.words, 0))

    def take(self, inlet, message):
        if message != ["bang"]:
            self.value = self.cut(number(message, 0))
        if inlet == 0:
            self.out(0, [self.value])


class Drawn(Box):
    """number, flonum, toggle, slider: shows what passes."""

    def ready(self):
        self.value = 0

    def take(self, inlet, message):
        silent = message[0] == "set"
        if silent:
            message = message[1:]
        if message == ["bang"]:
            self.value = int(not self.value) if self.box.maxclass == "toggle" else self.value
        else:
            value = number(message, 0)
            self.value = (
                float(value) if self.box.maxclass == "flonum" or self.box.raw.get("floatoutput") else int(value)
            )
        if not silent:
            self.out(0, [self.value])


class Button(Box):
    def take(self, inlet, message):
        self.out(0, ["bang"])


class Message(Box):
    def ready(self):
        self.text = self.box.text

    def take(self, inlet, message):
        if inlet == 1 or message[:1] == ["set"]:
            self.text = " ".join(str(a) for a in (message if inlet == 1 else message[1:]))
            return
        values = [] if message == ["bang"] else message
        here, *elsewhere = self.text.replace("\\,", "\0").split(";")
        for part in here.split(","):
            if part.strip():
                self.out(0, [fill(a, values) for a in atoms(part)])
        for line in elsewhere:
            name, *rest = [fill(a, values) for a in atoms(line)]
            self.player.send(name, rest)


def fill(word, values):
    if isinstance(word, str) and "$" in word:
        if re.fullmatch(r"\$\d", word):
            at = int(word[1]) - 1
            return values[at] if at < len(values) else 0
        return re.sub(
            r"\$(\d)", lambda m: format_number(values[int(m[1]) - 1]) if int(m[1]) <= len(values) else "0", word
        )
    return word


class Gate(Box):
    def ready(self):
        self.open = self.words[1] if len(self.words) > 1 else 0

    def take(self, inlet, message):
        if inlet == 0:
            self.open = int(number(message, 0))
        elif self.open:
            self.out(self.open - 1, message)


class Send(Box):
    def take(self, inlet, message):
        self.player.send(self.words[0], message)


class Receive(Box):
    def ready(self):
        self.player.receivers.setdefault(self.words[0], []).append(lambda message: self.out(0, list(message)))


class UdpSend(Box):
    def ready(self):
        self.host, self.port = self.words[0], self.words[1]

    def take(self, inlet, message):
        if message[0] == "host":
            self.host = message[1]
        elif message[0] == "port":
            self.port = message[1]
        else:
            self.player.sent.append((self.player.now, message[0], message[1:]))


class UdpReceive(Never):
    def take(self, inlet, message):
        self.port = message[1]

    def ready(self):
        self.port = self.words[0]


class Print(Box):
    def take(self, inlet, message):
        self.player.printed.append(message)


BOXES = {
    "inlet": Inlet,
    "outlet": Outlet,
    "loadbang": LoadBang,
    "loadmess": LoadMessage,
    "closebang": Never,
    "notein": Never,
    "ctlin": Never,
    "t": Trigger,
    "b": Bangs,
    "pack": Pack,
    "unpack": Unpack,
    "route": Route,
    "sel": Select,
    "prepend": Prepend,
    "append": Append,
    "sprintf": SPrintf,
    "expr": Expression,
    "i": Store,
    "f": Store,
    "gate": Gate,
    "s": Send,
    "r": Receive,
    "udpsend": UdpSend,
    "udpreceive": UdpReceive,
    "print": Print,
    "number": Drawn,
    "flonum": Drawn,
    "toggle": Drawn,
    "slider": Drawn,
    "button": Button,
    "message": Message,
    **{name: Arithmetic for name in Arithmetic.DO},
    **TIMED,
    **LISTS,
    **{name: Never for name in ("adc~", "fzero~", "cycle~", "*~", "selector~", "ezdac~")},
}
