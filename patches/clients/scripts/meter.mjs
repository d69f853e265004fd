// Watches the level, in dB: node meter.mjs [PORT] [SECONDS]. Nothing to install.
import dgram from "node:dgram";

const port = Number(process.argv[2] ?? 9123), seconds = Number(process.argv[3] ?? 10), udp = dgram.createSocket("udp4");
const text = s => Buffer.from(s + "\0".repeat(4 - s.length % 4)), peak = text("/status/peak/left");
const rate = Buffer.alloc(4); rate.writeFloatBE(10);
udp.on("message", packet => {
  if (!packet.includes(peak)) return;
  console.log(packet.readFloatBE(packet.indexOf(peak) + peak.length + 4));
  udp.send(Buffer.concat([text("/ping"), text(",")]), port, "127.0.0.1");  // who falls silent is forgotten
});
udp.send(Buffer.concat([text("/subscribe"), text(",fs"), rate, peak]), port, "127.0.0.1");
setTimeout(() => udp.close(), seconds * 1000);
