"""What each abstraction sends for what it is given: one table, which the real pd and the played Max patchers both meet.

Ints and floats count as the same number: the instrument takes either.
"""

import osc


class Case:
    """inputs: (inlet, message) in turn; sent: (address, arguments) that must leave; answers: packets that come back
    after the first message; heard: (outlet, words) that must come out of the abstraction."""

    def __init__(self, name, inputs, sent, answers=(), heard=()):
        self.name, self.inputs, self.sent, self.answers, self.heard = name, inputs, sent, answers, list(heard)


def answer(address, *arguments):
    return osc.encode(address, arguments)


CASES = [
    Case(
        "sg 127.0.0.1 PORT",
        [
            (0, "place cello"),
            (0, "place 'alto sax'"),
            (0, "patch drums"),
            (0, "lead safe"),
            (0, "control drift 2"),
            (0, "panic"),
            (0, "/transport/tempo 90.5"),
            (0, "/ping"),
            (0, "/note/on 1 60.5 0.5 at 0.25"),
        ],
        [
            ("/place", ["cello"]),
            ("/place", ["alto sax"]),
            ("/patch", ["drums"]),
            ("/lead", ["safe"]),
            ("/control", ["drift", 2]),
            ("/panic", []),
            ("/transport/tempo", [90.5]),
            ("/ping", []),
            ("/note/on", [1, 60.5, 0.5, "at", 0.25]),
        ],
        [
            answer("/pong", 7),
            osc.bundle(
                [answer("/status/peak/left", 0.5), answer("/voice/3/pitch", 60.5), answer("/patch/name", "main")]
            ),
        ],
        [(0, "/pong 7"), (0, "/status/peak/left 0.5"), (0, "/voice/3/pitch 60.5"), (0, "/patch/name main")],
    ),
    Case(
        "sg.note 2",
        [
            (0, "60.5 0.75"),
            (0, "60.5 0"),
            (0, "64 1 vibrato 40 x 0.25"),
            (0, "60 0.5"),
            (0, "60 0 at 0.5"),
            (0, "-0.5 0.5"),
        ],
        [
            ("/note/on", [206050, 60.5, 0.75, 2]),
            ("/note/off", [206050]),
            ("/note/on", [206400, 64, 1, 2, "vibrato", 40, "x", 0.25]),
            ("/note/on", [206000, 60, 0.5, 2]),
            ("/note/off", [206000, "at", 0.5]),
            ("/note/on", [199950, -0.5, 0.5, 2]),
        ],
        heard=[(0, "206050"), (0, "206050"), (0, "206400"), (0, "206000"), (0, "206000"), (0, "199950")],
    ),
    Case("sg.note", [(0, "60.5 0.75")], [("/note/on", [106050, 60.5, 0.75, 1])], heard=[(0, "106050")]),
    Case(
        "sg.set pitch",
        [(1, "260500"), (0, "67"), (0, "68.5 at 0.5"), (1, "7"), (0, "40.25")],
        [
            ("/note/set", [260500, "pitch", 67]),
            ("/note/set", [260500, "pitch", 68.5, "at", 0.5]),
            ("/note/set", [7, "pitch", 40.25]),
        ],
    ),
    Case(
        "sg.control brightness",
        [(0, "3"), (0, "-2.5 at 1")],
        [("/control", ["brightness", 3]), ("/control", ["brightness", -2.5, "at", 1])],
    ),
    Case(
        "sg.part 2 vibrato",
        [(0, "12.5"), (0, "3 beat 16")],
        [("/part/2/vibrato", [12.5]), ("/part/2/vibrato", [3, "beat", 16])],
    ),
    Case(
        "sg.part 16 place",
        [(0, "cello"), (0, "'alto sax'")],
        [("/part/16/place", ["cello"]), ("/part/16/place", ["alto sax"])],
    ),
    Case(
        "sg.voice pitch",
        [(0, "60.25"), (1, "3"), (0, "61"), (1, "[1-4]"), (0, "62")],
        [("/voice/*/pitch", [60.25]), ("/voice/3/pitch", [61]), ("/voice/[1-4]/pitch", [62])],
    ),
    Case(
        "sg.snapshot",
        [(0, "store verse"), (0, "recall verse 20"), (0, "recall verse"), (0, "delete verse"), (0, "names")],
        [
            ("/snapshot/store", ["verse"]),
            ("/snapshot/recall", ["verse", 20]),
            ("/snapshot/recall", ["verse"]),
            ("/snapshot/delete", ["verse"]),
            ("/snapshot/list", []),
        ],
        [
            answer("/done", "/snapshot/store", "verse"),
            answer("/fail", "/snapshot/recall", "none"),
            answer("/done", "/patch", "drums"),
            answer("/done", "/snapshot/list", "verse", "chorus"),
        ],
        [(0, "store verse"), (1, "recall none"), (0, "names verse chorus")],
    ),
    Case(
        "sg.meter 20 /status/peak/left",
        [(0, "bang"), (0, "1"), (0, "0")],
        [("/status/peak/left", []), ("/subscribe", [20, "/status/peak/left"]), ("/unsubscribe", ["/status/peak/left"])],
        [osc.bundle([answer("/status/peak/right", 0.25), answer("/status/peak/left", 0.5)])],
        [(0, "0.5")],
    ),
]


def same(expected, got):
    """Are these the same messages? Numbers within what single precision keeps."""
    if len(expected) != len(got):
        return False
    for (address, arguments), (other_address, other) in zip(expected, got):
        if address != other_address or len(arguments) != len(other):
            return False
        for a, b in zip(arguments, other):
            if isinstance(a, str) != isinstance(b, str):
                return False
            if a != b if isinstance(a, str) else abs(a - b) > 1e-5 * max(1, abs(a)):
                return False
    return True
