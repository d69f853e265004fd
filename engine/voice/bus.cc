#include "engine/voice/bus.h"

#include "engine/voice/pan.h"

namespace seaglass {

// As any controller would leave it: equal power in the middle is 1 but for a rounding.
void Bus::open(const Part& part) {
  set(part, 0);
  shares_[0].jump(1);
}

void Bus::set(const Part& part, int samples) {
  const PanGains pan = pan_gains(part.value(ParameterId::kPan));
  const float gain = part.gain();
  if (gain * pan.left != left_.target()) left_.move(gain * pan.left, samples);
  if (gain * pan.right != right_.target()) right_.move(gain * pan.right, samples);
}

void Bus::route(int pair, int samples) {
  pair_ = pair;
  for (int p = 0; p < kMaxOutputs; p++) shares_[std::size_t(p)].move(p == pair ? 1.0f : 0.0f, samples);
}

void Bus::advance(int count) {
  left_.advance(count);
  right_.advance(count);
  if (crossing())
    for (Ramp& share : shares_) share.advance(count);
}

void Bus::play(const float* left, const float* right, const AudioSpan& out) const {
  if (crossing()) {
    cross_over(left, right, out);
    return;
  }
  const StereoPair to = out.pair(pair_);
  for (int s = 0; s < out.count; s++) {
    to.left[s] += left_.at(s) * left[s];
    to.right[s] += right_.at(s) * right[s];
  }
}

// In a straight line, since it is one and the same sound on both: the pairs' sum is the part as it would be on one of them.
void Bus::cross_over(const float* left, const float* right, const AudioSpan& out) const {
  for (int p = 0; p < out.pairs; p++) {
    const Ramp& share = shares_[std::size_t(p)];
    const StereoPair to = out.pair(p);
    for (int s = 0; s < out.count; s++) {
      to.left[s] += share.at(s) * (left_.at(s) * left[s]);
      to.right[s] += share.at(s) * (right_.at(s) * right[s]);
    }
  }
}

}  // namespace seaglass
