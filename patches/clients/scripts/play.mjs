// Plays a note and moves a parameter: node play.mjs [PORT]. Nothing to install.
import dgram from "node:dgram";

const port = Number(process.argv[2] ?? 9123), udp = dgram.createSocket("udp4");
const text = s => Buffer.from(s + "\0".repeat(4 - s.length % 4));
const float = v => { const b = Buffer.alloc(4); b.writeFloatBE(v); return b; };
const send = (address, ...values) => udp.send(Buffer.concat([text(address),
  text("," + values.map(v => typeof v == "string" ? "s" : "f").join("")),
  ...values.map(v => typeof v == "string" ? text(v) : float(v))]), port, "127.0.0.1");

send("/control", "brightness", 3);
send("/note/on", 1, 57.5, 0.7, "vibrato", 20);  // a quarter tone above A, with a vibrato of its own
setTimeout(() => { send("/note/off", 1); setTimeout(() => udp.close(), 50); }, 1000);
