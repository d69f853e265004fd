#pragma once
// The answer to a wrong message.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace seaglass::io {

class OscReply {
 public:
  static constexpr std::size_t kMaxAddress = 64;  // of the wrong address, printable ASCII
  static constexpr std::size_t kMaxReason = 80;

  // [net] Makes `/fail address reason`; characters that are not printable become '?'. Valid until
  // the next call; empty when no memory is left.
  std::span<const std::uint8_t> fail(std::string_view address, std::string_view reason);

 private:
  // Both texts at their longest, with the padding, the address and the types.
  std::array<std::uint8_t, kMaxAddress + kMaxReason + 48> bytes_;
};

}  // namespace seaglass::io
