#include "io/osc/osc_framing.h"

#include <algorithm>

namespace seaglass::io {
namespace {

constexpr std::uint8_t kEnd = 0xc0, kEscape = 0xdb, kEscapedEnd = 0xdc, kEscapedEscape = 0xdd;

}  // namespace

std::optional<std::span<const std::uint8_t>> OscFraming::next(std::span<const std::uint8_t>& bytes) {
  if (broken_ || bytes.empty()) return std::nullopt;
  if (done_) {  // the packet before has been used
    packet_.clear();
    head_size_ = 0;
    done_ = false;
  }
  if (!begun_) {
    begun_ = true;
    slip_ = bytes[0] == kEnd;
  }
  auto packet = slip_ ? next_slip(bytes) : next_sized(bytes);
  done_ = packet.has_value();
  return packet;
}

std::optional<std::span<const std::uint8_t>> OscFraming::next_sized(std::span<const std::uint8_t>& bytes) {
  while (!bytes.empty()) {
    if (head_size_ < 4) {
      head_[head_size_++] = bytes[0];
      bytes = bytes.subspan(1);
      if (head_size_ < 4) continue;
    }
    const std::size_t size = std::size_t(head_[0]) << 24 | std::size_t(head_[1]) << 16 | std::size_t(head_[2]) << 8 | head_[3];
    if (size > kMaxPacket) {
      broken_ = true;
      return std::nullopt;
    }
    if (size == 0) {
      head_size_ = 0;
      continue;
    }
    const std::size_t part = std::min(size - packet_.size(), bytes.size());
    packet_.insert(packet_.end(), bytes.begin(), bytes.begin() + std::ptrdiff_t(part));
    bytes = bytes.subspan(part);
    if (packet_.size() == size) return packet_;
  }
  return std::nullopt;
}

std::optional<std::span<const std::uint8_t>> OscFraming::next_slip(std::span<const std::uint8_t>& bytes) {
  while (!bytes.empty()) {
    std::uint8_t byte = bytes[0];
    bytes = bytes.subspan(1);
    if (byte == kEnd && !escaped_) {
      if (!packet_.empty()) return packet_;
      continue;
    }
    if (byte == kEscape && !escaped_) {
      escaped_ = true;
      continue;
    }
    if (escaped_) {
      escaped_ = false;
      if (byte != kEscapedEnd && byte != kEscapedEscape) broken_ = true;
      byte = byte == kEscapedEnd ? kEnd : kEscape;
    }
    if (packet_.size() == kMaxPacket) broken_ = true;
    if (broken_) return std::nullopt;
    packet_.push_back(byte);
  }
  return std::nullopt;
}

std::vector<std::uint8_t> OscFraming::wrap(std::span<const std::uint8_t> packet, bool slip) {
  std::vector<std::uint8_t> out;
  out.reserve(packet.size() + 8);
  if (!slip) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(std::uint8_t(packet.size() >> shift));
    out.insert(out.end(), packet.begin(), packet.end());
    return out;
  }
  out.push_back(kEnd);
  for (const std::uint8_t byte : packet) {
    if (byte == kEnd || byte == kEscape) {
      out.push_back(kEscape);
      out.push_back(byte == kEnd ? kEscapedEnd : kEscapedEscape);
    } else {
      out.push_back(byte);
    }
  }
  out.push_back(kEnd);
  return out;
}

}  // namespace seaglass::io
