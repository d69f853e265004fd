#pragma once
// Who sent a message, and so where its answer goes.

#include <cstdint>
#include <span>

namespace seaglass::io {

struct OscPeer {
  enum class Kind : std::uint8_t { kNobody, kUdp, kTcp, kWeb, kTerminal };

  Kind kind = Kind::kNobody;
  bool here = false;             // on this machine
  std::uint16_t port = 0;        // kUdp, in host order
  std::uint32_t address = 0;     // kUdp, in network order
  std::uint64_t connection = 0;  // kTcp, kWeb: never used twice

  friend bool operator==(const OscPeer&, const OscPeer&) = default;
};

// Where answers leave.
class OscOutlet {
 public:
  virtual ~OscOutlet() = default;

  // [any] but [audio] and [worker]. Does not block: what the network does not take at once is lost, a connection that
  // takes only part of a packet is closed.
  virtual void send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept = 0;
};

}  // namespace seaglass::io
