#pragma once
// How much one sender may ask of the instrument: a token bucket for each, so that a program run wild does not drown the
// others.

#include <algorithm>
#include <array>

#include "engine/stream/stream_clock.h"
#include "io/osc/osc_peer.h"

namespace seaglass::io {

// One thread.
class SenderLimiter {
 public:
  static constexpr int kSenders = 64;             // known at a time; beyond, the one heard longest ago is forgotten
  static constexpr double kBurstSeconds = 0.25;   // what may come at once

  // `per_second` messages; 0: no limit.
  explicit SenderLimiter(double per_second) : per_second_(per_second) {}

  // Bounded. May this sender's message at `now` be taken?
  bool allow(const OscPeer& sender, Nanoseconds now) {
    if (per_second_ <= 0) return true;
    Bucket& bucket = bucket_of(sender);
    const double burst = per_second_ * kBurstSeconds;
    if (bucket.last == 0) bucket.tokens = burst;
    else bucket.tokens = std::min(burst, bucket.tokens + per_second_ * 1e-9 * double(now - bucket.last));
    bucket.last = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

 private:
  struct Bucket {
    OscPeer sender;
    double tokens = 0;
    Nanoseconds last = 0;
  };
  Bucket& bucket_of(const OscPeer& sender) {
    if (buckets_[newest_].sender == sender) return buckets_[newest_];
    std::size_t oldest = 0;
    for (std::size_t i = 0; i < buckets_.size(); i++) {
      if (buckets_[i].sender == sender && buckets_[i].last != 0) return buckets_[newest_ = i];
      if (buckets_[i].last < buckets_[oldest].last) oldest = i;
    }
    buckets_[oldest] = {.sender = sender};
    return buckets_[newest_ = oldest];
  }

  double per_second_;
  std::array<Bucket, kSenders> buckets_{};
  std::size_t newest_ = 0;
};

}  // namespace seaglass::io
