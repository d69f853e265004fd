"""A TouchOSC layout: a tree of controls in XML, compressed by zlib (hexler.net/touchosc/manual).

A fader whose parameter is straight has an OSC message with its range; one that is curved has a script with the same
breakpoints as the other layout. The script also writes the value below the fader.
"""

import uuid
import zlib
from xml.etree import ElementTree

import pages

VERSION = "3"
TABS = 60
NAMES = uuid.uuid5(uuid.NAMESPACE_DNS, "seaglass.layouts")  # ids that stay from one run to the next
CONNECTIONS = "00001"  # connection 1
TEXT_SIZE = 14
GRID_STEPS = 11

SCRIPT = """local path = '{path}'
local points = {{{points}}}
local whole = {whole}
local sends = {sends}
local names = {{{names}}}

local function value_of(x)
  for i = 2, #points do
    if x <= points[i][1] or i == #points then
      local a, b = points[i - 1], points[i]
      local v = a[2] + (b[2] - a[2]) * (x - a[1]) / (b[1] - a[1])
      return whole and math.floor(v + 0.5) or v
    end
  end
end

local function place_of(v)
  for i = 2, #points do
    if v <= points[i][2] or i == #points then
      local a, b = points[i - 1], points[i]
      return math.max(0, math.min(1, a[1] + (b[1] - a[1]) * (v - a[2]) / (b[2] - a[2])))
    end
  end
end

local receiving = false

function onValueChanged(key)
  if key ~= 'x' then return end
  local v = value_of(self.values.x)
  local text = names[v + 1] or string.format(whole and '%d' or '%.2f', v)
  self.parent.children[self.name .. '.value'].values.text = text
  if sends and not receiving then sendOSC(path, v) end
end

function onReceiveOSC(message)
  if not sends or message[1] ~= path or #message[2] == 0 then return end
  receiving = true
  self.values.x = place_of(message[2][1].value)
  receiving = false
end
"""

STEPPER = """local places = {{{places}}}
local at = 0

function onValueChanged(key)
  if key ~= 'x' or self.values.x ~= 1 or #places == 0 then return end
  at = at % #places + 1
  sendOSC('{path}', places[at])
  self.parent.children[self.name .. '.name'].values.text = places[at]
end

function onReceiveOSC(message)
  if message[1] ~= '{path}' or #message[2] == 0 then return end
  for i = 1, #places do
    if places[i] == message[2][1].value then
      at = i
      self.parent.children[self.name .. '.name'].values.text = places[i]
    end
  end
end
"""

AGAIN = """local due = 0

function update()
  if self.values.x == 1 and getMillis() >= due then
    due = getMillis() + 2000
    sendOSC({words})
  end
end
"""


def color_of(hexadecimal, alpha=1.0):
    return tuple(round(int(hexadecimal[i : i + 2], 16) / 255, 4) for i in (1, 3, 5)) + (alpha,)


