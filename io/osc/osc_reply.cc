#include "io/osc/osc_reply.h"

#include <lo/lo.h>

#include <algorithm>
#include <string>

#include "io/osc/lo_message.h"

namespace seaglass::io {
namespace {

bool add_printable(const LoMessage& message, std::string_view text) {
  std::string printable(text);
  std::replace_if(
      printable.begin(), printable.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return lo_message_add_string(message.get(), printable.c_str()) == 0;
}

}  // namespace

std::span<const std::uint8_t> OscReply::fail(std::string_view address, std::string_view reason) {
  const LoMessage message(lo_message_new());
  if (!message || !add_printable(message, address.substr(0, kMaxAddress)) ||
      !add_printable(message, reason.substr(0, kMaxReason)))
    return {};
  std::size_t size = 0;
  lo_message_serialise(message.get(), "/fail", bytes_.data(), &size);
  return {bytes_.data(), size};
}

}  // namespace seaglass::io
