"""Songs for voice and piano, from MusicXML. The voice is the melody; of the piano the lowest line is the bass, a top line
of its own the counter-melody, the rest comping."""

import hashlib
import multiprocessing
import pickle
import sys
import warnings
from pathlib import Path

import numpy as np

from . import harmony
from .grid import TICKS_PER_FRAME, TICKS_PER_QUARTER, frame_of
from .song import METERS, NOTE, STYLES, Role, Song, meter_index

BEAT_FRAMES = {index: shape[1] for shape, index in METERS.items() if shape}
TEMPO = 90.0  # scores say theirs in words, if at all


def held_out(name):
    """Every tenth song, by the hash of its id, is never trained on."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % 10 == 0


def read(path):
    """A Song, or None where the score has no voice and piano, or is not in a form that can be counted."""
    import partitura

    warnings.filterwarnings("ignore")
    try:
        score = partitura.load_musicxml(str(path))
        return _song(Path(path).stem, score)
    except Exception as error:  # noqa: BLE001  the reader meets malformed scores in many ways; each is one song less
        print(f"{path}: {error}", file=sys.stderr)
        return None


def _song(name, score):
    parts = [(p, p.note_array(include_staff=True)) for p in score.parts]
    parts = [(p, a[a["duration_quarter"] > 0]) for p, a in parts]
    parts = [(p, a) for p, a in parts if len(a)]
    pianos = [(p, a) for p, a in parts if len(set(a["staff"])) > 1]
    voices = [(p, a) for p, a in parts if len(set(a["staff"])) == 1]
    if len(pianos) != 1 or not voices or len(voices) > 2:
        return None
    part, piano = pianos[0]
    start = min(a["onset_quarter"].min() for _, a in parts)
    measures = list(part.iter_all(_measure_type()))
    signatures = [(part.quarter_map(s.start.t), s.beats, s.beat_type) for s in part.iter_all(_signature_type())]
    starts = np.array([float(part.quarter_map(m.start.t)) for m in measures])
    origin = min(float(start), starts[0] if len(starts) else 0.0)
    bars = []
    for quarter in starts:
        now = [s for s in signatures if s[0] <= quarter + 1e-6] or signatures[:1]
        meter = meter_index(int(now[-1][1]), int(now[-1][2])) if now else 0
        bars.append((round((quarter - origin) * 4), meter))
    bars = np.array([b for i, b in enumerate(bars) if not i or b[0] > bars[i - 1][0]], np.int32)
    voice = _notes(voices[0][1], origin, Role.MELODY, 84)
    if len(voice) < 16 or len(piano) < 32 or not len(bars):
        return None
    low, top, comp = _split(piano, origin, voice)
    notes = np.concatenate([voice, low, top, comp])
    notes = notes[np.argsort(notes["onset"], kind="stable")]
    notes = notes[notes["onset"] >= 0]
    frames = int(frame_of((notes["onset"] + notes["length"]).max())) + 1
    bars = bars[bars[:, 0] < frames]
    _accent(notes, bars)
    chords, keys = read_harmony(notes, frames, bars)
    return Song(name, STYLES.index("song"), TEMPO, notes, bars, chords, keys)


def _measure_type():
    import partitura.score

    return partitura.score.Measure


def _signature_type():
    import partitura.score

    return partitura.score.TimeSignature


def _notes(array, origin, role, velocity):
    out = np.zeros(len(array), NOTE)
    onset = np.round((array["onset_quarter"] - origin) * TICKS_PER_QUARTER)
    out["onset"] = onset
    out["length"] = np.maximum(np.round((array["onset_quarter"] + array["duration_quarter"] - origin) * TICKS_PER_QUARTER) - onset, 1)
    out["pitch"] = array["pitch"]
    out["velocity"] = velocity
    out["role"] = role
    return out


def _accent(notes, bars):
    """Scores have no velocities: the strong places of the bar are louder."""
    frame = frame_of(notes["onset"])
    bar = np.maximum(np.searchsorted(bars[:, 0], frame, side="right") - 1, 0)
    place = frame - bars[bar, 0]
    beat = np.array([BEAT_FRAMES.get(int(m), 4) for m in bars[:, 1]])[bar]
    notes["velocity"] += np.where(place == 0, 8, np.where(place % beat == 0, 3, -3)).astype(np.int16)


def _split(piano, origin, voice):
    """Bass, counter-melody and comping of a piano part."""
    notes = _notes(piano, origin, Role.COMP, 68)
    order = np.lexsort((notes["pitch"], notes["onset"]))
    notes, staff = notes[order], piano["staff"][order]
    keep = np.ones(len(notes), bool)
    keep[1:] = (notes["onset"][1:] != notes["onset"][:-1]) | (notes["pitch"][1:] != notes["pitch"][:-1])
    notes, staff = notes[keep], staff[keep]
    first = np.ones(len(notes), bool)
    first[1:] = notes["onset"][1:] != notes["onset"][:-1]
    last = np.append(first[1:], True)
    sounding_low = -1, 128  # end, pitch of the bass note that sounds
    role = notes["role"]
    for i in np.flatnonzero(first):
        onset, pitch = notes["onset"][i], notes["pitch"][i]
        if pitch <= 60 and staff[i] == staff.max() and not (onset < sounding_low[0] - 6 and pitch > sounding_low[1] + 4):
            role[i] = Role.BASS
            sounding_low = onset + notes["length"][i], pitch
    sung = {(int(f), int(p) % 12) for f, p in zip(frame_of(voice["onset"]), voice["pitch"])}
    lone = (role == Role.COMP) & last & (staff == staff.min()) & (notes["pitch"] >= 60)
    doubled = np.array([(int(f), int(p) % 12) in sung for f, p in zip(frame_of(notes["onset"]), notes["pitch"])])
    lone &= ~doubled & (notes["length"] >= TICKS_PER_FRAME)
    role[lone] = Role.COUNTER
    return notes[role == Role.BASS], notes[role == Role.COUNTER], notes[role == Role.COMP]


def read_harmony(notes, frames, bars):
    """Chords and keys per frame; chords from what accompanies alone, keys from everything."""
    frame, length = frame_of(notes["onset"]), np.round(notes["length"] / TICKS_PER_FRAME).astype(int)
    mine = (notes["role"] != Role.MELODY) & (notes["role"] != Role.DRUMS)
    pitched = notes["role"] != Role.DRUMS
    weight = np.where(notes["role"] == Role.BASS, 1.5, 1.0)
    profile = harmony.sounding(frames, frame[mine], length[mine], notes["pitch"][mine], weight[mine])
    # The ear holds on to what was struck: broken chords are chords.
    kept = profile.copy()
    for f in range(1, frames):
        kept[f] = np.maximum(profile[f], kept[f - 1] * 0.72)
    low = np.full(frames, -1)
    bass = notes["role"] == Role.BASS
    for f, n, p in zip(frame[bass], length[bass], notes["pitch"][bass]):
        low[f : f + max(n, 4)] = p % 12
    beats = [BEAT_FRAMES.get(int(m), 4) for m in bars[:, 1]]
    chords = harmony.read_chords(kept, low, harmony.change_costs(frames, bars, beats))
    everything = harmony.sounding(frames, frame[pitched], length[pitched], notes["pitch"][pitched], np.ones(pitched.sum()))
    return chords, harmony.read_keys(everything)


def load(folder, cache, workers=2):
    """All songs of a folder, read once and kept in `cache`."""
    if cache.exists():
        return pickle.loads(cache.read_bytes())
    paths = sorted(Path(folder).glob("*.mxl"))
    with multiprocessing.Pool(workers) as pool:
        songs = [s for s in pool.imap(read, paths, chunksize=16) if s]
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_bytes(pickle.dumps(songs))
    return songs
