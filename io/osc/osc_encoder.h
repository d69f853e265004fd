#pragma once
// Messages and bundles on their way out. liblo writes messages; bundles are put together here from messages that many
// receivers share.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "io/osc/lo_message.h"

namespace seaglass::io {

using OscPacket = std::vector<std::uint8_t>;

// [any] but real-time threads, all of these. Text is cut where it is not printable ASCII: '?' stands for it.

// A message of these arguments.
using OscAtom = std::variant<std::int32_t, float, std::string>;
OscPacket osc_packet(const std::string& address, std::span<const OscAtom> arguments);

// A message's bytes; empty when no memory is left.
OscPacket osc_bytes_of(const std::string& address, const LoMessage& message);

// `/done address texts ...` and `/fail address reason`.
OscPacket osc_done(std::string_view address, std::span<const std::string> texts = {});
OscPacket osc_fail(std::string_view address, std::string_view reason);

// A bundle that grows message by message.
class OscBundle {
 public:
  static constexpr std::size_t kHeader = 16;

  explicit OscBundle(std::uint64_t time_tag);
  void add(std::span<const std::uint8_t> message);
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.size() == kHeader; }
  std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  OscPacket bytes_;
};

}  // namespace seaglass::io
