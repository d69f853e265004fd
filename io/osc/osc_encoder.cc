#include "io/osc/osc_encoder.h"

#include <lo/lo.h>

#include <algorithm>

namespace seaglass::io {
namespace {

std::string printable(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return out;
}

void append_big(OscPacket& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; i--) out.push_back(std::uint8_t(value >> (8 * i)));
}

}  // namespace

OscPacket osc_bytes_of(const std::string& address, const LoMessage& message) {
  if (!message) return {};
  OscPacket bytes(lo_message_length(message.get(), address.c_str()));
  std::size_t size = bytes.size();
  if (lo_message_serialise(message.get(), address.c_str(), bytes.data(), &size) == nullptr) return {};
  return bytes;
}

OscPacket osc_packet(const std::string& address, std::span<const OscAtom> arguments) {
  const LoMessage message(lo_message_new());
  if (!message) return {};
  for (const OscAtom& a : arguments) {
    if (const auto* i = std::get_if<std::int32_t>(&a)) lo_message_add_int32(message.get(), *i);
    if (const auto* f = std::get_if<float>(&a)) lo_message_add_float(message.get(), *f);
    if (const auto* s = std::get_if<std::string>(&a)) lo_message_add_string(message.get(), s->c_str());
  }
  return osc_bytes_of(address, message);
}

OscPacket osc_done(std::string_view address, std::span<const std::string> texts) {
  const LoMessage message(lo_message_new());
  if (!message || lo_message_add_string(message.get(), printable(address).c_str()) != 0) return {};
  for (const std::string& text : texts) lo_message_add_string(message.get(), printable(text).c_str());
  return osc_bytes_of("/done", message);
}

OscPacket osc_fail(std::string_view address, std::string_view reason) {
  const LoMessage message(lo_message_new());
  if (!message || lo_message_add_string(message.get(), printable(address).c_str()) != 0 ||
      lo_message_add_string(message.get(), printable(reason).c_str()) != 0)
    return {};
  return osc_bytes_of("/fail", message);
}

OscBundle::OscBundle(std::uint64_t time_tag) {
  static constexpr char kMark[8] = {'#', 'b', 'u', 'n', 'd', 'l', 'e', 0};
  bytes_.assign(kMark, kMark + sizeof kMark);
  append_big(bytes_, time_tag, 8);
}

void OscBundle::add(std::span<const std::uint8_t> message) {
  append_big(bytes_, message.size(), 4);
  bytes_.insert(bytes_.end(), message.begin(), message.end());
}

}  // namespace seaglass::io
