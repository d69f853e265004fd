#pragma once
// Plays a sound several times on one output and keeps what one input hears: the audio side of a round-trip measurement.

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "io/audio/audio_device.h"

namespace seaglass::io {

class SweepClient final : public AudioClient {
 public:
  // [control] `sound` is played `times` times, each followed by silence up to `period` samples; `lead_in` samples of silence
  // come first.
  SweepClient(std::vector<float> sound, int times, std::size_t period, std::size_t lead_in)
      : sound_(std::move(sound)), period_(period), lead_in_(lead_in), heard_(lead_in + std::size_t(times) * period),
        broken_(std::size_t(times)) {}

  // [audio] Wait-free.
  void process(const AudioBlock& block) noexcept override;

  // [any]
  bool done() const { return position_.load(std::memory_order_acquire) >= heard_.size(); }

  // [control] Once it is done: what was heard from the beginning of the sound on, and whether the device lost time then.
  std::span<const float> heard(int time) const {
    return std::span(heard_).subspan(lead_in_ + std::size_t(time) * period_, period_);
  }
  bool broken(int time) const { return broken_[std::size_t(time)]; }
  const std::vector<float>& sound() const { return sound_; }

 private:
  std::vector<float> sound_;
  std::size_t period_, lead_in_;
  std::vector<float> heard_;   // [audio] until done
  std::vector<char> broken_;   // the same
  std::atomic<std::size_t> position_{0};
};

inline void SweepClient::process(const AudioBlock& block) noexcept {
  const std::size_t at = position_.load(std::memory_order_relaxed);
  std::size_t i = 0;
  for (; i < std::size_t(block.frames) && at + i < heard_.size(); i++) {
    const std::size_t now = at + i;
    const std::size_t into = now >= lead_in_ ? (now - lead_in_) % period_ : sound_.size();
    if (!block.out.empty()) block.out[0][i] = into < sound_.size() ? sound_[into] : 0.0f;
    if (!block.in.empty()) heard_[now] = block.in[0][i];
    if (block.xrun && now >= lead_in_) broken_[(now - lead_in_) / period_] = 1;
  }
  position_.store(at + i, std::memory_order_release);
}

}  // namespace seaglass::io
