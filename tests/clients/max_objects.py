"""What the objects of Max that our patchers use look like from outside: how many inlets, and what leaves each outlet.

Max rebuilds every box from its text when it opens a patcher, so the counts in a file only matter where they are wrong:
a line to an inlet that is not there is dropped without a word. Here are the counts that Max 8 makes, and nothing else
is allowed in a patcher: what is not in the table is a typing error or another person's external.
"""

import re

NUMBER = re.compile(r"^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$")


def atom(word):
    """A word of a box as Max reads it: 3 an int, 3. a float, the rest a symbol."""
    if NUMBER.match(word):
        return float(word) if "." in word or "e" in word else int(word)
    return word


def atoms(text):
    """The words of a box or message; quotes keep a name with spaces together."""
    words = re.findall(r'"([^"]*)"|(\S+)', text)
    return [quoted if quoted else atom(plain) for quoted, plain in words]


def is_float(arguments):
    return "float" if any(isinstance(a, float) for a in arguments) else "int"


def attributes_off(arguments):
    """What stands before the first @attribute."""
    for at, a in enumerate(arguments):
        if isinstance(a, str) and a.startswith("@"):
            return arguments[:at]
    return arguments


TRIGGER = {"b": "bang", "i": "int", "f": "float", "l": "", "s": "", "bang": "bang", "int": "int", "float": "float"}


def trigger_types(arguments):
    return [TRIGGER.get(a, "") if isinstance(a, str) else is_float([a]) for a in arguments]


def unpack_types(arguments):
    return [is_float([a]) if not isinstance(a, str) else {"i": "int", "f": "float"}.get(a, "") for a in arguments]


def expr_inlets(arguments):
    numbers = [int(n) for n in re.findall(r"\$[fi](\d)", " ".join(str(a) for a in arguments))]
    return max(numbers, default=1)


def sprintf_inlets(arguments):
    return max(1, len(re.findall(r"%[-+0-9.]*l?[dsfc]", " ".join(str(a) for a in arguments))))


def binary(a):
    return 2, [is_float(a)]


def comparison(a):
    return 2, ["int"]


def fixed(inlets, *outlets):
    return lambda a: (inlets, list(outlets))


# name: arguments -> (number of inlets, types of the outlets)
OBJECTS = {
    "loadbang": fixed(1, "bang"),
    "loadmess": fixed(1, ""),
    "closebang": fixed(1, "bang"),
    "t": lambda a: (1, trigger_types(a)),
    "b": lambda a: (1, ["bang"] * (a[0] if a else 2)),
    "pack": lambda a: (len(a), [""]),
    "unpack": lambda a: (1, unpack_types(a)),
    "route": lambda a: (len(a) + 1, [""] * (len(a) + 1)),
    "sel": lambda a: (2 if len(a) == 1 else 1, ["bang"] * len(a) + [""]),
    "prepend": fixed(1, ""),
    "append": fixed(1, ""),
    "sprintf": lambda a: (sprintf_inlets(a), [""]),
    "+": binary,
    "-": binary,
    "*": binary,
    "/": binary,
    "%": binary,
    "!-": binary,
    ">": comparison,
    "<": comparison,
    ">=": comparison,
    "<=": comparison,
    "==": comparison,
    "!=": comparison,
    "expr": lambda a: (expr_inlets(a), [""]),
    "i": fixed(2, "int"),
    "f": fixed(2, "float"),
    "maximum": lambda a: (2, [is_float(a), "int"]),
    "minimum": lambda a: (2, [is_float(a), "int"]),
    "gate": lambda a: (2, [""] * (a[0] if a else 1)),
    "s": fixed(1),
    "r": fixed(0, ""),
    "udpsend": fixed(1),
    "udpreceive": fixed(1, ""),
    "metro": fixed(2, "bang"),
    "delay": fixed(2, "bang"),
    "pipe": lambda a: (max(len(a), 1) if len(a) > 1 else 2, [""] * max(len(a) - 1, 1)),
    "counter": fixed(5, "int", "", "", "int"),
    "random": fixed(2, "int"),
    "drunk": fixed(3, "int"),
    "line": fixed(3, "", "bang"),
    "uzi": fixed(2, "bang", "bang", "int"),
    "scale": fixed(6, ""),
    "speedlim": fixed(2, ""),
    "tosymbol": fixed(1, ""),
    "zl.len": fixed(2, "", ""),
    "zl.slice": fixed(2, "", ""),
    "zl.join": fixed(2, "", ""),
    "zl.lookup": fixed(2, "", ""),
    "notein": fixed(1, "int", "int", "int"),
    "ctlin": lambda a: (1, ["int"] * (3 - min(len(a), 2))),
    "print": fixed(1),
    "adc~": lambda a: (1, ["signal"] * (len(a) if a else 2)),
    "fzero~": fixed(1, "float", "float", ""),
    "cycle~": fixed(2, "signal"),
    "*~": fixed(2, "signal"),
    "selector~": lambda a: ((a[0] if a else 1) + 1, ["signal"]),
}

# Boxes that are drawn and not typed.
DRAWN = {
    "message": (2, [""]),
    "comment": (1, []),
    "number": (1, ["", "bang"]),
    "flonum": (1, ["", "bang"]),
    "toggle": (1, ["int"]),
    "button": (1, ["bang"]),
    "slider": (1, [""]),
    "ezdac~": (2, []),
    "inlet": (0, [""]),
    "outlet": (1, []),
}


def ports(name, arguments):
    """Inlets and outlet types of a built-in object, or None where there is no such object."""
    make = OBJECTS.get(name)
    return make(attributes_off(arguments)) if make else None
