"""Beat time, as the accompanist counts it.

A tick is 1/96 of a quarter note, a frame a sixteenth. A note belongs to the frame that its onset is nearest to, and says
by its `micro`, in ticks, how far off it is: a drummer's early beat stays with the beat that it is meant for, and a triplet
is exact (8 ticks late or early).
"""

import numpy as np

TICKS_PER_QUARTER = 96
FRAMES_PER_QUARTER = 4
TICKS_PER_FRAME = TICKS_PER_QUARTER // FRAMES_PER_QUARTER
MICRO_STEPS = TICKS_PER_FRAME  # micro runs from -12 to 11

# Lengths that a note may have, in ticks.
DURATIONS = np.array(
    [6, 12, 16, 24, 32, 36, 48, 64, 72, 96, 120, 128, 144, 168, 192, 240, 288, 336, 384, 480, 576, 672, 768, 1152]
)

VELOCITY_STEPS = 32  # of 4 each


def frame_of(ticks):
    """The frame that onsets (ticks) belong to."""
    return (np.asarray(ticks) + MICRO_STEPS // 2) // TICKS_PER_FRAME


def micro_of(ticks):
    """How far off that frame, 0 to 23 for -12 to 11 ticks."""
    return (np.asarray(ticks) + MICRO_STEPS // 2) % TICKS_PER_FRAME


def duration_step(ticks):
    """The index of the nearest length, by ratio."""
    edges = np.sqrt(DURATIONS[1:] * DURATIONS[:-1])
    return np.searchsorted(edges, np.asarray(ticks))


def velocity_step(velocity):
    """The index of a MIDI velocity."""
    return np.asarray(velocity) * VELOCITY_STEPS // 128
