#pragma once
// Packets in a byte stream: OSC 1.0 puts their size before them, OSC 1.1 frames them as SLIP does (RFC 1055, with an END
// at either end). The first byte of a connection tells which: a size below 2^24 begins with 0, SLIP with END.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace seaglass::io {

class OscFraming {
 public:
  static constexpr std::size_t kMaxPacket = 65536;

  // [net] Takes in what came; takes no memory beyond the first call's.
  OscFraming() { packet_.reserve(kMaxPacket); }

  // [net] Bounded. The next whole packet in `bytes`, which is moved on past what was used; valid until the next call. An
  // empty packet is none. Nothing when more bytes are needed, or when the stream is broken().
  std::optional<std::span<const std::uint8_t>> next(std::span<const std::uint8_t>& bytes);

  // [net] It can never be understood again: the connection should be closed.
  bool broken() const { return broken_; }

  // [any] but real-time threads. A packet as this connection's other end expects it.
  std::vector<std::uint8_t> wrap(std::span<const std::uint8_t> packet) const { return wrap(packet, slip_); }
  static std::vector<std::uint8_t> wrap(std::span<const std::uint8_t> packet, bool slip);
  bool slip() const { return slip_; }

 private:
  std::optional<std::span<const std::uint8_t>> next_sized(std::span<const std::uint8_t>& bytes);
  std::optional<std::span<const std::uint8_t>> next_slip(std::span<const std::uint8_t>& bytes);

  std::vector<std::uint8_t> packet_;
  std::uint8_t head_[4] = {};
  std::size_t head_size_ = 0;
  bool begun_ = false, slip_ = false, broken_ = false, escaped_ = false, done_ = false;
};

}  // namespace seaglass::io
