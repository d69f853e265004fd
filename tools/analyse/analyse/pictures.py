"""Spectrograms of recordings beside their resynthesis, one PNG per place. Needs matplotlib, which
the analysis does not.
"""

import numpy as np

from .check import pairs
from .metrics import log_mel


def draw(path, recordings, folder, per_place=4):
    """Writes folder/PLACE.png: upper row recordings, lower row the patch's notes; log-mel, 70 dB
    below the peak.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    columns = {}
    for place, note, x, y in pairs(path, recordings, per_place):
        columns.setdefault(place["name"], []).append((note, x, y))
    folder.mkdir(parents=True, exist_ok=True)
    for name, notes in columns.items():
        figure, axes = plt.subplots(2, len(notes), figsize=(4 * len(notes), 7), squeeze=False)
        for column, (note, x, y) in enumerate(notes):
            y = y * np.sqrt(np.mean(x**2) / (np.mean(y**2) + 1e-20))
            for row, (signal, label) in enumerate(((x, "recording"), (y, "patch"))):
                picture = log_mel(signal, hop_s=0.005, size=2048)
                top = log_mel(x, hop_s=0.005, size=2048).max()
                axes[row, column].imshow(
                    picture.T,
                    origin="lower",
                    aspect="auto",
                    vmin=top - 70,
                    vmax=top,
                    cmap="magma",
                    extent=[0, len(signal) / 48000, 0, 80],
                )
                axes[row, column].set_title(f"{label}: {note.file.split('/')[-1]}", fontsize=8)
        figure.tight_layout()
        figure.savefig(folder / f"{name.replace(' ', '_')}.png", dpi=70)
        plt.close(figure)
