#include "engine/stream/frame_ring.h"

#include <algorithm>

namespace seaglass {

FrameRing::FrameRing(int samples)
    : blocks_(std::size_t(samples / 8)), mask_(std::int64_t(rt::detail::power_of_two_from(std::size_t(samples))) - 1) {
  prepare(1);
}

void FrameRing::prepare(int pairs) {
  pairs_ = pairs;
  for (int c = 0; c < kChannels * pairs; c++) channels_[std::size_t(c)].assign(std::size_t(mask_ + 1), 0.0f);
}

bool FrameRing::write(const FrameBlock& block, const AudioSpan& from) {
  if (block.first + block.count - played_.load(std::memory_order_acquire) > mask_ + 1) return false;
  for (int c = 0; c < kChannels * pairs_; c++) {
    float* const ring = channels_[std::size_t(c)].data();
    const float* const samples = from.channel(c);
    for (int i = 0; i < block.count; i++) ring[(block.first + i) & mask_] = samples[i];
  }
  return blocks_.push(block);
}

FrameRing::Taken FrameRing::read(SampleIndex first, std::uint32_t epoch, const AudioSpan& out) {
  Taken taken;
  SampleIndex next = first;  // the sample wanted now
  FrameBlock dropped;
  for (const FrameBlock* block = blocks_.front(); block != nullptr; block = blocks_.front()) {
    const SampleIndex end = block->first + block->count;
    if (block->epoch != epoch || end <= first) {
      taken.late_blocks += block->epoch == epoch;
      (void)blocks_.pop(dropped);
      continue;
    }
    if (block->first > next || next == first + out.count) break;
    splice_lag_ = block->splice_lag;
    const SampleIndex until = std::min(end, first + out.count);
    for (int c = 0; c < kChannels * pairs_; c++) {
      const float* const ring = channels_[std::size_t(c)].data();
      float* const samples = out.channel(c);
      for (SampleIndex i = next; i < until; i++) samples[i - first] = ring[i & mask_];
    }
    next = until;
    if (next < end) break;  // the rest is for the next call
    (void)blocks_.pop(dropped);
  }
  taken.available = int(next - first);
  taken.splice_lag = splice_lag_;
  played_.store(next, std::memory_order_release);
  return taken;
}

}  // namespace seaglass
