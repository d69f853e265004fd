#include "engine/voice/guarded_synth.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace seaglass {
namespace {

void count(std::atomic<std::uint64_t>& counter) {
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace

GuardedSynth::GuardedSynth(std::unique_ptr<Synth> here, FarSynth& far, int voices, double rate,
                           GuardCounters& counters, const SynthCapacity& here_can)
    : here_(std::move(here)), far_(far), counters_(counters), here_can_(here_can), calm_(int(std::lround(kCalmSeconds * rate))),
      telling_((std::min(voices, here_can.sounding) - 1) / here_can.told * kTellStretch),
      crossing_(int(std::lround(kCrossingSeconds * rate))), left_alone_(calm_), other_looks_(std::size_t(voices)) {}

void GuardedSynth::post(const OrderView& orders) {
  asked_ = true;
  OrderView told = orders;
  told.anew = std::exchange(wants_resume_, false);  // these orders tell all, if that was wanted
  posted_ = (state_ == State::kToFar || state_ == State::kFar) && far_.post(told);
}

bool GuardedSynth::carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) {
  if (!asked_) post(orders);
  asked_ = false;
  switch (state_) {
    case State::kHere: return play_here(orders, sums, looks);
    case State::kToFar: return cross_to_far(orders, sums, looks);
    case State::kFar: return play_far(orders, sums, looks);
    case State::kToHere: return take_over(orders, sums, looks);
  }
  return false;
}

bool GuardedSynth::play_here(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) {
  left_alone_ = std::min(left_alone_ + orders.count, calm_);
  if (left_alone_ == calm_ && far_.ready()) {
    wants_resume_ = true;
    state_ = State::kToFar;
    crossed_ = 0;
  }
  return here_->carry_out(orders, sums, looks);
}

// Both from the same orders: the one here has the voices and goes on, the far one is told of them and, once it has them all,
// takes them over. Phases differ, so the powers of the two add up.
bool GuardedSynth::cross_to_far(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) {
  const bool here = here_->carry_out(orders, sums, looks);
  if (!posted_ || !far_.wait(orders, other_, other_looks_)) {
    left_alone_ = 0;
    state_ = State::kHere;  // where all voices still are
    if (crossed_ <= telling_) {
      count(counters_.refused);
      return here;
    }
    // Its share of the sound is gone from one sample to the next.
    count(counters_.lost);
    sums.sounding = 0;
    return false;
  }
  for (int i = 0; i < orders.count; i++) {
    const float x = std::clamp(float(crossed_ + i - telling_) / float(crossing_), 0.0f, 1.0f) * float(std::numbers::pi / 2);
    const float down = std::cos(x), up = std::sin(x);
    for (std::size_t p = 0; p < kParts; p++) {
      const bool ours = (sums.sounding >> p & 1) != 0, its = (other_.sounding >> p & 1) != 0;
      for (const auto channel : {&PartSums::Stereo::left, &PartSums::Stereo::right}) {
        float& x_here = (sums.part[p].*channel)[i];
        if (ours || its) x_here = (ours ? down * x_here : 0) + (its ? up * (other_.part[p].*channel)[i] : 0);
      }
    }
  }
  sums.sounding |= other_.sounding;
  crossed_ += orders.count;
  if (crossed_ >= telling_ + crossing_) {
    state_ = State::kFar;
    count(counters_.returned);
    counters_.far.store(true, std::memory_order_relaxed);
  }
  return here;
}

bool GuardedSynth::play_far(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) {
  if (posted_ && far_.wait(orders, sums, looks)) return true;
  left_alone_ = 0;
  count(counters_.lost);
  counters_.far.store(false, std::memory_order_relaxed);
  sums.sounding = 0;
  wants_resume_ = true;
  state_ = State::kToHere;
  return false;
}

bool GuardedSynth::take_over(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) {
  OrderView anew = orders;
  anew.anew = true;
  state_ = State::kHere;
  return here_->carry_out(anew, sums, looks);
}

}  // namespace seaglass
