#pragma once
// The WebSockets that are open: who they are, and what is on its way to them.

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>

#include "io/osc/osc_peer.h"
#include "io/web/web_listeners.h"
#include "io/web/web_outbox.h"

namespace seaglass::io {

class WebClients {
 public:
  static constexpr int kMost = WebListeners::kMostClients;

  // [web] Its slot, or -1 where all are taken. `here`: it is on this machine.
  int open(bool here) {
    const std::lock_guard lock(mutex_);
    for (int slot = 0; slot < kMost; slot++) {
      Client& client = clients_[std::size_t(slot)];
      if (client.id != 0) continue;
      client = {.id = ++last_id_, .here = here, .outbox = {}};
      open_++;
      return slot;
    }
    return -1;
  }
  void close(int slot) {
    const std::lock_guard lock(mutex_);
    clients_[std::size_t(slot)] = {};
    open_--;
  }

  // [web]
  bool is_open(int slot) const {
    const std::lock_guard lock(mutex_);
    return clients_[std::size_t(slot)].id != 0;
  }
  OscPeer peer(int slot) const {
    const std::lock_guard lock(mutex_);
    const Client& client = clients_[std::size_t(slot)];
    return {.kind = OscPeer::Kind::kWeb, .here = client.here, .connection = client.id};
  }
  std::optional<WebFrame> next(int slot, Nanoseconds now) {
    const std::lock_guard lock(mutex_);
    WebOutbox& outbox = clients_[std::size_t(slot)].outbox;
    return outbox.empty() ? std::nullopt : std::optional(outbox.pop(now));
  }
  bool waits(int slot) const {
    const std::lock_guard lock(mutex_);
    return !clients_[std::size_t(slot)].outbox.empty();
  }
  bool hopeless(int slot, Nanoseconds now) const {
    const std::lock_guard lock(mutex_);
    return clients_[std::size_t(slot)].outbox.hopeless(now);
  }
  void put(int slot, std::span<const std::uint8_t> payload, bool is_text, Nanoseconds now) {
    const std::lock_guard lock(mutex_);
    put_in(clients_[std::size_t(slot)], payload, is_text, now);
  }

  // [any] but [audio] and [worker]. Blocks for as long as another puts or takes one frame. False when the client is gone.
  bool put(const OscPeer& to, std::span<const std::uint8_t> packet, Nanoseconds now) {
    const std::lock_guard lock(mutex_);
    for (Client& client : clients_)
      if (to.connection != 0 && client.id == to.connection) {
        put_in(client, packet, false, now);
        return true;
      }
    return false;
  }

  // [any] How many are open, and frames that were lost because a client was slow.
  int count() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  std::uint64_t lost() const {
    const std::lock_guard lock(mutex_);
    return lost_;
  }

 private:
  struct Client {
    std::uint64_t id = 0;  // 0: free
    bool here = false;
    WebOutbox outbox;
  };
  void put_in(Client& client, std::span<const std::uint8_t> payload, bool is_text, Nanoseconds now) {
    if (!client.outbox.push(payload, is_text, now)) lost_++;
  }

  mutable std::mutex mutex_;
  std::array<Client, kMost> clients_;
  std::uint64_t last_id_ = 0, lost_ = 0;
  int open_ = 0;
};

}  // namespace seaglass::io
