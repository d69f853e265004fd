#pragma once
// Which ports of the ALSA sequencer have gone since somebody looked. A controller that is unplugged and plugged in again
// between two looks has its old name and number, but nobody is connected to it any more: names alone do not tell.

#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace seaglass::io {

// Of a client and its port.
using SequencerAddress = std::pair<int, int>;

// [any] but real-time threads. At the end of a port's name: "nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0" is port 0 of client 20.
std::optional<SequencerAddress> sequencer_address_of(std::string_view port);

class VanishedPorts {
 public:
  void add_port(int client, int port) { ports_.insert({client, port}); }
  void add_client(int client) { clients_.insert(client); }
  void add_all() { all_ = true; }  // nobody could keep count

  // One with this name was there and has gone, whether one of that name is there again or not.
  bool has(std::string_view port) const;

 private:
  std::set<SequencerAddress> ports_;
  std::set<int> clients_;
  bool all_ = false;
};

// Listens to what the sequencer announces, by the kernel's own interface: RtMidi tells nobody, and alsa-lib is not linked
// (io/audio/quiet_alsa.h). All functions [control].
class PortWatch {
 public:
  // From now on; of a sequencer that is not there it knows nothing.
  PortWatch();
  ~PortWatch();
  PortWatch(const PortWatch&) = delete;
  PortWatch& operator=(const PortWatch&) = delete;

  // Since the last call.
  VanishedPorts take();

 private:
  bool listen();

  int file_ = -1;
};

}  // namespace seaglass::io
