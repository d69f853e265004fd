#!/usr/bin/env python3
"""Plays a Max patcher (max_player.py) in real time against an instrument: max_live.py PATCHER PORT SECONDS.

The toggle called `play` is switched on; what [fzero~] would hear is a glide from A3 to E4, as the practice tone of the
other clients; what the instrument answers comes in through [udpreceive].
"""

import select
import socket
import sys
import time

import osc
from max_player import Instance, Player

TICK_S = 0.002
GLIDE = (57, 64, 4.0)  # keys, and seconds from one to the other
HEARD_EVERY_MS = 20


def all_boxes(patch):
    for thing in patch.things.values():
        if isinstance(thing, Instance):
            yield from all_boxes(thing)
        else:
            yield thing


def hear_a_glide(player, fzero):
    start, end, seconds = GLIDE

    def hear(began=player.now):
        key = start + (end - start) * min(1, (player.now - began) / (1000 * seconds))
        fzero.out(0, [440.0 * 2 ** ((key - 69) / 12)])
        player.after(HEARD_EVERY_MS, lambda: hear(began))

    hear()


def main():
    path, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    player = Player()
    patch = player.open(path)
    boxes = list(all_boxes(patch))
    receive = next(b for b in boxes if b.box.name == "udpreceive")
    sends = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    hears = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    hears.bind(("127.0.0.1", 0))
    receive.take(0, ["port", hears.getsockname()[1]])
    player.send("sg.to", ["127.0.0.1", port])
    patch.find("play").take(0, [1])
    for box in boxes:
        if box.box.name == "fzero~":
            hear_a_glide(player, box)
    began = time.monotonic()
    while (now := time.monotonic() - began) < seconds:
        player.run(1000 * now - player.now)
        for _, address, arguments in player.sent:
            if address == "/reply":
                arguments = [receive.port]
            sends.sendto(osc.encode(address, arguments), ("127.0.0.1", port))
        player.sent.clear()
        if select.select([hears], [], [], TICK_S)[0]:
            for address, arguments in osc.decode(hears.recv(65536)):
                receive.out(0, [address, *arguments])


if __name__ == "__main__":
    main()
