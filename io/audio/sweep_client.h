#pragma once
// Plays a sound on one output when it is asked to, and keeps what one input hears meanwhile: the audio side of a
// round-trip measurement. Silent otherwise.

#include <atomic>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "io/audio/audio_device.h"

namespace seaglass::io {

class SweepClient final : public AudioClient {
 public:
  // [control] Before the device starts: the sound, and for how many samples to listen from its beginning on.
  void prepare(std::vector<float> sound, std::size_t listen) {
    sound_ = std::move(sound);
    heard_.assign(listen, 0.0f);
  }

  // [control] Plays the sound once, so many times as loud, and listens. Only while done().
  void begin(float gain) {
    gain_ = gain;
    position_ = 0;
    lost_at_.reset();
    busy_.store(true, std::memory_order_release);
  }

  // [any] Wait-free.
  bool done() const { return !busy_.load(std::memory_order_acquire); }

  // [control] Only while done(): what was heard, and the first sample at which the device had lost time.
  std::span<const float> heard() const { return heard_; }
  std::optional<std::size_t> lost_at() const { return lost_at_; }

  // [audio] Wait-free.
  void process(const AudioBlock& block) noexcept override;

 private:
  // Whose all of it is: [audio]'s while it is true, else [control]'s.
  std::atomic<bool> busy_{false};
  static_assert(std::atomic<bool>::is_always_lock_free);
  std::vector<float> sound_, heard_;
  float gain_ = 0;
  std::size_t position_ = 0;
  std::optional<std::size_t> lost_at_;
};

inline void SweepClient::process(const AudioBlock& block) noexcept {
  if (!busy_.load(std::memory_order_acquire)) return;  // the block comes zeroed
  if (block.xrun && position_ > 0 && !lost_at_) lost_at_ = position_;
  for (std::size_t i = 0; i < std::size_t(block.frames) && position_ < heard_.size(); i++, position_++) {
    if (!block.out.empty() && position_ < sound_.size()) block.out[0][i] = gain_ * sound_[position_];
    heard_[position_] = block.in.empty() ? 0.0f : block.in[0][i];
  }
  if (position_ == heard_.size()) busy_.store(false, std::memory_order_release);
}

}  // namespace seaglass::io
