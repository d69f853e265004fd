"""Generated material for what lieder lack: a band over a drummer's take.

The rules, all of them here: a form of eight-bar sections (A A B A, repeated) over a progression of the style, in roman
numerals; a melody that walks a scale, leans on chord tones where the beat is strong, repeats its two-bar rhythm and rests
at the ends of phrases; a bass line and a comping pattern of the style, voices led by the nearest way; a counter-melody of
guide tones that fills the melody's rests. What is drawn is drawn from one generator: a seed gives the same band.
"""

import numpy as np

from . import harmony
from .grid import TICKS_PER_FRAME
from .song import METERS, NOTE, STYLES, Role, Song

BAR = 16  # frames: bands play in 4/4
SECTION_BARS = 8
FOUR_FOUR = METERS[(16, 4)]

_MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
_MINOR_SCALE = (0, 2, 3, 5, 7, 8, 10)
_DORIAN = (0, 2, 3, 5, 7, 9, 10)
_MIXOLYDIAN = (0, 2, 4, 5, 7, 9, 10)

# (scale, four or eight chords as (semitones over the key, quality, half bars))
_PROGRESSIONS = {
    "pop": [
        (_MAJOR_SCALE, "0maj 7maj 9min 5maj"), (_MAJOR_SCALE, "9min 5maj 0maj 7maj"),
        (_MAJOR_SCALE, "0maj 9min 5maj 7maj"), (_MAJOR_SCALE, "0maj 5maj 9min 7maj"),
        (_MAJOR_SCALE, "0maj 4min 5maj 7sus4"), (_MINOR_SCALE, "0min 8maj 3maj 10maj"),
        (_MAJOR_SCALE, "5maj 7maj 4min 9min 2min7 7maj 0maj 0maj"), (_MINOR_SCALE, "0min 10maj 8maj 7maj"),
    ],
    "rock": [
        (_MIXOLYDIAN, "0maj 10maj 5maj 0maj"), (_MAJOR_SCALE, "0maj 5maj 7maj 5maj"), (_MINOR_SCALE, "0min 10maj 8maj 10maj"),
        (_MINOR_SCALE, "0min 0min 3maj 10maj"), (_MAJOR_SCALE, "0maj 0maj 9min 5maj"), (_DORIAN, "0min 5maj 0min 5maj"),
        (_MIXOLYDIAN, "07 07 57 07 77 57 07 77"), (_MAJOR_SCALE, "0maj 4maj 5maj 5min"),
    ],
    "jazz": [
        (_MAJOR_SCALE, "2min7 77 0maj7 0maj7"), (_MAJOR_SCALE, "0maj7/ 9min7/ 2min7/ 77/ 4min7/ 97/ 2min7/ 77/"),
        (_MINOR_SCALE, "2hdim7 77 0min7 0min7"), (_MAJOR_SCALE, "9min7 27 7maj7 7maj7 2min7 77 0maj7 0maj7"),
        (_MIXOLYDIAN, "07 57 07 07 57 57 07 07 77 57 07 77"), (_MAJOR_SCALE, "0maj7 2min7/ 77/ 0maj7 97 2min7 77 0maj7/ 1dim7/ 2min7/ 77/"),
        (_MINOR_SCALE, "0min7 5min7 107 3maj7 8maj7 2hdim7 77 0min7"),
    ],
    "funk": [
        (_DORIAN, "0min7 57 0min7 57"), (_DORIAN, "0min7"), (_MIXOLYDIAN, "07 07 107 57"), (_DORIAN, "0min7 0min7 3maj7 2min7/ 57/"),
        (_MIXOLYDIAN, "07"), (_MINOR_SCALE, "0min7 8maj7 5min7 7min7"),
    ],
    "latin": [
        (_MINOR_SCALE, "0min7 5min7 77 0min7"), (_MAJOR_SCALE, "0maj 5maj 7maj 5maj"), (_MAJOR_SCALE, "0maj7 9min7 2min7 77"),
        (_MINOR_SCALE, "0min 10maj 8maj 77"), (_MAJOR_SCALE, "0maj7 0maj7 2min7 77 3dim7 2min7 77 0maj7"),
    ],
    "soul": [
        (_MAJOR_SCALE, "0maj7 4min7 5maj7 7sus4"), (_MAJOR_SCALE, "0maj 9min 2min7 7sus4/ 77/"), (_MINOR_SCALE, "0min7 5min7 8maj7 10maj"),
        (_MAJOR_SCALE, "5maj7 4min7 2min7 0maj7"), (_MAJOR_SCALE, "0maj 07 5maj 5min"),
    ],
}

