#pragma once
// A message that is no event, on its way to the thread that carries it out. Trivially copyable, so that rings hold it.

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/stream/stream_clock.h"
#include "io/osc/osc_method.h"
#include "io/osc/osc_packet.h"
#include "io/osc/osc_peer.h"

namespace seaglass::io {

class OscCall {
 public:
  static constexpr int kMaxArguments = 32;
  static constexpr std::size_t kMaxText = 1024;  // of all arguments together

  OscVerb verb = OscVerb::kPing;
  OscPeer from;
  Nanoseconds arrived = 0;

  // [net] Wait-free. Takes the arguments over; null, or why it cannot.
  const char* take(std::span<const OscArgument> arguments);
  const char* add(const OscArgument& argument);

  int count() const { return count_; }
  bool is_text(int i) const { return i < count_ && kinds_[std::size_t(i)] == OscArgument::Kind::kText; }
  bool is_number(int i) const { return i < count_ && kinds_[std::size_t(i)] == OscArgument::Kind::kNumber; }
  double number(int i) const { return is_number(i) ? values_[std::size_t(i)].number : 0; }
  std::string_view text(int i) const {
    if (!is_text(i)) return {};
    const auto& v = values_[std::size_t(i)].text;
    return {text_.data() + v.from, v.length};
  }

 private:
  struct Piece {
    std::uint16_t from, length;
  };
  union Value {
    double number = 0;
    Piece text;
  };
  int count_ = 0;
  std::uint16_t used_ = 0;
  std::array<OscArgument::Kind, kMaxArguments> kinds_{};
  std::array<Value, kMaxArguments> values_{};
  std::array<char, kMaxText> text_{};
};

}  // namespace seaglass::io
