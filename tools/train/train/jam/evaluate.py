"""The table: harmony on songs that were held out, through the program's own command, beside rules and people."""

import concurrent.futures

import numpy as np

from . import harmony, judging, playing
from .judging import FRAMES
from .song import Role

TURN = 68  # frame of beat 17, where the player leaps by a tritone


class Part:
    """A song's voice, the first FRAMES of it: what the program is told."""

    def __init__(self, song):
        notes = song.notes[song.notes["role"] == Role.MELODY]
        notes = notes[notes["onset"] < FRAMES * 24]
        self.name = song.name
        self.onset, self.end = notes["onset"] / 96, (notes["onset"] + notes["length"]) / 96
        self.pitch, self.velocity = notes["pitch"].astype(int), notes["velocity"].astype(int)
        self.melody = judging.top_line(self.onset, self.end, self.pitch)
        known = min(FRAMES, song.frames)
        self.human = np.full(FRAMES, harmony.NO_CHORD)
        self.human[:known] = song.chords[:known]
        own = song.notes[(song.notes["role"] != Role.MELODY) & (song.notes["onset"] < FRAMES * 24)]
        self.human_pitches = own["pitch"][np.lexsort((own["pitch"], own["onset"]))].tolist()

    def leaping(self):
        return np.where(self.onset * 4 >= TURN, self.pitch + 6, self.pitch)


class Row:
    """One line of the table."""

    def __init__(self, name):
        self.name = name
        self.hits = self.frames = self.sounding = 0
        self.lengths, self.distinct, self.grams, self.back = [], [], [], []
        self.inside = self.played = 0.0
        self.quiet, self.stuck, self.leaks = [], 0, 0

    def add(self, melody, chords):
        hits, frames = judging.in_chord(melody, chords)
        self.hits, self.frames = self.hits + hits, self.frames + frames
        self.sounding += int((melody >= 0).sum())
        ids, lengths = judging.runs(chords)
        self.lengths += lengths.tolist()
        self.distinct.append(len(set(ids.tolist())))

    def add_notes(self, melody, roles, chords):
        """What is played against the harmony that is named, and how long nothing is."""
        pitched = [n for role, notes in roles.items() if role != "drums" for n in notes]
        for a, b, p, _ in pitched:
            chord = chords[min(int(a * 4 + 1e-6), FRAMES - 1)]
            if chord != harmony.NO_CHORD:
                self.played += b - a
                self.inside += (b - a) * harmony.MEMBERS[chord, int(p) % 12]
        busy = np.zeros(FRAMES, bool)
        for notes in roles.values():
            for a, b, *_ in notes:
                busy[int(a * 4) : max(int(a * 4) + 1, int(b * 4))] = True
        run = longest = 0
        for m, sounds in zip(melody, busy):
            run = 0 if sounds or m < 0 else run + 1
            longest = max(longest, run)
        self.quiet.append(longest)
        order = sorted((round(a * 96), p) for a, _, p, _ in pitched)
        rate = judging.grams([p for _, p in order])
        if rate is not None:
            self.grams.append(rate)

    @property
    def share(self):
        return self.hits / max(1, self.frames)

    def line(self):
        lengths = self.lengths or [0]
        mode = max(set(lengths), key=lengths.count)
        text = f"{self.name:34s} {self.share:.3f}  {100 * self.frames / max(1, self.sounding):4.0f}%  {judging.entropy(lengths):.2f} {mode:3d} {np.mean(self.distinct):5.1f}"
        text += f"  {np.mean(self.grams):5.1f}" if self.grams else "      -"
        if self.back:
            text += f"  {np.median(self.back):4.0f} {100 * np.mean(np.array(self.back) <= 8):4.0f}%"
        if self.played:
            text += f"  {100 * self.inside / self.played:3.0f}% {np.max(self.quiet):3d} {self.stuck:2d} {self.leaks:2d}"
        return text


HEADER = f"{'':34s} NiC    under entr mode chords 4grams  back in 8  honest quiet stuck leaks"


def rules(parts):
    """Rows of the rule baselines, and of people."""
    every8, every4 = range(0, FRAMES, 8), range(0, FRAMES, 4)
    rows = [Row("tonic triad"), Row("best triad, every 2 beats"), Row("best triad, every beat"), Row("best triad, at people's changes"), Row("people")]
    for part in parts:
        changes = np.flatnonzero(np.diff(part.human)) + 1
        for row, at, window in zip(rows, (every8, every8, every4, changes.tolist()), (0, 8, 8, 8)):
            row.add(part.melody, judging.rule(part.melody, at, window))
        rows[-1].add(part.melody, part.human)
        rate = judging.grams(part.human_pitches)
        if rate is not None:
            rows[-1].grams.append(rate)
    return rows


def played(name, parts, *options, leaps=True, workers=2):
    """The row of the program with these options."""
    row = Row(name)

    def one(part):
        first = playing.ask(part.onset, part.end, part.pitch, part.velocity, FRAMES, *options)
        second = playing.ask(part.onset, part.end, part.leaping(), part.velocity, FRAMES, *options) if leaps else None
        return part, first, second

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for part, (roles, chords, stuck), leapt in pool.map(one, parts):
            row.add(part.melody, chords)
            row.add_notes(part.melody, roles, chords)
            row.stuck += stuck
            if leapt:
                melody = judging.top_line(part.onset, part.end, part.leaping())
                back = judging.recovery(melody, leapt[1], TURN)
                if back is not None:
                    row.back.append(back)
                early = [[n[:3].tolist() for n in r if n[1] <= TURN / 4] for r in roles.values()]
                early_leapt = [[n[:3].tolist() for n in r if n[1] <= TURN / 4] for r in leapt[0].values()]
                row.leaks += early != early_leapt or chords[:TURN].tolist() != leapt[1][:TURN].tolist()
    return row
