"""A session of Open Stage Control: JSON, widgets at shares of their page, so that it fits any screen.

Properties as its reference has them (openstagecontrol.ammd.net/docs/widgets/properties-reference).
"""

import json

import pages

VERSION = "1.25.0"  # whose properties these are
REPEAT_MS = 2000
TAB = {"colorBg": "auto", "layout": "default", "scroll": False, "innerPadding": False}


def share(part, whole):
    return f"{100 * part / whole:.3f}%"


def base(widget, page, kind, **more):
    left, top, width, height = widget.frame
    return {
        "type": kind,
        "id": ident(widget, page),
        "left": share(left, pages.WIDTH),
        "top": share(top, pages.HEIGHT),
        "width": share(width, pages.WIDTH),
        "height": share(height, pages.HEIGHT),
        **more,
    }


def ident(widget, page):
    return f"{page.name}/{widget.name}".replace(" ", "_").replace(".", "_").replace("/", "_")


def number(value):
    return int(value) if float(value).is_integer() else value


def range_of(parameter):
    keys = {0.0: "min", 1.0: "max"}
    return {keys.get(at, f"{100 * at:g}%"): number(value) for at, value in parameter.points()}


def fader(w, page):
    p = w.parameter
    more = {"steps": int(p.high - p.low) + 1} if p.whole else {}
    return base(
        w,
        page,
        "fader",
        address=w.address,
        range=range_of(p),
        default=number(p.standard),
        origin=number(p.standard),
        doubleTap=True,
        design="compact",
        decimals=0 if p.whole else 4,
        typeTags="f",
        **more,
    )


def choice(w, page):
    values = {name: i for i, name in enumerate(w.parameter.choices)}
    return base(
        w,
        page,
        "switch",
        address=w.address,
        values=values,
        default=number(w.parameter.standard),
        layout="vertical",
        typeTags="f",
    )


def value(w, page):
    of = ident(pages.Widget("", w.name.removesuffix(".value"), w.frame), page)
    return base(w, page, "text", value=f"@{{{of}}}", bypass=True)


def xy(w, page):
    other, p = w.more[0], w.parameter
    script = f"send('{w.address}', value[0])\nsend('{other}', value[1])"
    return base(
        w,
        page,
        "xy",
        rangeX=range_of(p),
        rangeY=range_of(w.more[1]),
        default=[number(p.standard), number(w.more[1].standard)],
        snap=True,
        pips=False,
        decimals=4,
        bypass=True,
        onValue=script,
    )


def label(w, page):
    return base(w, page, "text", value=w.text, bypass=True)


def mark(w, page):
    """A name on the map: not to be touched, the map lies below."""
    return base(
        w,
        page,
        "text",
        value=w.text,
        bypass=True,
        interaction=False,
        alphaFillOn=0,
        css="opacity: 0.6; pointer-events: none;",
    )


def button(w, page):
    if w.repeat:
        words = ", ".join(json.dumps(a) for a in (w.address, *map(as_number, w.arguments)))
        script = (
            f"if (value) {{\n  send({words})\n  setInterval('again', () => send({words}), {REPEAT_MS})\n"
            f"}} else {{\n  clearInterval('again')\n  send('/unsubscribe')\n}}"
        )
        return base(w, page, "button", mode="toggle", label=w.text, bypass=True, onValue=script)
    if not w.arguments:
        return base(w, page, "button", mode="momentary", label=w.text, address=w.address)
    *before, last = map(as_number, w.arguments)
    return base(
        w,
        page,
        "button",
        mode="tap",
        label=w.text,
        address=w.address,
        preArgs=before or "",
        on=last,
        typeTags="".join("s" if isinstance(a, str) else "f" for a in w.arguments),
    )


def as_number(a):
    return a if isinstance(a, str) else number(a)


def meter(w, page):
    return base(
        w,
        page,
        "fader",
        address=w.address,
        range={"min": w.low, "max": w.high},
        default=w.low,
        design="compact",
        interaction=False,
        bypass=True,
    )


def shown_number(w, page):
    return base(w, page, "text", address=w.address, bypass=True, decimals=w.decimals, default="-")


def place(w, page):
    return base(w, page, "dropdown", address=w.address, values=list(w.places), label="auto", typeTags="s")


MAKE = {
    "fader": fader,
    "choice": choice,
    "value": value,
    "xy": xy,
    "label": label,
    "mark": mark,
    "button": button,
    "meter": meter,
    "number": shown_number,
    "place": place,
}


def session(all_pages):
    tabs = [
        {
            "type": "tab",
            "id": p.name.replace(" ", "_"),
            "label": p.name,
            "colorWidget": p.color,
            **TAB,
            "widgets": [MAKE[w.kind](w, p) for w in p.widgets],
        }
        for p in all_pages
    ]
    return {
        "createdWith": "Open Stage Control",
        "version": VERSION,
        "type": "session",
        "content": {"type": "root", "id": "root", "tabs": tabs},
    }


def text(all_pages):
    return json.dumps(session(all_pages), indent=2, ensure_ascii=False) + "\n"
