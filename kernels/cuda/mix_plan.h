#pragma once

#include <vector>

#include "kernels/cuda/mix.h"

namespace seaglass::cuda {

// Finds out which runs each part is made of.
class MixPlanner {
 public:
  // [control] Room for so many runs.
  explicit MixPlanner(int most_runs) {
    found_.reserve(std::size_t(most_runs));
    segments_.reserve(std::size_t(most_runs));
  }

  // [worker] Bounded, allocates nothing. Fills first[kMixLists + 1]. Runs that follow one another without a gap are one segment.
  void plan(const OrderView& orders, std::int32_t* first);

  // [worker] The segments, list by list.
  const std::vector<MixSegment>& segments() const { return segments_; }

 private:
  struct Found {
    MixSegment segment;
    std::int32_t list;  // share_of_part()
  };
  std::vector<Found> found_;  // voice by voice
  std::vector<MixSegment> segments_;
};

}  // namespace seaglass::cuda
