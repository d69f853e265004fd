"""HTTP, WebSocket (RFC 6455) and OSC as a client speaks them, by the standard library alone."""

import base64
import hashlib
import json
import os
import socket
import struct

PATIENCE = 20.0  # seconds, for a machine that is busy; nothing waits for it to pass
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def osc(address, *values):
    """An OSC message; int, float and str."""

    def padded(text):
        data = text.encode() + b"\0"
        return data + b"\0" * (-len(data) % 4)

    types, data = ",", b""
    for value in values:
        if isinstance(value, int):
            types, data = types + "i", data + struct.pack(">i", value)
        elif isinstance(value, float):
            types, data = types + "f", data + struct.pack(">f", value)
        else:
            types, data = types + "s", data + padded(value)
    return padded(address) + padded(types) + data


def parse_osc(packet):
    """A message as [address, value ...]."""

    def text(at):
        end = packet.index(b"\0", at)
        return packet[at:end].decode(), end + 4 - end % 4

    address, at = text(0)
    types, at = text(at)
    message = [address]
    for one in types[1:]:
        if one == "s":
            value, at = text(at)
        else:
            form = {"i": ">i", "f": ">f", "d": ">d", "h": ">q"}[one]
            (value,) = struct.unpack_from(form, packet, at)
            at += struct.calcsize(form)
        message.append(value)
    return message


def connect(port):
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def read_all(connection):
    data = b""
    while piece := connection.recv(65536):
        data += piece
    return data


class Reply:
    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        self.status = int(lines[0].split()[1])
        self.head = lines[1:]
        self.headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:] if ": " in line)}

    def json(self):
        assert self.status == 200, (self.status, self.body[:200])
        assert self.headers["content-type"] == "application/json"
        assert int(self.headers["content-length"]) == len(self.body)
        return json.loads(self.body)


def ask(port, target, host="127.0.0.1", **headers):
    """One request the way ossia score makes it: the connection ends with the answer."""
    lines = [f"GET {target} HTTP/1.1", f"Host: {host}", "Accept: */*", "Connection: close"]
    lines += [f"{name.capitalize()}: {value}" for name, value in headers.items()]
    with connect(port) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return Reply(read_all(connection))


class Refused(Exception):
    def __init__(self, reply):
        super().__init__(reply.status)
        self.status = reply.status


class WebSocket:
    def __init__(self, port, path="/", host=None, **headers):
        key = base64.b64encode(os.urandom(16)).decode()
        host = host or f"127.0.0.1:{port}"
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        lines += [f"{name.capitalize()}: {value}" for name, value in headers.items()]
        self.connection = connect(port)
        self.connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.connection.recv(4096)
            if not piece:
                break
            data += piece
        if not data:
            raise ConnectionError("closed without an answer")
        reply = Reply(data)
        if reply.status != 101:
            self.connection.close()
            raise Refused(reply)
        magic = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(magic.encode()).digest()).decode()
        assert reply.headers["sec-websocket-accept"] == accept
        self.data = reply.body

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    @staticmethod
    def frame(opcode, payload, final=True, masked=True):
        first = opcode | (0x80 if final else 0)
        size = len(payload)
        mask_bit = 0x80 if masked else 0
        if size < 126:
            head = struct.pack(">BB", first, size | mask_bit)
        elif size < 65536:
            head = struct.pack(">BBH", first, 126 | mask_bit, size)
        else:
            head = struct.pack(">BBQ", first, 127 | mask_bit, size)
        if not masked:
            return head + payload
        mask = os.urandom(4)
        stream = mask * (size // 4 + 1)
        return head + mask + bytes(a ^ b for a, b in zip(payload, stream))

    def send(self, opcode, payload):
        self.connection.sendall(self.frame(opcode, payload))

    def osc(self, address, *values):
        self.send(BINARY, osc(address, *values))

    def command(self, command, data):
        self.send(TEXT, json.dumps({"COMMAND": command, "DATA": data}).encode())

    def _take(self, size):
        while len(self.data) < size:
            piece = self.connection.recv(65536)
            if not piece:
                raise ConnectionError("closed")
            self.data += piece
        taken, self.data = self.data[:size], self.data[size:]
        return taken

    def receive(self, patience=PATIENCE):
        """The next frame as (opcode, payload); None when none comes."""
        self.connection.settimeout(patience)
        try:
            first, second = self._take(2)
        except socket.timeout:
            return None
        self.connection.settimeout(PATIENCE)
        assert not second & 0x80, "a server's frames are not masked"
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", self._take(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", self._take(8))
        payload = self._take(size)
        if first & 15 == PING:
            self.send(PONG, payload)
            return self.receive(patience)
        return first & 15, payload

    def hear(self, patience=PATIENCE):
        """The next frame: OSC as a list, text as JSON; None when none comes."""
        frame = self.receive(patience)
        if frame is None:
            return None
        opcode, payload = frame
        assert opcode in (TEXT, BINARY), (opcode, payload)
        return parse_osc(payload) if opcode == BINARY else json.loads(payload)

    def hear_until(self, wanted):
        """All that comes, up to a frame for which `wanted` is true."""
        heard = []
        while not heard or not wanted(heard[-1]):
            one = self.hear()
            assert one is not None, f"nothing more comes after {heard[-5:]}"
            heard.append(one)
        return heard

    def settle(self, number):
        """What has come before the answer to a /ping that is sent now."""
        self.osc("/ping", number)
        return self.hear_until(lambda one: one == ["/pong", number])[:-1]
