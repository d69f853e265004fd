#pragma once
// OSC over TCP: a listening socket and the connections that it has taken.
//
// The receiving thread owns the connections; any other may send to one. So that none ever sends to a descriptor that has
// become another's, a connection that ends is shut down at once and closed only after kGrace.

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
  static constexpr int kMost = 32;  // connections at a time; further ones are refused

  // [control] Listens on the port, which UDP has already. False when it is taken: OSC goes on over UDP alone.
  bool listen(const std::string& address, int port);
  TcpPeers() = default;
  ~TcpPeers();
  TcpPeers(const TcpPeers&) = delete;
  TcpPeers& operator=(const TcpPeers&) = delete;

  using Packet = std::function<void(std::span<const std::uint8_t>, const OscPeer&)>;

  // The receiving thread. Appends what poll() shall wait for.
  void add_to(std::vector<pollfd>& waits) const;

  // The receiving thread. Bounded, never blocks. Takes connections and reads what has come.
  void serve(const Packet& packet);

  // [any] but [audio] and [worker].
  void send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept;

 private:
  static constexpr Nanoseconds kGrace = 1'000'000'000;

  struct Connection {
    std::atomic<std::uint64_t> id{0};  // 0: free
    std::atomic<int> fd{-1};
    std::atomic<bool> slip{false};
    bool here = false;
    Nanoseconds ended = 0;
    OscFraming framing;
  };
  void accept_all();
  void read(Connection& connection, const Packet& packet);
  void end(Connection& connection);

  int listener_ = -1;
  std::uint64_t last_id_ = 0;
  std::array<Connection, kMost> connections_;
  std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(65536);
};

}  // namespace seaglass::io
