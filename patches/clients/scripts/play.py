# Plays a note and moves a parameter: play.py [PORT]. Nothing to install.
import socket, struct, sys, time

to = ("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 9123)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
text = lambda s: s.encode() + b"\0" * (4 - len(s) % 4)
value = lambda v: text(v) if isinstance(v, str) else struct.pack(">f", v)

def send(address, *values):
    types = "," + "".join("s" if isinstance(v, str) else "f" for v in values)
    udp.sendto(text(address) + text(types) + b"".join(map(value, values)), to)

send("/control", "brightness", 3)
send("/note/on", 1, 57.5, 0.7, "vibrato", 20)  # a quarter tone above A, with a vibrato of its own
time.sleep(1)
send("/note/off", 1)
