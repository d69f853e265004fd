#pragma once
// What is to be sent to one web client, in order. A client that does not keep up loses what comes after its outbox is
// full; one that takes nothing for long is given up.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <span>
#include <utility>
#include <vector>

#include "engine/stream/stream_clock.h"

namespace seaglass::io {

struct WebFrame {
  // Whoever sends it may write into so many bytes before `size` bytes of payload: libwebsockets puts its header there.
  static constexpr std::size_t kRoom = 32;
  std::vector<std::uint8_t> bytes;
  bool is_text = false;

  std::size_t size() const { return bytes.size() - kRoom; }
};

// One thread at a time.
class WebOutbox {
 public:
  static constexpr std::size_t kMostBytes = 256 * 1024;  // a second of all that can be listened to
  static constexpr std::size_t kMostFrames = 8192;
  static constexpr Nanoseconds kPatience = 10'000'000'000;

  // False when there is no room: the frame is lost.
  bool push(std::span<const std::uint8_t> payload, bool is_text, Nanoseconds now) {
    if (frames_.empty()) moved_ = now;
    if (bytes_ + payload.size() > kMostBytes || frames_.size() == kMostFrames) return false;
    WebFrame frame{.bytes = std::vector<std::uint8_t>(WebFrame::kRoom + payload.size()), .is_text = is_text};
    std::copy(payload.begin(), payload.end(), frame.bytes.begin() + WebFrame::kRoom);
    bytes_ += payload.size();
    frames_.push_back(std::move(frame));
    return true;
  }

  bool empty() const { return frames_.empty(); }

  // The caller has seen that it is not empty.
  WebFrame pop(Nanoseconds now) {
    WebFrame frame = std::move(frames_.front());
    frames_.pop_front();
    bytes_ -= frame.size();
    moved_ = now;
    return frame;
  }

  bool hopeless(Nanoseconds now) const { return !frames_.empty() && now - moved_ > kPatience; }

 private:
  std::deque<WebFrame> frames_;
  std::size_t bytes_ = 0;
  Nanoseconds moved_ = 0;
};

}  // namespace seaglass::io
