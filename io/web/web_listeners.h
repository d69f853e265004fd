#pragma once
// Who wants to hear of which values (LISTEN and IGNORE of OSCQuery). Each value is read and encoded once for all.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string_view>

#include "io/web/query_value.h"

namespace seaglass::io {

// [web]
class WebListeners {
 public:
  static constexpr int kMostClients = 16;
  // Each with its slot below kMostClients. More than there are readable addresses with the standard number of voices:
  // some programs ask for all of them.
  static constexpr int kMostPerClient = 2048;

  explicit WebListeners(int voices) : voices_(voices) {}

  // The address may be a pattern. False when no such value can be read, or one more is too many.
  bool listen(int client, std::string_view address);
  void ignore(int client, std::string_view address);
  void forget(int client);

  bool any() const { return !values_.empty(); }
  int count(int client) const { return counts_[std::size_t(client)]; }

  // Sends what has changed since the last time to those who listen, and all to those who have only begun.
  using Send = std::function<void(int client, std::span<const std::uint8_t> packet)>;
  void publish(const Telemetry& now, const Send& send);

 private:
  using Clients = std::uint16_t;  // one bit for each
  static_assert(kMostClients <= 16);

  struct Listened {
    OscValue value;
    Clients clients = 0, fresh = 0;  // fresh: nothing was sent to them yet
    double number = 0;               // where the value is one: encoded only when it has changed
    OscPacket packet;
  };
  bool refresh(Listened& listened, const Telemetry& now);

  int voices_;
  std::map<std::uint32_t, Listened> values_;
  std::array<int, kMostClients> counts_{};
};

}  // namespace seaglass::io
