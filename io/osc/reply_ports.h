#pragma once
// Where the answers of those go who cannot hear on the port from which they send (/reply): Max's [udpsend] is one. Only
// the port can be changed: nobody has answers sent to another machine.

#include <algorithm>
#include <array>

#include "io/osc/osc_peer.h"

namespace seaglass::io {

// One thread.
class ReplyPorts {
 public:
  static constexpr int kSenders = 64;  // known at a time; beyond, the one that spoke longest ago is forgotten

  // Bounded. Answers to `sender` go to this port of its machine; 0: to where it sends from. False where `sender` is no
  // UDP socket: others hear where they speak.
  bool set(const OscPeer& sender, std::uint16_t port) {
    if (sender.kind != OscPeer::Kind::kUdp) return false;
    const auto known = std::find_if(doors_.begin(), doors_.end(), [&](const Door& d) { return d.sender == sender; });
    Door& door = known != doors_.end() ? *known : doors_[next_++ % doors_.size()];
    door = {.sender = port != 0 ? sender : OscPeer{}, .port = port};
    any_ = std::any_of(doors_.begin(), doors_.end(), [](const Door& d) { return d.port != 0; });
    return true;
  }

  // Bounded. Where answers to `sender` go.
  OscPeer of(const OscPeer& sender) const {
    if (!any_ || sender.kind != OscPeer::Kind::kUdp) return sender;
    for (const Door& d : doors_)
      if (d.port != 0 && d.sender == sender) {
        OscPeer moved = sender;
        moved.port = d.port;
        return moved;
      }
    return sender;
  }

 private:
  struct Door {
    OscPeer sender;
    std::uint16_t port = 0;
  };
  std::array<Door, kSenders> doors_{};
  std::size_t next_ = 0;
  bool any_ = false;
};

}  // namespace seaglass::io