# Onsets in frames of a bar, for comping and melody cells; the bass has its own.
_COMP = {
    "pop": [(0, 8), (0, 6, 12), (0, 4, 8, 12), (0, 6, 8, 14), (0,)],
    "rock": [(0, 8), (0, 2, 4, 6, 8, 10, 12, 14), (0, 6, 12), (0, 4, 8, 12), (0, 10)],
    "jazz": [(0, 6), (6, 14), (0, 6, 14), (4, 12), (2, 10), (6, 10)],
    "funk": [(0, 3, 6, 10), (2, 6, 10, 14), (4, 7, 12, 15), (0, 3, 7, 10, 14), (3, 6, 11)],
    "latin": [(0, 3, 6, 10, 12), (0, 4, 6, 10, 14), (2, 6, 8, 12, 14), (0, 6, 8, 14)],
    "soul": [(0, 8), (0, 7, 8), (4, 12), (0, 6, 10), (0, 3, 8, 11)],
}
_CELLS = [
    (0, 4, 8), (0, 2, 4, 8, 12), (0, 6, 8, 12), (0, 3, 6, 8), (2, 4, 6, 8, 14), (0, 8), (0, 4, 6, 8, 12, 14), (4, 6, 8, 12), (0, 3, 6, 10, 12),
    (0, 2, 3, 4, 8, 10), (6, 8, 10, 12, 14), (0, 1, 2, 4, 6, 8), (0, 12), (8, 10, 12, 14), (0, 2, 4, 6, 8, 10, 12, 14),
]


def _progression(text):
    """[(semitones, quality, frames)]: '77/' is a dominant on the fifth for half a bar."""
    out = []
    for word in text.split():
        frames = BAR // 2 if word.endswith("/") else BAR
        word = word.rstrip("/")
        for digits in (2, 1):  # 107 is the dominant seventh on 10, 77 on 7, 0min7 a minor seventh on 0
            if word[:digits].isdigit() and word[digits:] in harmony.QUALITIES and int(word[:digits]) < 12:
                out.append((int(word[:digits]), word[digits:], frames))
                break
        else:
            raise ValueError(word)
    return out


