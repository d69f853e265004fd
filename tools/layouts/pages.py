"""What stands on which page, for every kind of screen alike: widgets with their place on a canvas of 1280 by 740."""

from dataclasses import dataclass, field

from registry import Parameter

WIDTH, HEIGHT = 1280, 740
MARGIN = 10
HEAD = 50  # the strip at the top of a page, with its buttons
COLUMNS = 12
PARTS = 16
SLOTS = 8  # snapshots
TEMPO = Parameter("tempo", "bpm", 30, 240, 120, "linear", "beats a minute")
LABEL = 24

# The map and the mixer have widgets of their own; what is named nowhere comes after the last of these.
ORDER = [
    "brightness",
    "odd_even",
    "noise",
    "stretch",
    "attack",
    "release",
    "drift",
    "vibrato",
    "vibrato_rate",
    "pressure_depth",
    "gain",
    "width",
    "volume",
    "expression",
    "pan",
    "tune",
    "transpose",
    "bend_range",
    "mode",
    "glide",
    "cloud",
    "cloud_pitch",
    "cloud_time",
    "cloud_timbre",
    "cloud_drift",
]
ON_MAP = ["x", "y", "morph", "morph_to"]

COLORS = {
    "sound": "#5fb3b3",
    "map": "#99c794",
    "dims": "#c594c5",
    "mixer": "#6699cc",
    "stage": "#fac863",
    "meters": "#f99157",
}

# What the meters page shows: address, label, lowest and highest, decimals.
METERS = [
    ("/status/peak/left", "left dB", -60, 0),
    ("/status/peak/right", "right dB", -60, 0),
    ("/status/load", "load", 0, 1),
]
NUMBERS = [
    ("/status/voices", "voices", 0),
    ("/status/delay", "delay, samples", 0),
    ("/status/step/p99", "step p99, us", 0),
    ("/status/step/max", "step max, us", 0),
    ("/status/misses", "misses", 0),
    ("/status/concealed", "concealed", 0),
    ("/status/xruns", "xruns", 0),
    ("/status/late", "late events", 0),
    ("/status/osc/messages", "osc messages", 0),
    ("/status/osc/rejected", "osc rejected", 0),
    ("/transport/tempo", "tempo", 1),
    ("/transport/beat", "beat", 2),
]
WATCHED = ["/status/*", "/status/*/*", "/transport/*"]
WATCH_HZ = 10


@dataclass(frozen=True)
class Widget:
    kind: str  # fader, choice, xy, label, button, meter, number, place
    name: str
    frame: tuple  # left, top, width, height
    address: str = ""
    parameter: object = None
    text: str = ""
    arguments: tuple = ()
    decimals: int = 2
    low: float = 0
    high: float = 1
    places: tuple = ()
    more: tuple = ()  # a second address: the y of an xy
    repeat: bool = False  # said again every two seconds while it is on


@dataclass
class Page:
    name: str
    color: str
    widgets: list = field(default_factory=list)


def inset(left, top, width, height):
    return (round(left) + 3, round(top) + 3, round(width) - 6, round(height) - 6)


def button(name, text, frame, address, *arguments):
    return Widget("button", name, inset(*frame), address, text=text, arguments=arguments)


def fader(name, parameter, left, top, width, height, address, text=None):
    """A fader with its label above it and its value, which the screen writes, below."""
    kind = "choice" if parameter.choices else "fader"
    return [
        Widget(
            "label", f"{name}.label", inset(left, top, width, LABEL + 6), text=text or parameter.name.replace("_", " ")
        ),
        Widget(kind, name, inset(left, top + LABEL + 6, width, height - 2 * LABEL - 12), address, parameter),
        Widget("value", f"{name}.value", inset(left, top + height - LABEL - 6, width, LABEL + 6), address, parameter),
    ]


def head(page):
    """Panic is within reach wherever one is."""
    page.widgets.append(
        Widget("label", f"{page.name}.title", inset(MARGIN, 0, 300, HEAD), text=f"Seaglass  {page.name}")
    )
    page.widgets.append(button(f"{page.name}.panic", "panic", (WIDTH - MARGIN - 120, 0, 120, HEAD), "/panic"))


def rows_of_faders(page, parameters, rows):
    width, height = (WIDTH - 2 * MARGIN) / COLUMNS, (HEIGHT - HEAD - MARGIN) / rows
    for i, p in enumerate(parameters):
        row, column = divmod(i, COLUMNS)
        page.widgets += fader(
            p.name, p, MARGIN + column * width, HEAD + row * height, width, height, f"/control/{p.name}"
        )


def sound_pages(registry):
    elsewhere = set(ON_MAP) | {p.name for p in registry.parameters if p.name.startswith("dim_")}
    here = [p for p in registry.parameters if p.name not in elsewhere]
    here.sort(key=lambda p: ORDER.index(p.name) if p.name in ORDER else len(ORDER))
    for i in range(0, len(here), 2 * COLUMNS):
        page = Page("sound" if i == 0 else f"sound {i // (2 * COLUMNS) + 1}", COLORS["sound"])
        head(page)
        rows_of_faders(page, here[i : i + 2 * COLUMNS], 2)
        yield page


