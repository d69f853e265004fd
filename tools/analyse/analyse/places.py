"""Which recordings make which place of the `main` patch, and what is known about them."""

import re
from dataclasses import dataclass

_DYNAMICS = {"p": 0.3, "m": 0.6, "mf": 0.6, "f": 0.9}
_CLASSES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}


@dataclass(frozen=True)
class Place:
    """A place of the patch. pattern: files under the recordings; seconds: how much of a note is
    kept.
    """

    name: str
    pattern: str
    sustained: bool = True
    stiff: bool = False
    modal: bool = False  # struck bars, bells, glass: modes that follow no series
    damped: bool = False  # may be stopped by hand within the recording
    seconds: float = 2.0  # of sustain, or of a decaying note
    cut_at_s: float = 0.0  # clips of this length end in an added fade
    skip_s: float = 0.0  # of a swell too slow to play; what follows is faded in over 50 ms
    transient_s: float = 0.0
    yin_hz: tuple = (25.0, 4600.0)
    release: tuple = (
        150.0,
        300.0,
    )  # dB per second at 100 Hz and at 5 kHz where the recordings show none
    takes: int = 9  # of the same pitch and dynamic, at most
    below: int = 1  # keys that the range goes beyond the recordings
    above: int = 2
    slope_db: float = 0.0  # gentle tilt of loudness from lowest to highest note
    name_octave: int = 1  # what to add to the octave number in names for MIDI's C4 = 60, or None


PLACES = [
    Place(
        "cello",
        r"notes/cello__\w+?_(?P<dynamic>p|mf|f)_[dg]\.flac",
        seconds=1.9,
        yin_hz=(55, 1300),
        release=(120, 260),
        takes=2,
    ),
    Place(
        "double bass",
        r"notes/bassarco__\w+_(?P<dynamic>p|mf|f)_down\.flac",
        seconds=1.9,
        cut_at_s=6.0,
        yin_hz=(26, 500),
        release=(90, 220),
        name_octave=0,
    ),
    Place(
        "double bass pizzicato",
        r"notes/basspizz__\w+_(?P<dynamic>[pmf])[a-d]\.flac",
        False,
        True,
        seconds=2.3,
        cut_at_s=5.0,
        transient_s=0.08,
        yin_hz=(26, 500),
        release=(60, 120),
        takes=1,
        name_octave=0,
    ),
    Place(
        "soprano sax",
        r"notes/sax__sop_(?P<dynamic>[pf])_\d+\.flac",
        seconds=1.6,
        yin_hz=(150, 1800),
        release=(200, 400),
    ),
    Place(
        "alto sax",
        r"notes/sax__alt_(?P<dynamic>[pf])_\d+\.flac",
        seconds=1.6,
        yin_hz=(100, 1400),
        release=(200, 400),
    ),
    Place(
        "tenor sax",
        r"notes/sax__ten_(?P<dynamic>[pf])_\d+\.flac",
        seconds=1.6,
        yin_hz=(75, 1000),
        release=(200, 400),
    ),
    Place(
        "baritone sax",
        r"notes/sax__bar_(?P<dynamic>[pf])_\d+\.flac",
        seconds=1.6,
        yin_hz=(50, 800),
        release=(200, 400),
    ),
    Place(
        "flute",
        r"notes/flute__nor_(?P<dynamic>[pmf])_\d_\d\.flac",
        seconds=2.0,
        yin_hz=(200, 2600),
        release=(200, 400),
    ),
    Place(
        "flute two",
        r"notes/flute__two_\d_\d\.flac",
        seconds=2.0,
        yin_hz=(200, 2600),
        release=(200, 400),
    ),
    Place(
        "guitar",
        r"notes/guitar__\w+\.flac",
        False,
        True,
        damped=True,
        seconds=2.5,
        transient_s=0.06,
        yin_hz=(50, 1200),
        release=(90, 180),
        name_octave=0,
    ),
    Place(
        "piano",
        r"notes/piano__(?P<key>\d+)_(?P<dynamic>p|mf|f)\.flac",
        False,
        True,
        seconds=2.6,
        cut_at_s=7.0,
        transient_s=0.1,
        release=(110, 240),
        slope_db=-1.0,
    ),
    Place("oboe", r"notes/sms__oboe-A4\.flac", seconds=2.5, release=(200, 400), below=7, above=7),
    Place(
        "trumpet", r"notes/sms__trumpet-A4\.flac", seconds=2.5, release=(200, 400), below=7, above=7
    ),
    Place("organ", r"notes/sms__organ-C3\.flac", seconds=2.5, release=(150, 300), below=9, above=9),
    Place(
        "glass",
        r"notes/sonicpi__ambi_glass_rub\.flac",
        seconds=2.0,
        skip_s=0.9,
        yin_hz=(300, 1500),
        release=(40, 80),
        below=12,
        above=10,
    ),
    Place(
        "vibraphone",
        r"notes/sms__vibraphone-C6\.flac",
        False,
        modal=True,
        seconds=3.0,
        release=(40, 120),
        below=19,
        above=12,
    ),
    Place(
        "cello pizzicato",
        r"percussive/cellopizz__\w+_[1-4]\.flac",
        False,
        True,
        seconds=1.6,
        transient_s=0.08,
        yin_hz=(50, 600),
        release=(60, 120),
        takes=1,
    ),
]


def named_key(file, match, place):
    """The MIDI key in a file's name, or None; for the report of octave errors."""
    if match.groupdict().get("key"):
        return int(match["key"])
    named = re.search(r"__([A-Ga-g])([bs]?)(\d)(?=[_.])", file)
    if not named:
        return None
    letter, sign, octave = named.groups()
    return (
        _CLASSES[letter.lower()]
        + {"b": -1, "s": 1, "": 0}[sign]
        + 12 * (int(octave) + 1 + place.name_octave)
    )


def dynamic_of(match):
    """0.3, 0.6 or 0.9 from the name; 0.7 where it says nothing."""
    return _DYNAMICS.get(match.groupdict().get("dynamic"), 0.7)
