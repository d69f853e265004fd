#include "engine/stream/frame_ring.h"

#include <algorithm>

namespace seaglass {

FrameRing::FrameRing(int samples)
    : blocks_(std::size_t(samples / 8)),
      mask_(std::int64_t(rt::detail::power_of_two_from(std::size_t(samples))) - 1),
      left_(std::size_t(mask_ + 1)),
      right_(std::size_t(mask_ + 1)) {}

bool FrameRing::write(const FrameBlock& block, const float* left, const float* right) {
  if (block.first + block.count - played_.load(std::memory_order_acquire) > mask_ + 1) return false;
  for (int i = 0; i < block.count; i++) {
    left_[std::size_t((block.first + i) & mask_)] = left[i];
    right_[std::size_t((block.first + i) & mask_)] = right[i];
  }
  return blocks_.push(block);
}

FrameRing::Taken FrameRing::read(SampleIndex first, int count, std::uint32_t epoch, float* left, float* right) {
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
    if (block->first > next || next == first + count) break;
    splice_lag_ = block->splice_lag;
    const SampleIndex until = std::min(end, first + count);
    for (; next < until; next++) {
      left[next - first] = left_[std::size_t(next & mask_)];
      right[next - first] = right_[std::size_t(next & mask_)];
    }
    if (next < end) break;  // the rest is for the next call
    (void)blocks_.pop(dropped);
  }
  taken.available = int(next - first);
  taken.splice_lag = splice_lag_;
  played_.store(next, std::memory_order_release);
  return taken;
}

}  // namespace seaglass
