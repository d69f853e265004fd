#pragma once
// OSC 1.0 packets taken apart. Messages are decoded by liblo; bundles are walked here.
//
// The walk is ours because liblo walks bundles only inside its server, which queues them on a clock
// of its own, prints what it refuses, neither counts what it drops nor says who sent it, and sets
// no limit to nesting. The contract wants each wrong element counted once and answered.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "io/osc/lo_message.h"

namespace seaglass::io {

inline constexpr int kMaxOscArguments = 64;

struct OscArgument {
  enum class Kind : std::uint8_t { kNumber, kText, kOther };
  Kind kind = Kind::kOther;
  double number = 0;      // i h f d T F; an int64 beyond 2^53 is rounded
  std::string_view text;  // s S
};

struct OscMessage {
  std::string_view address;
  int count = 0;
  OscArgument arguments[kMaxOscArguments];
  LoMessage decoded;  // holds the texts

  std::span<const OscArgument> list() const { return {arguments, std::size_t(count)}; }
};

// [net] Fills `message` from one message (not a bundle); null, or what is wrong with it. The
// address is filled as far as it could be read, and lies in `data`. What liblo allocates is little
// more than a copy of `data`, and is freed when the next message is parsed.
const char* parse_osc_message(std::span<const std::uint8_t> data, OscMessage& message);

// An element of a bundle, or a packet that is not one.
struct OscElement {
  std::span<const std::uint8_t> data{};  // a message, or empty when `wrong`
  std::uint64_t time_tag = 1;          // NTP; 1 is "at once"
  const char* wrong = nullptr;         // why this element cannot be taken
};

// Walks through a packet: the messages of nested bundles in order. Bundles nest eight deep at most.
class OscWalk {
 public:
  // [net]
  explicit OscWalk(std::span<const std::uint8_t> packet);

  // Wait-free. The next element, or nothing at the end (at once for a bundle without elements).
  std::optional<OscElement> next();

 private:
  static constexpr int kDepth = 8;
  struct Level {
    std::span<const std::uint8_t> rest;
    std::uint64_t time_tag;
  };
  std::optional<OscElement> enter(std::span<const std::uint8_t> data, std::uint64_t outer);

  std::span<const std::uint8_t> packet_;
  bool begun_ = false;
  Level levels_[kDepth];
  int depth_ = 0;
};

}  // namespace seaglass::io