class Band:
    """One band: a style, a key, a form and its habits, over `bars` bars."""

    def __init__(self, style, bars, seed):
        self.draw = np.random.default_rng(seed)
        self.style = style if style in _PROGRESSIONS else str(self.draw.choice(list(_PROGRESSIONS)))
        self.key = int(self.draw.integers(12))
        self.bars = bars
        self.notes = []
        self._form()

    def _form(self):
        """Chords, scale and section of every frame."""
        choices = _PROGRESSIONS[self.style]
        picked = self.draw.choice(len(choices), 2, replace=len(choices) < 2)
        slow = self.draw.random() < 0.2 and self.style not in ("jazz", "funk")
        self.chords = np.zeros(self.bars * BAR, np.int16)
        self.scales = [None] * self.bars
        order = self.draw.choice(["AABA", "ABAB", "AAAB", "AB"])
        self.sections = []
        for bar in range(0, self.bars, SECTION_BARS):
            letter = order[bar // SECTION_BARS % len(order)]
            self.sections.append(letter)
            scale, text = choices[picked["AB".index(letter)]]
            at, end = bar * BAR, min(bar + SECTION_BARS, self.bars) * BAR
            steps = _progression(text)
            i = 0
            while at < end:
                over, quality, frames = steps[i % len(steps)]
                frames *= 2 if slow else 1
                root = (self.key + over) % 12
                self.chords[at : min(at + frames, end)] = root * len(harmony.QUALITIES) + list(harmony.QUALITIES).index(quality)
                at, i = at + frames, i + 1
            for b in range(bar, min(bar + SECTION_BARS, self.bars)):
                self.scales[b] = [(self.key + s) % 12 for s in scale]
        self.minor = choices[picked[0]][0] in (_MINOR_SCALE, _DORIAN)

    def add(self, role, frame, frames, pitch, velocity, late=0.0):
        swing = 8 if self.style == "jazz" and frame % 4 == 2 else 0
        onset = frame * TICKS_PER_FRAME + swing + round(float(self.draw.normal(late, 1.2)))
        length = max(6, round(frames * TICKS_PER_FRAME * float(self.draw.uniform(0.8, 0.98))))
        loud = int(np.clip(velocity + self.draw.normal(0, 5), 20, 124))
        self.notes.append((max(0, onset), length, int(pitch), loud, role))

    def members(self, frame):
        return np.flatnonzero(harmony.MEMBERS[self.chords[min(frame, len(self.chords) - 1)]])

    def melody(self):
        cells = {letter: [_CELLS[i] for i in self.draw.choice(len(_CELLS), 2)] for letter in "AB"}
        low = int(self.draw.integers(58, 67))
        kept = {}
        pitch = low + 7
        for bar in range(self.bars):
            letter = self.sections[bar // SECTION_BARS]
            phrase = bar % 4
            slot = letter, bar % SECTION_BARS
            if slot in kept and self.draw.random() < 0.75:
                onsets, steps = kept[slot]
            else:
                onsets = list(cells[letter][bar % 2])
                if self.draw.random() < 0.25:
                    onsets = list(_CELLS[int(self.draw.integers(len(_CELLS)))])
                if phrase == 3:
                    onsets = [o for o in onsets if o < 8][:2] or [0]
                steps = self.draw.choice([-3, -2, -1, -1, 0, 1, 1, 2, 3, 4], len(onsets))
                kept[slot] = onsets, steps
            if self.draw.random() < 0.05:
                continue
            for i, (onset, step) in enumerate(zip(onsets, steps)):
                frame = bar * BAR + onset
                pool = self.members(frame) if onset % 4 == 0 and self.draw.random() < 0.8 else self.scales[bar]
                near = [p for p in range(low, low + 20) if p % 12 in pool]
                target = pitch + step * 2 + (2 if pitch < low + 4 else -2 if pitch > low + 15 else 0)
                pitch = min(near, key=lambda p: abs(p - target))
                end = onsets[i + 1] if i + 1 < len(onsets) else (onset + 6 if phrase == 3 else BAR)
                self.add(Role.MELODY, frame, min(end - onset, 8), pitch, 84 if onset % 4 == 0 else 76)

    def bass(self):
        last = 36
        pattern = int(self.draw.integers(3))
        for frame in range(0, self.bars * BAR, BAR // 2):
            chord = self.chords[frame]
            root, members = int(harmony.ROOTS[chord]), self.members(frame)
            following = int(harmony.ROOTS[self.chords[min(frame + BAR // 2, len(self.chords) - 1)]])
            root_pitch = min((p for p in range(28, 52) if p % 12 == root), key=lambda p: abs(p - last) + 0.3 * abs(p - 38))
            fifth = root_pitch + 7 if root_pitch < 41 else root_pitch - 5
            strong = frame % BAR == 0
            if self.style == "jazz":
                approach = min((p for p in range(28, 52) if p % 12 in ((following + 1) % 12, (following - 1) % 12)), key=lambda p: abs(p - root_pitch))
                middle = min((p for p in range(28, 52) if p % 12 in members and p != root_pitch), key=lambda p: abs(p - last))
                line = [(0, 4, root_pitch if strong or root != int(harmony.ROOTS[self.chords[frame - 1]]) else middle), (4, 4, approach)]
            elif self.style == "funk":
                line = [[(0, 2, root_pitch), (3, 1, root_pitch + 12), (6, 2, root_pitch + 10)], [(0, 3, root_pitch), (6, 1, root_pitch), (7, 1, root_pitch + 12)],
                        [(0, 2, root_pitch), (4, 1, fifth), (5, 1, root_pitch)]][(pattern + (not strong)) % 3]
            elif self.style == "latin":
                line = [(0, 6, root_pitch), (6, 2, fifth)] if pattern else [(3, 3, fifth), (6, 2, int(min((p for p in range(28, 52) if p % 12 == following), key=lambda p: abs(p - last))))]
            elif self.style == "rock" and pattern:
                line = [(f, 2, root_pitch) for f in range(0, 8, 2)]
            else:
                line = [[(0, 7, root_pitch)], [(0, 6, root_pitch), (6, 2, root_pitch if strong else fifth)], [(0, 4, root_pitch), (4, 4, fifth)]][pattern]
            for at, frames, pitch in line:
                if self.draw.random() < 0.96:
                    self.add(Role.BASS, frame + at, frames, pitch, 88 if at == 0 else 78)
                    last = pitch

    def comp(self):
        patterns = [_COMP[self.style][i] for i in self.draw.choice(len(_COMP[self.style]), 2)]
        hands = None
        size = int(self.draw.integers(3, 5))
        for bar in range(self.bars):
            onsets = patterns[0] if bar % 4 < 3 else patterns[1]
            for i, onset in enumerate(onsets):
                frame = bar * BAR + onset
                members = self.members(frame)[:]
                centre = np.mean(hands) if hands else 61
                hands = _lead(members, hands, centre, size)
                end = onsets[i + 1] if i + 1 < len(onsets) else BAR
                short = self.style in ("funk", "jazz", "latin") and self.draw.random() < 0.6
                for pitch in hands:
                    self.add(Role.COMP, frame, min(2 if short else end - onset, 16), pitch, 66 if onset % 4 == 0 else 60)

    def counter(self, busy):
        """Guide tones, and fills where the melody (busy: frames it sounds in) rests."""
        last = 67
        for frame in range(0, self.bars * BAR, BAR // 2):
            members = self.members(frame)
            changed = frame == 0 or self.chords[frame] != self.chords[frame - 1]
            resting = not busy[frame : frame + BAR // 2].any()
            if resting and self.draw.random() < 0.7:
                scale = self.scales[frame // BAR]
                for at in (0, 2, 4, 6)[int(self.draw.integers(2)) :]:
                    pool = members if at % 4 == 0 else scale
                    last = min((p for p in range(55, 80) if p % 12 in pool), key=lambda p: abs(p - last - int(self.draw.integers(-4, 5))))
                    self.add(Role.COUNTER, frame + at, 2, last, 72)
            elif changed:
                guides = members[1:2] if self.draw.random() < 0.5 else members[-1:]
                last = min((p for p in range(55, 78) if p % 12 in guides), key=lambda p: abs(p - last))
                self.add(Role.COUNTER, frame, 8, last, 64)

    def keys(self):
        return np.full(self.bars * BAR, self.key + 12 * self.minor, np.int8)


def _lead(members, before, centre, size):
    """A voicing of `size` members near what was played before."""
    if before is None:
        base = 52 + int(members[0]) % 12
        return sorted({min((p for p in range(50, 76) if p % 12 == m), key=lambda p: abs(p - base - 4 * i)) for i, m in enumerate(members)})[:size]
    voices = []
    for m in members:
        target = min(before, key=lambda p: min((p - m) % 12, (m - p) % 12))
        voices.append(min((p for p in range(50, 77) if p % 12 == m), key=lambda p: abs(p - target) + 0.15 * abs(p - 61)))
    return sorted(set(voices))[-size:]


def alone(take):
    """A Song of a drum take without a band, in any meter."""
    frames = int(take.notes["onset"].max()) // TICKS_PER_FRAME + 1
    bars = np.array([(f, take.meter) for f in range(0, frames, take.bar_frames)], np.int32)
    silence = np.full(frames, harmony.NO_CHORD, np.int16)
    return Song(take.name, take.style, take.tempo, take.notes, bars, silence, np.zeros(frames, np.int8))


def play(take, seed):
    """A Song: a band over a drum take in 4/4, for as long as the take lasts."""
    last = int(take.notes["onset"].max()) // TICKS_PER_FRAME
    band = Band(STYLES[take.style], max(4, last // BAR + 1), seed)
    band.melody()
    busy = np.zeros(band.bars * BAR + 1, bool)
    for onset, length, *_ in band.notes:
        busy[onset // TICKS_PER_FRAME : (onset + length) // TICKS_PER_FRAME] = True
    band.bass()
    band.comp()
    band.counter(busy)
    notes = np.concatenate([np.array(band.notes, NOTE), take.notes])
    notes = notes[np.argsort(notes["onset"], kind="stable")]
    bars = np.array([(b * BAR, FOUR_FOUR) for b in range(band.bars)], np.int32)
    return Song(f"{take.name}#{seed}", STYLES.index(band.style), take.tempo, notes, bars, band.chords, band.keys())
