"""Which recordings lie on which keys of the `drums` patch.

The kit's names (Karoryfer, Gogodze Phu vol. II) were decoded by looking at them: ks is the kick
(110 to 170 Hz), sc, se and ss the snare at its centre, at its edge and with the stick on the rim,
tl, tm, th the toms, h* the hi-hat: t tight, c closed, l loose, h half open, o open (rings for 4 s),
f by foot (quiet, slow to begin). It has neither crash nor ride: those, and what General MIDI asks
for besides, are from Sonic Pi's samples.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """One key. files: patterns under percussive/, soft to hard where there are several; level in dB
    against the kick.
    """

    key: int
    files: tuple
    level: float = 0.0
    modes: int = 24


def _layers(name):
    return (rf"gogodze__{name}_vl\d_rr[123]",)


def _pair(name):
    return (rf"sonicpi__{name}_soft", rf"sonicpi__{name}_hard")


KIT = [
    Voice(28, _layers("ht"), -8, 8),
    Voice(29, _layers("hl"), -7, 16),
    Voice(30, _layers("hh"), -7, 24),
    Voice(31, _pair("drum_snare"), -1),
    Voice(32, ("sonicpi__sn_dolf",), -1),
    Voice(33, ("sonicpi__drum_heavy_kick",)),
    Voice(34, ("sonicpi__bd_jazz",)),
    Voice(35, _pair("drum_bass")),
    Voice(36, _layers("ks"), 0, 16),
    Voice(37, _layers("ss"), -4, 16),
    Voice(38, _layers("sc"), -1),
    Voice(39, ("sonicpi__perc_snap",), -4, 8),
    Voice(40, _layers("se"), -1),
    Voice(41, _pair("drum_tom_lo"), -1, 16),
    Voice(42, _layers("hc"), -8, 8),
    Voice(43, _layers("tl"), -1, 16),
    Voice(44, _layers("hf"), -10, 12),
    Voice(45, _layers("tm"), -1, 16),
    Voice(46, _layers("ho"), -7, 40),
    Voice(47, _pair("drum_tom_mid"), -1, 16),
    Voice(48, _pair("drum_tom_hi"), -1, 16),
    Voice(49, _pair("drum_cymbal"), -4, 40),
    Voice(50, _layers("th"), -1, 16),
    Voice(51, ("sonicpi__ride_via",), -7, 40),
    Voice(52, ("sonicpi__drum_cymbal_open",), -5, 40),
    Voice(53, ("sonicpi__ride_tri",), -8, 40),
    Voice(54, ("sonicpi__hat_gump",), -8, 12),
    Voice(55, ("sonicpi__drum_splash_soft",), -5, 40),
    Voice(56, ("sonicpi__drum_cowbell",), -5),
    Voice(57, ("sonicpi__drum_splash_hard",), -4, 40),
    Voice(58, ("sonicpi__perc_till",), -8, 40),
    Voice(59, ("sonicpi__drum_cymbal_closed",), -8, 12),
]

TABLA = [
    Voice(48 + i, (f"sonicpi__tabla_{name}",), -1, 32)
    for i, name in enumerate(
        "ghe1 ghe2 ghe3 ghe4 ghe5 ghe6 ghe7 ghe8 dhec na na_o na_s re tas1 tas2 tas3 te1 te2 "
        "te_m te_ne tun1 tun2 tun3".split()
    )
]

FOUND = [
    Voice(48 + i, (f"sonicpi__{name}",), -3, 24)
    for i, name in enumerate(
        "elec_wood elec_triangle perc_door perc_impact1 perc_impact2 perc_snap2 perc_swash "
        "perc_swoosh vinyl_backspin vinyl_scratch mehackit_phone1 "
        "mehackit_phone2 mehackit_phone3 mehackit_phone4 mehackit_robot1 mehackit_robot2 "
        "mehackit_robot3 mehackit_robot7 bd_boom".split()
    )
]

HATS = [
    Voice(48 + i, (f"sonicpi__{name}",), -6, 12)
    for i, name in enumerate(
        "hat_cab hat_cats hat_gem hat_gnu hat_len hat_mess hat_metal hat_noiz hat_psych "
        "hat_raw hat_snap hat_tap hat_yosh hat_zan hat_zap hat_zild "
        "sn_dub sn_generic sn_zome".split()
    )
]

PLACES = [("kit", KIT), ("tabla", TABLA), ("found objects", FOUND), ("hats and snares", HATS)]


def recordings_of(voice, folder):
    """[(path, dynamic)] of a voice: layers of the kit by their number, a soft and a hard one, or a
    single one at 0.7.
    """
    found = []
    for number, pattern in enumerate(voice.files):
        paths = sorted(p for p in folder.iterdir() if re.fullmatch(pattern + r"\.flac", p.name))
        layers = [re.search(r"_vl(\d)", p.name) for p in paths]
        top = max((int(layer[1]) for layer in layers if layer), default=0)
        for path, layer in zip(paths, layers):
            dynamic = (
                (int(layer[1]) - 0.5) / top
                if layer
                else 0.7 if len(voice.files) == 1 else 0.35 + 0.5 * number
            )
            found.append((path, round(dynamic, 3)))
    return found
