"""The `drums` patch: everything in kit.py, analysed and packed."""

from multiprocessing import Pool

from . import kit, percussive


def jobs(recordings):
    """(place number, path, dynamic, key, modes, level)."""
    folder = recordings / "percussive"
    return [
        (number, path, dynamic, voice.key, voice.modes, voice.level)
        for number, (_, voices) in enumerate(kit.PLACES)
        for voice in voices
        for path, dynamic in kit.recordings_of(voice, folder)
    ]


def _analyse(job):
    number, path, dynamic, key, modes, level = job
    note = percussive.analyse(path, dynamic, key, modes, level)
    note.place, note.file = number, str(path)
    return note


def analyse(recordings, workers=2, say=print):
    """All notes, by place, key, dynamic and take."""
    work = jobs(recordings)
    say(f"{len(work)} recordings")
    with Pool(workers) as pool:
        notes = pool.map(_analyse, work, chunksize=8)
    return sorted(notes, key=lambda n: (n.place, n.key, n.dynamic, n.file))


def describe():
    """The JSON objects of the places."""
    described = []
    for number, (name, voices) in enumerate(kit.PLACES):
        keys = sorted(v.key for v in voices)
        if keys != list(range(keys[0], keys[-1] + 1)):
            raise ValueError(f"{name}: keys without a sound between {keys[0]} and {keys[-1]}")
        described.append(
            {
                "name": name,
                "program": number,
                "pitched": False,
                "sustained": False,
                "one_shot": True,
                "low": keys[0],
                "high": keys[-1],
                "release_db_per_s": [200.0, 400.0],
            }
        )
    return described
