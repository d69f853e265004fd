"""A client that means harm: what it costs the instrument, and whether others are still served."""

import errno
import os
import random
import socket
import struct
import time

from wire import BINARY, CLOSE, PATIENCE, TEXT, Refused, WebSocket, connect, osc

MEMORY = 64 * 1024  # KiB that all of this may take, at most, together


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def ended(connection):
    """Whether the other side hangs up."""
    connection.settimeout(PATIENCE)
    try:
        while connection.recv(65536):
            pass
        return True
    except ConnectionError:
        return True
    except socket.timeout:
        return False


def said_goodbye(web):
    """The same for a WebSocket, where a closing frame comes first."""
    try:
        while frame := web.receive():
            if frame[0] == CLOSE:
                return True
    except ConnectionError:
        return True
    return False


def hundred_connections(stage):
    """Half requests: as many as the instrument takes, and the others do not wait for their end."""
    crowd = []
    for i in range(100):
        connection = socket.socket()
        connection.settimeout(PATIENCE)
        connection.connect(("127.0.0.1", stage.web))
        try:
            connection.sendall([b"", b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "][i % 4])
        except ConnectionError:
            pass
        crowd.append(connection)
    return crowd


def hundred_websockets(stage):
    """Sixteen get in, the others are told that it is full."""
    held, told = [], 0
    for _ in range(24):
        try:
            held.append(WebSocket(stage.web))
        except Refused as refusal:
            assert refusal.status == 503, refusal.status
            told += 1
        except ConnectionError:
            pass
    assert len(held) <= 16 and told > 0, (len(held), told)
    return held


def wrong_frames(stage):
    """Each of these ends its own connection, and nothing else."""
    frame = WebSocket.frame
    for bad in (
        struct.pack(">BBQ", 0x82, 0xFF, 1 << 62) + b"\0" * 14,             # four exabytes
        struct.pack(">BBQ", 0x82, 0xFF, 1 << 20) + b"\0" * 70000,        # more than a packet may have
        frame(TEXT, b"x" * 5000),                                        # more than a command may have
        b"\xf2\x84" + os.urandom(8),                                     # bits that mean nothing
        b"\x83\x84" + os.urandom(8),                                     # no such opcode
        frame(9, b"x" * 200),                                            # a ping that is too long
        b"".join(frame(BINARY if i == 0 else 0, b"x" * 1000, final=False) for i in range(80)),  # without end
    ):
        with WebSocket(stage.web) as web:
            try:
                web.connection.sendall(bad)
            except ConnectionError:
                continue
            assert said_goodbye(web), bad[:20]


def wrong_requests(stage):
    rng = random.Random(5)
    for bad in (
        b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: " + b"a" * 100000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20000 + b"\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999\r\n\r\n" + b"x" * 100000,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 100,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
        b"\x16\x03\x01\x02\0\x01\0" + os.urandom(200),
        b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /%2e%2e/%00%ff?%%% HTTP/1.1\r\nHost: localhost\r\n\r\n",
        *(bytes(rng.randrange(256) for _ in range(rng.randrange(1, 3000))) for _ in range(60)),
    ):
        with connect(stage.web) as connection:
            try:
                connection.sendall(bad)
                connection.shutdown(socket.SHUT_WR)
                answer = b""
                while piece := connection.recv(65536):
                    answer += piece
                assert b"root:" not in answer
            except OSError as error:
                if not isinstance(error, ConnectionError) and error.errno != errno.ENOTCONN:
                    raise


def flood(stage, seconds):
    """All at once, as fast as it goes: questions, packets that mean nothing, and listening without taking anything."""
    deaf = [WebSocket(stage.web) for _ in range(4)]
    for web in deaf:
        web.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for address in ("/*/*", "/*/*/*"):
            web.command("LISTEN", address)
    loud = [WebSocket(stage.web) for _ in range(4)]
    for web in loud:
        web.connection.setblocking(False)
    askers = [connect(stage.web) for _ in range(6)]
    for asker in askers:
        asker.setblocking(False)
    packets = WebSocket.frame(BINARY, osc("/no/such", 1)) * 100 + WebSocket.frame(BINARY, osc("/get", "/part/*/*")) * 20
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for sender, what in [(web.connection, packets) for web in loud] + [(asker, request) for asker in askers]:
            try:
                sender.send(what)
            except (BlockingIOError, ConnectionError):
                pass
        for asker in askers[:3]:  # these take their answers, the others do not
            try:
                while asker.recv(1 << 20):
                    pass
            except (BlockingIOError, ConnectionError):
                pass
    for sender in [web.connection for web in deaf + loud] + askers:
        sender.close()


def served(stage):
    """Others find their way in again, at the latest when the instrument's patience with the crowd is over."""
    end = time.monotonic() + 2 * PATIENCE
    while True:
        try:
            with WebSocket(stage.web) as web:
                web.settle(9)
            return stage.ask("/?HOST_INFO").json()
        except (Refused, ConnectionError, socket.timeout):
            assert time.monotonic() < end
            time.sleep(0.1)


def hostile(stage):
    served(stage)
    stage.send("/note/on", 1, 48, 0.7)
    stage.wait_for("/status/voices", lambda value: value == [1])
    stage.ask("/")
    pid = int(stage.program)
    before, peak = resident(pid), 0
    for attack in (wrong_requests, wrong_frames, lambda s: flood(s, 4)):
        attack(stage)
        peak = max(peak, resident(pid))
        served(stage)
    crowd = hundred_connections(stage)
    peak = max(peak, resident(pid))
    assert all(ended(connection) for connection in crowd), "half a request is held for ever"
    served(stage)
    held = hundred_websockets(stage)
    peak = max(peak, resident(pid))
    for web in held:
        web.connection.close()
    served(stage)
    print(f"memory: {before} KiB before, {peak} at most")
    assert peak - before < MEMORY, (before, peak)
    assert stage.value("/status/voices") == [1]  # the note sounds on
    with WebSocket(stage.web) as web:
        web.osc("/note/off", 1)
    stage.wait_for("/status/voices", lambda value: value == [0])
