# Watches the level, in dB: meter.py [PORT] [SECONDS]. Nothing to install.
import socket, struct, sys, time

to = ("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 9123)
end = time.time() + (float(sys.argv[2]) if len(sys.argv) > 2 else 10)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
text = lambda s: s.encode() + b"\0" * (4 - len(s) % 4)
peak = text("/status/peak/left")
udp.sendto(text("/subscribe") + text(",fs") + struct.pack(">f", 10) + peak, to)
while time.time() < end:
    packet = udp.recv(4096)
    if peak in packet:
        print(*struct.unpack_from(">f", packet, packet.index(peak) + len(peak) + 4), flush=True)
        udp.sendto(text("/ping") + text(","), to)  # a subscriber that falls silent is forgotten
