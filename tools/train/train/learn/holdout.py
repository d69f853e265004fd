"""Which recordings the report is measured on: whole pitches, from the middle of the range."""

SHARE = 7  # one pitch of so many
LEAST = 4  # pitches, or nothing but takes can be held out


def choose(tracks):
    """True for each track that is held out."""
    keys = sorted({round(t.key) for t in tracks})
    if len(keys) >= LEAST:
        inner = keys[1:-1]
        count = max(1, round(len(keys) / SHARE))
        step = len(inner) / count
        held = {inner[int((i + 0.5) * step)] for i in range(count)}
        return [round(t.key) in held for t in tracks]
    if len(tracks) >= LEAST:  # takes of few pitches: every fourth by dynamics, none of them the last of its pitch
        order = sorted(range(len(tracks)), key=lambda i: (tracks[i].dynamic, tracks[i].key))
        left = {k: sum(round(t.key) == k for t in tracks) for k in keys}
        chosen = set()
        for i in order[2::4]:
            key = round(tracks[i].key)
            if left[key] > 1:
                left[key] -= 1
                chosen.add(i)
        return [i in chosen for i in range(len(tracks))]
    return [False] * len(tracks)
