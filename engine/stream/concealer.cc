#include "engine/stream/concealer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace seaglass {
namespace {

constexpr double kCorrectSeconds = 0.004;  // the joint's remainder fades out over this
constexpr double kRecoverSeconds = 0.006;  // crossfade back to true samples
constexpr float kFullScale = 0.999f;       // a badly fitting loop may overshoot what the limiter let through
constexpr int kPredictFrom = 512;          // samples from which the remainder's continuation is predicted
constexpr int kPredictOrder = 32;          // sixteen sines; 30 us a channel, measured, once a miss

float falling(double x) { return float(0.5 + 0.5 * std::cos(std::numbers::pi * x)); }  // 1 at 0, 0 at 1

// Burg's method (J. P. Burg, "Maximum Entropy Spectral Analysis", 1975): the stable recursion of the given order that
// predicts x best, forwards and backwards. x is oldest first; x[t] is about -sum a[i] x[t - i], i = 1 .. order.
template <int kLength, int kOrder>
void burg(const double (&x)[kLength], double (&a)[kOrder + 1]) {
  double forward[kLength], backward[kLength];
  std::copy_n(x, kLength, forward);
  std::copy_n(x, kLength, backward);
  std::fill_n(a, kOrder + 1, 0.0);
  a[0] = 1;
  for (int m = 0; m < kOrder; m++) {
    double product = 0, power = 1e-20;
    for (int t = m + 1; t < kLength; t++) {
      product += forward[t] * backward[t - 1];
      power += forward[t] * forward[t] + backward[t - 1] * backward[t - 1];
    }
    const double k = -2 * product / power;
    double next[kOrder + 1];
    for (int i = 0; i <= m + 1; i++) next[i] = a[i] + k * a[m + 1 - i];
    std::copy_n(next, m + 2, a);
    for (int t = kLength - 1; t > m; t--) {
      const double f = forward[t];
      forward[t] = f + k * backward[t - 1];
      backward[t] = backward[t - 1] + k * f;
    }
  }
}

}  // namespace

void Concealer::prepare(double rate, int pairs) {
  shortest_ = int(kShortestLagSeconds * rate);
  longest_ = int(kLongestLagSeconds * rate);
  fade_ = int(kFadeSeconds * rate);
  correct_ = int(kCorrectSeconds * rate);
  recover_ = int(kRecoverSeconds * rate);
  std::int64_t size = 1;
  while (size < longest_ + kPredictFrom + 2) size *= 2;
  mask_ = size - 1;
  channels_.assign(std::size_t(kChannels * pairs), {});
  for (Channel& c : channels_) {
    c.history.assign(std::size_t(size), 0.0f);
    c.loop.assign(std::size_t(longest_), 0.0f);
  }
  fade_table_.clear();
  for (int i = 0; i <= fade_; i++) fade_table_.push_back(falling(double(i) / fade_));
  state_ = State::kIdle;
  heard_ = 0;
}

void Concealer::Channel::remember(std::int64_t at, std::int64_t mask, const float* samples, int n) {
  for (int i = 0; i < n; i++) history[std::size_t((at + i) & mask)] = samples[i];
}

void Concealer::Channel::begin(std::int64_t heard, std::int64_t mask, int lag, int correct) {
  // x(j): the sample heard j samples before the last one.
  const auto x = [&](std::int64_t j) { return history[std::size_t((heard - 1 - j) & mask)]; };
  double past[kPredictFrom], recent[kPredictOrder], a[kPredictOrder + 1];
  bool any = false;
  for (int i = 0; i < kPredictFrom; i++) {
    const int j = kPredictFrom - 1 - i;
    past[i] = double(x(j)) - double(x(j + lag));
    any = any || past[i] != 0;
  }
  if (any) burg<kPredictFrom, kPredictOrder>(past, a);
  if (!any) correct = 0;  // as on a pair on which nothing plays: there are eight channels, and one deadline
  std::reverse_copy(past + kPredictFrom - kPredictOrder, past + kPredictFrom, recent);  // newest first
  for (int i = 0; i < lag; i++) {
    double next = 0;
    if (i < correct) {
      for (int k = 0; k < kPredictOrder; k++) next -= a[k + 1] * recent[k];
      std::copy_backward(recent, recent + kPredictOrder - 1, recent + kPredictOrder);
      recent[0] = next;
      next *= falling(double(i) / correct);
    }
    loop[std::size_t(i)] = x(lag - 1 - i) + float(next);
  }
}

void Concealer::begin(int lag) {
  lag_ = std::clamp(lag > 0 ? lag : (shortest_ + longest_) / 2, shortest_, longest_);
  for (Channel& c : channels_) c.begin(heard_, mask_, lag_, std::min(correct_, lag_));
  state_ = State::kMissing;
  since_ = 0;
}

float Concealer::gain() const { return since_ < fade_ ? fade_table_[std::size_t(since_)] : 0.0f; }

int Concealer::process(const AudioSpan& out, int available, int lag) {
  float* samples[kChannels * kMaxOutputs];
  const int channels = int(channels_.size());
  for (int c = 0; c < channels; c++) samples[c] = out.channel(c);
  int touched = 0;
  for (int i = 0; i < out.count;) {
    const bool missing = i >= available;
    if (!missing && state_ == State::kIdle) {
      for (int c = 0; c < channels; c++) channels_[std::size_t(c)].remember(heard_, mask_, samples[c] + i, available - i);
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
    for (int c = 0; c < channels; c++) {
      Channel& channel = channels_[std::size_t(c)];
      float& sample = samples[c][i];
      const float standing_in = std::clamp(g * channel.loop[std::size_t(since_ % lag_)], -kFullScale, kFullScale);
      sample = missing ? standing_in : sample + old * (standing_in - sample);
      channel.remember(heard_, mask_, &sample, 1);
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
