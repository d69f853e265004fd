#pragma once
// OSC over TCP: a listening socket and the connections that it has taken.
//
// The receiving thread owns the connections; any other may send to one. So that none ever sends to a descriptor that has
// become another's, a connection that ends is shut down at once and closed only after kGrace.
//
// A phone that leaves the room says no goodbye: the kernel asks whether it is still there, and where all places are taken
// the one that has been silent for longest leaves, if that is kSilence at least.

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <poll.h>

#include "engine/stream/stream_clock.h"
#include "io/osc/osc_framing.h"
#include "io/osc/osc_peer.h"

namespace seaglass::io {

class TcpPeers {
 public:
  static constexpr int kMost = 32;  // connections at a time
  static constexpr Nanoseconds kSilence = 60'000'000'000;

  // [control] Listens on the port, which UDP has already. False when it is taken: OSC goes on over UDP alone.
  bool listen(const std::string& address, int port);
  TcpPeers() = default;
  ~TcpPeers();
  TcpPeers(const TcpPeers&) = delete;
  TcpPeers& operator=(const TcpPeers&) = delete;

  using Packet = std::function<void(std::span<const std::uint8_t>, const OscPeer&)>;

  // The receiving thread. Appends what poll() shall wait for.
  void add_to(std::vector<pollfd>& waits, Nanoseconds now) const;

  // The receiving thread. Bounded, never blocks. Takes connections and reads what has come.
  void serve(const Packet& packet, Nanoseconds now);

  // [any] but [audio] and [worker].
  void send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept;

 private:
  static constexpr Nanoseconds kGrace = 1'000'000'000;
  static constexpr int kLeaving = 8;  // shut down and not closed yet

  struct Connection {
    std::atomic<std::uint64_t> id{0};  // 0: free
    std::atomic<int> fd{-1};
    std::atomic<bool> slip{false};
    bool here = false;
    Nanoseconds heard = 0, ended = 0;
    OscFraming framing;
  };
  void accept_all(Nanoseconds now);
  void take(int fd, bool here, Nanoseconds now);
  Connection* place_for_one(Nanoseconds now);
  void read(Connection& connection, const Packet& packet, Nanoseconds now);
  void end(Connection& connection, Nanoseconds now);

  int listener_ = -1;
  Nanoseconds listens_from_ = 0;  // not before: there were no descriptors left
  std::uint64_t last_id_ = 0;
  std::array<Connection, kMost + kLeaving> connections_;
  std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(65536);
};

}  // namespace seaglass::io
