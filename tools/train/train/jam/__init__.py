"""The accompanist: from scores and drum takes to patches/jam.glass. Read grid.py, song.py and events.py first."""
