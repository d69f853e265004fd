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

  // [net] Wait-free. Makes `/fail address reason`; characters that are not printable become '?'.
  std::span<const std::uint8_t> fail(std::string_view address, std::string_view reason);

 private:
  void add_text(std::string_view text);

  std::array<std::uint8_t, 192> bytes_;
  std::size_t size_ = 0;
};

}  // namespace seaglass::io