def map_page(registry):
    page = Page("map", COLORS["map"])
    head(page)
    side = HEIGHT - HEAD - MARGIN
    x, y = registry.parameter("x"), registry.parameter("y")
    pad = inset(MARGIN, HEAD, side, side)
    page.widgets.append(Widget("xy", "map", pad, "/control/x", x, more=("/control/y", y)))
    for place in registry.places:
        if place.x is not None:
            left = pad[0] + place.x * pad[2] - 60
            top = pad[1] + (1 - place.y) * pad[3] - LABEL / 2
            left = min(max(left, pad[0]), pad[0] + pad[2] - 120)
            page.widgets.append(
                Widget("mark", f"map.{place.name}", (round(left), round(top), 120, LABEL), text=place.name)
            )
    left = MARGIN + side + MARGIN
    for i, name in enumerate(ON_MAP[2:]):
        page.widgets += fader(name, registry.parameter(name), left + i * 100, HEAD, 100, side, f"/control/{name}")
    left, columns = left + 210, 2
    width = (WIDTH - MARGIN - left) / columns
    rows = max(1, -(-len(registry.places) // columns))
    height = min(80, side / rows)
    for i, place in enumerate(registry.places):
        row, column = divmod(i, columns)
        page.widgets.append(
            button(
                f"place.{place.name}",
                place.name,
                (left + column * width, HEAD + row * height, width, height),
                "/place",
                place.name,
            )
        )
    return page


def dims_page(registry):
    page = Page("dims", COLORS["dims"])
    head(page)
    rows_of_faders(page, [p for p in registry.parameters if p.name.startswith("dim_")], 1)
    return page


def mixer_page(registry):
    page = Page("mixer", COLORS["mixer"])
    head(page)
    width, height = (WIDTH - 2 * MARGIN) / PARTS, HEIGHT - HEAD - MARGIN
    names = tuple(p.name for p in registry.places)
    for part in range(1, PARTS + 1):
        left, path = MARGIN + (part - 1) * width, f"/part/{part}"
        page.widgets.append(Widget("label", f"{part}.label", inset(left, HEAD, width, LABEL + 6), text=str(part)))
        page.widgets.append(
            Widget("place", f"{part}.place", inset(left, HEAD + 30, width, 90), f"{path}/place", places=names)
        )
        page.widgets += fader(f"{part}.pan", registry.parameter("pan"), left, HEAD + 120, width, 200, f"{path}/pan")
        page.widgets += fader(
            f"{part}.volume", registry.parameter("volume"), left, HEAD + 320, width, height - 320, f"{path}/volume"
        )
    return page


def stage_page():
    """Transport, snapshots, setlist."""
    page = Page("stage", COLORS["stage"])
    head(page)
    third = (HEIGHT - HEAD - MARGIN) / 3
    commands = [
        ("start", "/transport/start"),
        ("stop", "/transport/stop"),
        ("continue", "/transport/continue"),
        ("tap", "/transport/tap"),
        ("previous", "/setlist/previous"),
        ("next", "/setlist/next"),
    ]
    width = (WIDTH - 2 * MARGIN) / (len(commands) + 1)
    page.widgets += fader("tempo", TEMPO, MARGIN, HEAD, width, third, "/transport/tempo")
    for i, (text, address) in enumerate(commands, 1):
        page.widgets.append(button(text, text, (MARGIN + i * width, HEAD, width, third), address))
    width = (WIDTH - 2 * MARGIN) / SLOTS
    for slot in range(1, SLOTS + 1):
        left = MARGIN + (slot - 1) * width
        page.widgets.append(
            button(
                f"store.{slot}", f"store {slot}", (left, HEAD + third, width, third * 0.5), "/snapshot/store", str(slot)
            )
        )
        page.widgets.append(
            button(
                f"recall.{slot}",
                f"recall {slot}",
                (left, HEAD + 1.5 * third, width, third),
                "/snapshot/recall",
                str(slot),
            )
        )
        page.widgets.append(
            button(
                f"glide.{slot}",
                f"{slot} in 10 s",
                (left, HEAD + 2.5 * third, width, third * 0.5),
                "/snapshot/recall",
                str(slot),
                10.0,
            )
        )
    return page


def meters_page():
    page = Page("meters", COLORS["meters"])
    head(page)
    page.widgets.append(
        Widget(
            "button",
            "listen",
            inset(WIDTH - MARGIN - 260, 0, 140, HEAD),
            "/subscribe",
            text="listen",
            arguments=(float(WATCH_HZ), *WATCHED),
            repeat=True,
        )
    )
    height = HEIGHT - HEAD - MARGIN
    for i, (address, text, low, high) in enumerate(METERS):
        left = MARGIN + i * 130
        page.widgets.append(Widget("label", f"{text}.label", inset(left, HEAD, 130, LABEL + 6), text=text))
        page.widgets.append(
            Widget("meter", text, inset(left, HEAD + LABEL + 6, 130, height - LABEL - 6), address, low=low, high=high)
        )
    left, columns = MARGIN + 130 * len(METERS) + MARGIN, 3
    width, rows = (WIDTH - MARGIN - left) / columns, -(-len(NUMBERS) // columns)
    for i, (address, text, decimals) in enumerate(NUMBERS):
        row, column = divmod(i, columns)
        top = HEAD + row * height / rows
        page.widgets.append(
            Widget("label", f"{text}.label", inset(left + column * width, top, width, LABEL + 6), text=text)
        )
        page.widgets.append(
            Widget(
                "number",
                text,
                inset(left + column * width, top + LABEL + 6, width, height / rows - LABEL - 6),
                address,
                decimals=decimals,
            )
        )
    return page


def all_pages(registry):
    return [
        *sound_pages(registry),
        map_page(registry),
        dims_page(registry),
        mixer_page(registry),
        stage_page(),
        meters_page(),
    ]
