"""What the whole folder is a recording of."""

from dataclasses import dataclass

import numpy as np
from analyse.places import Place

CLIPPED = 0.02  # share of flat tops among loud samples from which a recording is left out
DULL_RATE = 30000  # Hz; a lower rate holds nothing of the highest octaves
PERIODIC, STRAYS = 0.55, 0.3
PITCHED_SHARE = 0.4  # of single sounds that must have a pitch, or the folder is one of struck things
HELD_FLAT = 0.46  # Heard.flat: bowed and blown notes lie above (0.49 to 1), plucked and struck ones below (to 0.43)
STIFF = 2e-6
HIT_FALLS_DB, HIT_EARLY, HIT_FLAT = 15.0, 0.35, 0.65


@dataclass
class Instrument:
    struck: bool  # things without a pitch, one on each key
    sustained: bool = False
    stiff: bool = False
    low_hz: float = 25.0
    high_hz: float = 4600.0

    def place(self, name):
        release = (150.0, 300.0) if self.sustained else (110.0, 240.0)
        return Place(
            name, "", self.sustained, self.stiff, damped=not self.sustained, seconds=2.0,
            yin_hz=(self.low_hz, self.high_hz), release=release,
        )

    def words(self):
        if self.struck:
            return "struck things without a pitch, one on each key"
        kind = "held notes (bowed, blown, sung)" if self.sustained else "notes that ring down (plucked, struck)"
        return kind + (", strings with stiffness" if self.stiff else "")


def pitched(h):
    return h.periodic >= PERIODIC and h.strays < STRAYS


def why_not_one(h):
    """Why a sound is not a single note or hit, or ''."""
    if h.again:
        return f"it begins {h.again + 1} times: more than one note, or speech"
    if h.periodic >= 0.5 and h.strays >= STRAYS and h.flat > HELD_FLAT:
        return "its pitch moves: more than one note, or speech"
    return ""


def is_hit(h):
    return h.falls_db >= HIT_FALLS_DB and h.early < HIT_EARLY and h.flat < HIT_FLAT


def _spare(kept, left, bad, why):
    """Leaves out what is bad, unless that would leave little: then it is kept, and said."""
    worse = [h for h in kept if bad(h)]
    if not worse:
        return kept, ""
    if len(worse) > 0.5 * len(kept):
        return kept, f"{why}: {len(worse)} of {len(kept)} recordings; they are used, since there is little else"
    left += [(h, f"it is {why}") for h in worse]
    return [h for h in kept if not bad(h)], ""


def settle(heard):
    """(Instrument or None, [Heard] used, [(Heard, why not)], [remark])."""
    left = [(h, why) for h in heard if (why := why_not_one(h))]
    out = {id(h) for h, _ in left}
    single, remarks = [h for h in heard if id(h) not in out], []
    for bad, why in (
        (lambda h: h.clipped > CLIPPED, "clipped"),
        (lambda h: h.rate < DULL_RATE, f"dull: less than {DULL_RATE // 1000} kHz sample rate"),
    ):
        single, remark = _spare(single, left, bad, why)
        remarks += [remark] if remark else []
    notes = [h for h in single if pitched(h)]
    if notes and len(notes) >= PITCHED_SHARE * len(single):
        left += [(h, "it has no clear pitch") for h in single if not pitched(h)]
        return _of_notes(notes), notes, left, remarks
    hits = [h for h in single if is_hit(h)]
    left += [(h, "it is neither a note nor a hit that rings down") for h in single if not is_hit(h)]
    return (Instrument(struck=True) if hits else None), hits, left, remarks


def _of_notes(notes):
    sustained = float(np.median([h.flat for h in notes])) >= HELD_FLAT
    stiff = not sustained and float(np.median([h.stiffness for h in notes])) >= STIFF
    sure = [h.hz for h in notes if h.sure and h.periodic > 0.8] or [h.hz for h in notes]
    low, high = np.percentile(sure, 2), np.percentile(sure, 98)
    return Instrument(False, sustained, stiff, max(25.0, 0.7 * low), min(4600.0, 1.45 * high))
