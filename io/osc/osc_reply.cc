#include "io/osc/osc_reply.h"

namespace seaglass::io {

std::span<const std::uint8_t> OscReply::fail(std::string_view address, std::string_view reason) {
  size_ = 0;
  add_text("/fail");
  add_text(",ss");
  add_text(address.substr(0, kMaxAddress));
  add_text(reason.substr(0, kMaxReason));
  return {bytes_.data(), size_};
}

// Terminated, and zero-padded to a multiple of four.
void OscReply::add_text(std::string_view text) {
  for (const char c : text) bytes_[size_++] = c >= ' ' && c <= '~' ? std::uint8_t(c) : '?';
  do bytes_[size_++] = 0;
  while (size_ % 4 != 0);
}

}  // namespace seaglass::io
