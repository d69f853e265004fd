"""Where the places lie on the performer's map: bowed and blown on the left, plucked and struck on the right; dark
below, bright above.
"""

import numpy as np

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


def spread(positions):
    """Map coordinates [P, 2] within 0.1..0.9 for places of which nothing is known but their positions [P, D]: the two
    directions in which they differ most.
    """
    count = len(positions)
    if count == 1:
        return np.array([[0.5, 0.5]])
    centred = positions - positions.mean(0)
    _, _, right = np.linalg.svd(centred, full_matrices=False)
    flat = np.pad(centred @ right[:2].T, ((0, 0), (0, max(0, 2 - len(right)))))
    span = np.ptp(flat, axis=0)
    return 0.1 + 0.8 * (flat - flat.min(0)) / np.where(span > 1e-9, span, 1)
