#pragma once
// Tells the network that we are here: `_oscjson._tcp` (OSCQuery) and `_osc._udp` (OSC), as TouchOSC, ossia score and others
// look for them. By Avahi, the daemon of Linux systems (io/web/avahi/); where none runs, or where its library was not there
// when we were built, nobody is told and nothing else happens.

#include <memory>
#include <string>

namespace seaglass::io {

struct ZeroconfNames {
  std::string name = "Seaglass";  // "Seaglass #2" where another has it
  int osc_port = 0, web_port = 0;  // 0: not announced
};

class Zeroconf {
 public:
  // [control] Begins, and returns at once: a thread of its own talks to the daemon. Null where it cannot be.
  static std::unique_ptr<Zeroconf> announce(const ZeroconfNames& names);

  // [control] Takes it back; the network is told. Blocks for kPatience at most.
  virtual ~Zeroconf() = default;

  // [any] The name under which we are known, once we are; empty before.
  virtual std::string name() const = 0;
};

}  // namespace seaglass::io
