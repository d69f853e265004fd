"""Where the places lie on the performer's map: bowed and blown on the left, plucked and struck on the right; dark
below, bright above.
"""

MAIN = {
    "double bass": (0.05, 0.10),
    "cello": (0.20, 0.30),
    "baritone sax": (0.08, 0.50),
    "tenor sax": (0.22, 0.58),
    "alto sax": (0.34, 0.68),
    "soprano sax": (0.30, 0.85),
    "flute": (0.50, 0.95),
    "flute two": (0.58, 0.80),
    "oboe": (0.42, 0.82),
    "trumpet": (0.48, 0.62),
    "organ": (0.42, 0.40),
    "double bass pizzicato": (0.72, 0.08),
    "cello pizzicato": (0.66, 0.26),
    "guitar": (0.76, 0.42),
    "piano": (0.90, 0.30),
    "vibraphone": (0.94, 0.66),
    "glass": (0.78, 0.88),
}