class Node:
    """One control. `path` makes its id."""

    def __init__(self, kind, name, frame, path, **properties):
        self.element = ElementTree.Element("node", ID=str(uuid.uuid5(NAMES, path)), type=kind)
        self.properties = ElementTree.SubElement(self.element, "properties")
        self.values = ElementTree.SubElement(self.element, "values")
        self.path = path
        for key, value in {"name": name, "frame": frame, **properties}.items():
            self.set(key, value)
        self.value("touch", "false")

    def set(self, key, value):
        """The type letter follows from the value: b, i, f, s, c for a color, r for a frame."""
        kind = (
            "r"
            if key == "frame"
            else (
                "c"
                if isinstance(value, tuple)
                else (
                    "b"
                    if isinstance(value, bool)
                    else "i" if isinstance(value, int) else "f" if isinstance(value, float) else "s"
                )
            )
        )
        item = ElementTree.SubElement(self.properties, "property", type=kind)
        ElementTree.SubElement(item, "key").text = key
        holder = ElementTree.SubElement(item, "value")
        if kind in "rc":
            for letter, part in zip("xywh" if kind == "r" else "rgba", value):
                ElementTree.SubElement(holder, letter).text = f"{part:g}"
        else:
            holder.text = str(int(value)) if kind == "b" else str(value) if kind == "s" else f"{value:g}"

    def value(self, key, default):
        item = ElementTree.SubElement(self.values, "value")
        for tag, text in (
            ("key", key),
            ("locked", "0"),
            ("lockedDefaultCurrent", "0"),
            ("default", default),
            ("defaultPull", "0"),
        ):
            ElementTree.SubElement(item, tag).text = text
        return self

    def osc(self, address, arguments, trigger="x", condition="ANY", send=True, receive=True):
        """arguments: (type, conversion, value, scale low, scale high) of each."""
        messages = self.element.find("messages")
        if messages is None:
            messages = ElementTree.SubElement(self.element, "messages")
        message = ElementTree.SubElement(messages, "osc")
        for tag, text in (
            ("enabled", "1"),
            ("send", str(int(send))),
            ("receive", str(int(receive))),
            ("feedback", "0"),
            ("connections", CONNECTIONS),
        ):
            ElementTree.SubElement(message, tag).text = text
        fires = ElementTree.SubElement(ElementTree.SubElement(message, "triggers"), "trigger")
        ElementTree.SubElement(fires, "var").text = trigger
        ElementTree.SubElement(fires, "condition").text = condition
        partials(ElementTree.SubElement(message, "path"), [("CONSTANT", "STRING", address, 0, 1)])
        partials(ElementTree.SubElement(message, "arguments"), arguments)
        return self

    def add(self, *nodes):
        children = self.element.find("children")
        if children is None:
            children = ElementTree.SubElement(self.element, "children")
        for node in nodes:
            children.append(node.element)
        return self


def partials(parent, list_of):
    for kind, conversion, value, low, high in list_of:
        item = ElementTree.SubElement(parent, "partial")
        for tag, text in (
            ("type", kind),
            ("conversion", conversion),
            ("value", value),
            ("scaleMin", f"{low:g}"),
            ("scaleMax", f"{high:g}"),
        ):
            ElementTree.SubElement(item, tag).text = text


def constant(argument):
    return (
        ("CONSTANT", "STRING", argument, 0, 1)
        if isinstance(argument, str)
        else ("CONSTANT", "FLOAT", f"{argument:g}", 0, 1)
    )


def label_node(name, frame, path, text, size=TEXT_SIZE, alpha=1.0):
    return Node(
        "LABEL",
        name,
        frame,
        path,
        interactive=False,
        background=False,
        outline=False,
        textSize=size,
        textClip=True,
        textColor=(1.0, 1.0, 1.0, alpha),
    ).value("text", text)


