#!/usr/bin/env python3
"""A client of OSCQuery held against the instrument that plays.

    checks.py CHECK WEB_PORT OSC_PORT [PROGRAM]
"""

import json
import socket
import subprocess
import sys
import time

from wire import PATIENCE, BINARY, TEXT, Refused, WebSocket, ask, osc


class Stage:
    def __init__(self, web, osc_port, program):
        self.web, self.osc_port, self.program = web, osc_port, program
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def send(self, address, *values):
        """By the way that everybody knows: UDP."""
        self.udp.sendto(osc(address, *values), ("127.0.0.1", self.osc_port))

    def ask(self, target, **more):
        return ask(self.web, target, **more)

    def value(self, address):
        return self.ask(f"{address}?VALUE").json().get("VALUE")

    def wait_for(self, address, fits):
        end = time.monotonic() + PATIENCE
        while not fits(value := self.value(address)):
            assert time.monotonic() < end, (address, value)
            time.sleep(0.02)

    def open(self, **more):
        return WebSocket(self.web, **more)


def nodes(node):
    yield node
    for child in node.get("CONTENTS", {}).values():
        yield from nodes(child)


def browse(stage):
    """What Chataigne, ossia score and a browser ask first, and what they need to find in the answers."""
    info = stage.ask("/?HOST_INFO").json()
    assert info["NAME"] == "Seaglass" and info["OSC_PORT"] == stage.osc_port and info["WS_PORT"] == stage.web
    assert info["OSC_TRANSPORT"] == "UDP" and info["EXTENSIONS"]["LISTEN"] is True
    reply = stage.ask("/")
    assert any(line.startswith("Content-Length: ") for line in reply.head), reply.head  # ossia knows no other spelling
    tree = reply.json()
    found = {node["FULL_PATH"]: node for node in nodes(tree)}
    controls = json.loads(subprocess.run([stage.program, "inspect", "--json"], capture_output=True, check=True).stdout)["controls"]
    assert len(controls) > 30
    for control in controls:
        for address in [f"/control/{control['name']}"] + [f"/part/{part}/{control['name']}" for part in range(1, 17)]:
            node = found[address]
            assert node["TYPE"] == "f" and node["ACCESS"] == 3, node
            # The registry's numbers are single precision, the tree's are what people would write.
            for key, limit in (("MIN", "min"), ("MAX", "max")):
                assert abs(node["RANGE"][0][key] - control[limit]) < 1e-6 * max(1, abs(control[limit])), node
            assert len(node["VALUE"]) == 1
    for number in range(1, 65):
        assert f"/voice/{number}/pitch" in found
    assert found["/note/on"]["TYPE"] == "iff"
    places = found["/places"]["VALUE"]
    assert found["/part/16/place"]["RANGE"] == [{"VALS": places}]
    for target, status in (("/no/such", 404), ("/note/on?VALUE", 204), ("/?NONSENSE", 400), ("/?HTML", 204), ("/%00", None)):
        assert stage.ask(target).status == status or status is None, target
    # One connection for many questions, as browsers use it.
    from wire import Reply, connect
    with connect(stage.web) as connection:
        for _ in range(3):
            connection.sendall(b"GET /part/2/volume?VALUE HTTP/1.1\r\nHost: localhost\r\n\r\n")
            data = b""
            while b"}" not in data:
                data += connection.recv(4096)
            assert Reply(data).json() == {"VALUE": [0.0]}
        connection.sendall(b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        head = b""
        while piece := connection.recv(4096):
            head += piece
        assert head.startswith(b"HTTP/1.1 200") and head.endswith(b"\r\n\r\n")


def set_all(stage):
    """Every parameter of every part that is listed can be set where its range ends, and says so."""
    tree = stage.ask("/part").json()
    wanted = {}
    with stage.open() as web:
        for node in nodes(tree):
            if node.get("TYPE") != "f" or not node["ACCESS"] & 2:
                continue
            low, high = node["RANGE"][0]["MIN"], node["RANGE"][0]["MAX"]
            wanted[node["FULL_PATH"]] = float(high if node["VALUE"][0] != high else low)
        assert len(wanted) > 16 * 36
        for address, value in wanted.items():
            web.osc(address, value)
        fails = web.settle(1)
        assert not fails, fails[:3]
    # The gain is the whole instrument's, whichever part says it.
    end = time.monotonic() + PATIENCE
    while True:
        now = {node["FULL_PATH"]: node.get("VALUE") for node in nodes(stage.ask("/part").json())}
        wrong = {a: (now[a], value) for a, value in wanted.items() if abs(now[a][0] - value) > 1e-4 * max(1, abs(value))}
        if not wrong:
            return
        assert time.monotonic() < end, dict(list(wrong.items())[:5])
        time.sleep(0.05)


def play(stage):
    """A note over a WebSocket sounds; what is wrong is answered there and nowhere else."""
    with stage.open() as web, stage.open() as other:
        web.osc("/note/on", 7, 60.5, 0.8)
        stage.wait_for("/status/voices", lambda value: value == [1])
        voice = next(n for n in range(1, 129) if stage.value(f"/voice/{n}/held") == [1])
        stage.wait_for(f"/voice/{voice}/pitch", lambda value: value is not None and abs(value[0] - 60.5) < 0.01)
        web.osc("/note/on", "loud")
        assert web.hear() == ["/fail", "/note/on", "expects id pitch velocity [part] [key value ...]"]
        web.osc("/status/voices")
        assert web.hear() == ["/status/voices", 1]
        web.osc("/lead", "fast")
        assert web.hear() == ["/done", "/lead", "fast"]
        web.send(BINARY, b"")
        assert web.hear()[0] == "/fail"
        assert other.settle(3) == []
        web.osc("/note/off", 7)
        stage.wait_for("/status/voices", lambda value: value == [0])


def touch(stage):
    """A fader of a web page is touched."""
    with stage.open() as web:
        web.osc("/control/vibrato", 40)
        stage.wait_for("/part/1/vibrato", lambda value: value == [40.0])


def listen(stage):
    """LISTEN: the value at once, then when it changes, 60 times a second at most, until IGNORE."""
    address = "/part/3/vibrato"
    with stage.open() as web, stage.open() as other:
        web.command("LISTEN", address)
        assert web.hear() == [address, 0.0]
        stage.send(address, 25.0)
        assert web.hear() == [address, 25.0]
        other.osc(address, 50)
        assert web.hear() == [address, 50.0]
        # Many changes: the last one always comes.
        web.command("LISTEN", "/part/4/vibrato")
        assert web.hear() == ["/part/4/vibrato", 0.0]
        begun = time.monotonic()
        for value in range(1, 301):
            other.osc("/part/4/vibrato", value / 4)
            time.sleep(0.002)
        heard = web.hear_until(lambda one: one == ["/part/4/vibrato", 75.0])
        elapsed = time.monotonic() - begun
        assert all(one[0] == "/part/4/vibrato" for one in heard)
        assert len(heard) <= 60 * elapsed + 2, (len(heard), elapsed)
        assert other.settle(1) == []
        web.command("IGNORE", address)
        web.settle(2)  # the receiver has read what came before
        other.osc(address, 1)
        stage.wait_for(address, lambda value: value == [1.0])
        web.command("LISTEN", "/part/3/volume")
        assert web.hear() == ["/part/3/volume", 0.0]  # and of the vibrato nothing
        # All there is, as Chataigne's "listen to all" does: one command for each.
        everything = [node["FULL_PATH"] for node in nodes(stage.ask("/").json()) if node["ACCESS"] & 1]
        assert len(everything) > 1000
        for one in everything:
            other.command("LISTEN", one)
        told = {}
        missing = {one for one in everything if not one.startswith("/voice/")}
        while missing:
            address, *values = other.hear()
            missing.discard(address)
            told[address] = values
        assert told["/status/lead"] == ["safe"] and told["/part/4/vibrato"] == [75.0]


def change_patch(stage):
    """Another patch has other places: clients are told which descriptions to read again."""
    before = stage.ask("/part/1/place?RANGE").json()["RANGE"][0]["VALS"]
    with stage.open() as web, stage.open() as other:
        web.osc("/patch", "small.glass")
        heard = web.hear_until(lambda one: isinstance(one, dict) and one["DATA"] == "/part/16/place")
        assert ["/done", "/patch", "small"] in [one[:2] + ["small"] if isinstance(one, list) else one for one in heard]
        told = [other.hear() for _ in range(18)]
        assert all(one["COMMAND"] == "PATH_CHANGED" for one in told)
        assert {one["DATA"] for one in told} == {"/place", "/places"} | {f"/part/{p}/place" for p in range(1, 17)}
    after = stage.ask("/part/1/place?RANGE").json()["RANGE"][0]["VALS"]
    assert before != after and stage.value("/places") == after


def strangers(stage):
    """Pages from elsewhere are refused, by HTTP and by WebSocket, whatever they call themselves."""
    here = f"127.0.0.1:{stage.web}"

    def refused(**more):
        try:
            stage.open(**more).connection.close()
        except Refused as refusal:
            return refusal.status == 403
        return False

    for origin in ("http://evil.example", "https://evil.example:9124", "null", "http://localhost.evil.example"):
        assert refused(origin=origin), origin
        reply = stage.ask("/", origin=origin)
        assert reply.status == 403 and "access-control-allow-origin" not in reply.headers, origin
    for host in ("evil.example", f"evil.example:{stage.web}", "localhost.evil.example"):  # a name that points here
        assert refused(host=host, origin=f"http://{host}"), host
        assert refused(host=host), host
        assert stage.ask("/?HOST_INFO", host=host).status == 403, host
    for origin in ("file://", "http://localhost:3000", "http://127.0.0.1:8080", "https://friend.example"):
        with stage.open(origin=origin) as web:
            assert web.settle(1) == []
        reply = stage.ask("/?HOST_INFO", host=here, origin=origin)
        assert reply.status == 200 and reply.headers["access-control-allow-origin"] == origin, origin
    with stage.open(host=f"localhost:{stage.web}") as web:
        assert web.settle(1) == []
    assert stage.value("/status/voices") == [0]


def locked(stage):
    """A locked instrument may be looked at over WebSockets as well, and no more."""
    with stage.open() as web:
        web.osc("/note/on", 1, 60, 0.5)
        assert web.hear()[:2] == ["/fail", "/note/on"]
        web.osc("/patch/swap")
        assert web.hear()[:2] == ["/fail", "/patch/swap"]
        web.command("LISTEN", "/status/lock")
        assert web.hear() == ["/status/lock", "all"]
        web.osc("/lock", "none")
        assert web.hear() == ["/done", "/lock", "none"] or web.hear() == ["/done", "/lock", "none"]
        web.osc("/note/on", 1, 60, 0.5)
        stage.wait_for("/status/voices", lambda value: value == [1])


def main():
    check, web, osc_port, *program = sys.argv[1:]
    checks = {f.__name__: f for f in (browse, set_all, play, touch, listen, change_patch, strangers, locked)}
    from hostile import hostile
    checks["hostile"] = hostile
    checks[check](Stage(int(web), int(osc_port), program[0] if program else ""))
    print(f"{check}: good")


if __name__ == "__main__":
    main()
