"""What all objects of max_player share. A message is a list of atoms: ints, floats and symbols; ['bang'] is a bang."""


def number(message, default=None):
    """The number at a message's head, with or without the word before it."""
    rest = message[1:] if message and message[0] in ("int", "float", "list") else message
    return rest[0] if rest and isinstance(rest[0], (int, float)) else default


def as_type_of(model, value):
    """An int element cuts off what a float brings; a float element makes a float of an int; a symbol takes all."""
    if isinstance(value, str) or isinstance(model, str):
        return value
    return float(value) if isinstance(model, float) else int(value)


def format_number(value):
    return f"{value:g}" if isinstance(value, float) else str(value)


class Box:
    def __init__(self, words):
        self.words = words

    def setup(self, owner, box, outlets):
        self.owner, self.box, self.outlets = owner, box, outlets
        self.player = owner.player
        self.ready()

    def ready(self):
        pass

    def out(self, outlet, message):
        self.owner.out(self.box.id, outlet, message)

    def take(self, inlet, message):
        raise NotImplementedError
