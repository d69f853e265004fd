#include "engine/stream/concealer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace seaglass {
namespace {

constexpr double kCorrectSeconds = 0.004;  // the joint's remainder fades out over this
constexpr double kRecoverSeconds = 0.006;  // crossfade back to true samples

float falling(double x) { return float(0.5 + 0.5 * std::cos(std::numbers::pi * x)); }  // 1 at 0, 0 at 1

}  // namespace

void Concealer::prepare(double rate) {
  shortest_ = int(kShortestLagSeconds * rate);
  longest_ = int(kLongestLagSeconds * rate);
  fade_ = int(kFadeSeconds * rate);
  correct_ = int(kCorrectSeconds * rate);
  recover_ = int(kRecoverSeconds * rate);
  std::int64_t size = 1;
  while (size < 2 * longest_ + correct_ + 2) size *= 2;
  mask_ = size - 1;
  for (Channel& c : channels_) {
    c.history.assign(std::size_t(size), 0.0f);
    c.loop.assign(std::size_t(longest_), 0.0f);
  }
  fade_table_.clear();
  for (int i = 0; i <= fade_; i++) fade_table_.push_back(falling(double(i) / fade_));
  state_ = State::kIdle;
  heard_ = 0;
}

void Concealer::remember(int channel, const float* samples, int n) {
  auto& history = channels_[channel].history;
  for (int i = 0; i < n; i++) history[std::size_t((heard_ + i) & mask_)] = samples[i];
}

void Concealer::begin(int lag) {
  lag_ = std::clamp(lag > 0 ? lag : (shortest_ + longest_) / 2, shortest_, longest_);
  for (Channel& c : channels_) {
    // x(j): the sample heard j samples before the last one.
    const auto x = [&](std::int64_t j) { return c.history[std::size_t((heard_ - 1 - j) & mask_)]; };
    const auto d = [&](std::int64_t j) { return x(j) - x(j + lag_); };
    const float edge = 2 * d(0);
    const int correct = std::min(correct_, lag_);
    for (int i = 0; i < lag_; i++) {
      const float lacking = i < correct ? (edge - d(i + 1)) * falling(double(i) / correct) : 0.0f;
      c.loop[std::size_t(i)] = x(lag_ - 1 - i) + lacking;
    }
  }
  state_ = State::kMissing;
  since_ = 0;
}

float Concealer::gain() const { return since_ < fade_ ? fade_table_[std::size_t(since_)] : 0.0f; }

int Concealer::process(float* left, float* right, int available, int count, int lag) {
  float* const out[kChannels] = {left, right};
  int touched = 0;
  for (int i = 0; i < count;) {
    const bool missing = i >= available;
    if (!missing && state_ == State::kIdle) {
      for (int c = 0; c < kChannels; c++) remember(c, out[c] + i, available - i);
      heard_ += available - i;
      i = available;
      continue;
    }
    if (missing && state_ != State::kMissing) begin(lag);
    if (!missing && state_ == State::kMissing) {
      state_ = State::kRecovering;
      recovered_ = 0;
    }
    const float g = gain();
    const float old = missing ? 1.0f : falling(double(recovered_ + 1) / (recover_ + 1));
    for (int c = 0; c < kChannels; c++) {
      const float standing_in = g * channels_[c].loop[std::size_t(since_ % lag_)];
      out[c][i] = missing ? standing_in : out[c][i] + old * (standing_in - out[c][i]);
      remember(c, out[c] + i, 1);
    }
    heard_++;
    since_++;
    touched++;
    i++;
    if (!missing && ++recovered_ == recover_) state_ = State::kIdle;
  }
  return touched;
}

}  // namespace seaglass
