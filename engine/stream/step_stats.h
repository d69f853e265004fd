#pragma once
// How long steps take: a histogram on a logarithmic scale, so that a worst case is not averaged away.

#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>

namespace seaglass {

class StepStats {
 public:
  // One writer. Wait-free.
  void add(double microseconds) {
    const double x = std::log2(std::fmax(microseconds, 1.0)) * kPerOctave;
    const int bin = int(std::fmin(x, double(kBins - 1)));
    bins_[bin].store(bins_[bin].load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    if (microseconds > max_.load(std::memory_order_relaxed)) max_.store(microseconds, std::memory_order_relaxed);
  }

  // [any] The duration that `share` (0..1) of the steps do not exceed, to within 3 %; 0 when there were none.
  double quantile(double share) const {
    std::uint64_t total = 0, seen = 0;
    for (const auto& bin : bins_) total += bin.load(std::memory_order_relaxed);
    if (total == 0) return 0;
    for (int i = 0; i < kBins; i++) {
      seen += bins_[i].load(std::memory_order_relaxed);
      if (double(seen) >= share * double(total))
        return std::fmin(std::exp2((i + 1.0) / kPerOctave), max_.load(std::memory_order_relaxed));
    }
    return max();
  }
  double max() const { return max_.load(std::memory_order_relaxed); }
  std::uint64_t count() const {
    std::uint64_t total = 0;
    for (const auto& bin : bins_) total += bin.load(std::memory_order_relaxed);
    return total;
  }

 private:
  static constexpr int kPerOctave = 24, kBins = 24 * kPerOctave;  // 1 us to 16 s
  std::array<std::atomic<std::uint64_t>, kBins> bins_{};
  std::atomic<double> max_{0};
};

}  // namespace seaglass
