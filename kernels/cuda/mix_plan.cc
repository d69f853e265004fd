#include "kernels/cuda/mix_plan.h"

#include <algorithm>
#include <array>

namespace seaglass::cuda {

void MixPlanner::plan(const OrderView& orders, std::int32_t* first) {
  found_.clear();
  for (int v = 0; v < orders.voices; v++) {
    bool open = false;  // the last one found is this voice's
    for (int r = orders.chain[v].first; r >= 0; r = orders.run[r].next, open = true) {
      const RunOrder& run = orders.run[r];
      const int list = share_of_part(run.part, v % kMixShares);
      MixSegment* const last = open ? &found_.back().segment : nullptr;
      if (last != nullptr && found_.back().list == list && last->at + last->count == run.at)
        last->count = std::int16_t(last->count + run.count);
      else
        found_.push_back({{.voice = v, .at = run.at, .count = run.count}, list});
    }
  }
  // By list, the voices' order kept: so the sums are always the same.
  std::array<std::int32_t, kMixLists + 1> next{};
  for (const Found& f : found_) next[std::size_t(f.list) + 1]++;
  for (std::size_t i = 0; i < kMixLists; i++) next[i + 1] += next[i];
  std::copy(next.begin(), next.end(), first);
  segments_.resize(found_.size());
  for (const Found& f : found_) segments_[std::size_t(next[std::size_t(f.list)]++)] = f.segment;
}

}  // namespace seaglass::cuda
