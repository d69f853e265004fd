"""OSC 1.0 packets, as little of them as the tests need."""

import struct


def padded(data):
    return data + b"\0" * (4 - len(data) % 4)


def encode(address, arguments=()):
    types, body = ",", b""
    for a in arguments:
        if isinstance(a, str):
            types, body = types + "s", body + padded(a.encode())
        elif isinstance(a, float):
            types, body = types + "f", body + struct.pack(">f", a)
        else:
            types, body = types + "i", body + struct.pack(">i", a)
    return padded(address.encode()) + padded(types.encode()) + body


def text_at(data, at):
    end = data.index(b"\0", at)
    return data[at:end].decode(), end + 4 - end % 4


def decode(data):
    """All messages of a packet, as (address, arguments)."""
    if data.startswith(b"#bundle\0"):
        found, at = [], 16
        while at < len(data):
            size = struct.unpack_from(">i", data, at)[0]
            found += decode(data[at + 4 : at + 4 + size])
            at += 4 + size
        return found
    address, at = text_at(data, 0)
    types, at = text_at(data, at)
    arguments = []
    for kind in types[1:]:
        if kind == "s":
            value, at = text_at(data, at)
        else:
            value, at = struct.unpack_from({"f": ">f", "i": ">i", "d": ">d", "h": ">q"}[kind], data, at)[0], at + (
                8 if kind in "dh" else 4
            )
        arguments.append(value)
    return [(address, arguments)]


def bundle(messages):
    data = b"#bundle\0" + struct.pack(">Q", 1)
    for m in messages:
        data += struct.pack(">i", len(m)) + m
    return data