def lua_text(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fader(w, page, path):
    p, points = w.parameter, w.parameter.points()
    scripted = len(points) > 2 or p.whole
    script = SCRIPT.format(
        path=w.address,
        points=", ".join(f"{{{at:g}, {value:g}}}" for at, value in points),
        whole=str(p.whole).lower(),
        sends=str(scripted).lower(),
        names=", ".join(map(lua_text, p.choices)),
    )
    node = Node(
        "FADER",
        w.name,
        w.frame,
        path,
        color=color_of(page.color),
        script=script,
        gridSteps=len(p.choices) or GRID_STEPS,
    )
    node.value("x", f"{p.share_of(p.standard):.5g}")
    if not scripted:
        node.osc(w.address, [("VALUE", "FLOAT", "x", p.low, p.high)])
    return [node]


def value(w, page, path):
    p = w.parameter
    return [label_node(w.name, w.frame, path, p.choices[int(p.standard)] if p.choices else f"{p.standard:g}")]


def xy(w, page, path):
    node = Node("XY", w.name, w.frame, path, color=color_of(page.color), gridX=True, gridY=True)
    for axis, address, p in (("x", w.address, w.parameter), ("y", *w.more)):
        node.value(axis, f"{p.share_of(p.standard):g}").osc(
            address, [("VALUE", "FLOAT", axis, p.low, p.high)], trigger=axis
        )
    return [node]


def button(w, page, path):
    node = Node("BUTTON", w.name, w.frame, path, color=color_of(page.color), buttonType=1 if w.repeat else 0).value(
        "x", "0"
    )
    if w.repeat:
        words = ", ".join(
            [lua_text(w.address)] + [lua_text(a) if isinstance(a, str) else f"{a:g}" for a in w.arguments]
        )
        node.set("script", AGAIN.format(words=words))
    else:
        node.osc(w.address, [constant(a) for a in w.arguments], condition="RISE", receive=False)
    return [node, label_node(f"{w.name}.text", w.frame, f"{path}/text", w.text)]


def place(w, page, path):
    script = STEPPER.format(places=", ".join(map(lua_text, w.places)), path=w.address)
    node = Node("BUTTON", w.name, w.frame, path, color=color_of(page.color), buttonType=0, script=script).value(
        "x", "0"
    )
    return [node, label_node(f"{w.name}.name", w.frame, f"{path}/name", "next place", 12)]


def meter(w, page, path):
    node = Node("FADER", w.name, w.frame, path, color=color_of(page.color), interactive=False, cursor=False)
    return [node.value("x", "0").osc(w.address, [("VALUE", "FLOAT", "x", w.low, w.high)], send=False)]


def shown_number(w, page, path):
    node = label_node(w.name, w.frame, path, "-", 28)
    return [node.osc(w.address, [("VALUE", "STRING", "text", 0, 1)], trigger="text", send=False)]


MAKE = {
    "fader": fader,
    "choice": fader,
    "value": value,
    "xy": xy,
    "button": button,
    "place": place,
    "meter": meter,
    "number": shown_number,
    "label": lambda w, page, path: [label_node(w.name, w.frame, path, w.text)],
    "mark": lambda w, page, path: [label_node(w.name, w.frame, path, w.text, 12, 0.6)],
}


def tree(all_pages):
    root = Node(
        "GROUP",
        "Seaglass",
        (0, 0, pages.WIDTH, pages.HEIGHT + TABS),
        "root",
        color=(0.0, 0.0, 0.0, 1.0),
        interactive=False,
    )
    pager = Node(
        "PAGER",
        "pages",
        (0, 0, pages.WIDTH, pages.HEIGHT + TABS),
        "root/pages",
        tabbar=True,
        tabLabels=True,
        tabbarSize=TABS,
        textSizeOn=18,
        textSizeOff=18,
        color=(0.1, 0.1, 0.1, 1.0),
    ).value("page", "0")
    for page in all_pages:
        group = Node(
            "GROUP",
            page.name,
            (0, TABS, pages.WIDTH, pages.HEIGHT),
            f"root/{page.name}",
            interactive=False,
            tabLabel=page.name,
            tabColorOn=color_of(page.color),
            tabColorOff=(0.25, 0.25, 0.25, 1.0),
            textColorOn=(0.0, 0.0, 0.0, 1.0),
            textColorOff=(1.0, 1.0, 1.0, 1.0),
            color=(0.06, 0.06, 0.08, 1.0),
        )
        for w in page.widgets:
            group.add(*MAKE[w.kind](w, page, f"root/{page.name}/{w.name}"))
        pager.add(group)
    document = ElementTree.Element("lexml", version=VERSION)
    document.append(root.add(pager).element)
    return document


def xml(all_pages):
    return ElementTree.tostring(tree(all_pages), encoding="UTF-8", xml_declaration=True)


def packed(all_pages):
    return zlib.compress(xml(all_pages), 9)
