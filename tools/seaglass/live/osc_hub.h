#pragma once
// Answers leave by the way on which the question came.

#include <array>

#include "io/osc/osc_peer.h"

namespace seaglass {

class OscHub final : public io::OscOutlet {
 public:
  // [control] Before anything is sent. `outlet` must outlive the hub.
  void set(io::OscPeer::Kind kind, io::OscOutlet& outlet) { outlets_[std::size_t(kind)] = &outlet; }

  void send(const io::OscPeer& to, std::span<const std::uint8_t> packet) noexcept override {
    if (io::OscOutlet* outlet = outlets_[std::size_t(to.kind)]) outlet->send(to, packet);
  }

 private:
  std::array<io::OscOutlet*, std::size_t(io::OscPeer::Kind::kTerminal) + 1> outlets_{};
};

}  // namespace seaglass
