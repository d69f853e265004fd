#pragma once
// The voices and the mix of the GPU, run on the host beside the CPU's synth, from the same orders and the same answers of the
// network: a team of threads in an order that the test chooses, scratch memory that begins as NaN.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include "engine/voice/cpu_synth.h"
#include "kernels/cuda/mix_plan.h"
#include "kernels/cuda/table_image.h"
#include "kernels/cuda/voice_play.h"

namespace seaglass::test {

// The threads of one block between two barriers.
class BlockTeam {
 public:
  // `order` 0: in their order; else shuffled anew for each phase.
  explicit BlockTeam(unsigned order) : random_(order), shuffled_(order != 0) {}

  template <class F>
  void phase(int n, const F& f) {
    order_.resize(std::size_t(n));
    std::iota(order_.begin(), order_.end(), 0);
    if (shuffled_) std::shuffle(order_.begin(), order_.end(), random_);
    for (const int i : order_) f(i);
  }
  template <class F>
  void one(const F& f) {
    f();
  }
  template <class F>
  float largest(int n, const F& f) {
    float most = -INFINITY;
    for (int i = 0; i < n; i++) most = std::max(most, f(i));
    return most;
  }

 private:
  std::mt19937 random_;
  bool shuffled_;
  std::vector<int> order_;
};

// Carries orders out both ways, hands on what the CPU makes of them and keeps the power of both and of their difference.
class TeamSynth final : public Synth {
 public:
  struct Compared {
    double power = 0, error = 0;            // of pieces without partials near half the rate
    double high_power = 0, high_error = 0;  // of the others
    float largest_look = 0;    // difference of levels in dB
    int looks = 0, over = 0;   // voices looked at, those of them that had ended
    bool same_over = true;
    double error_db() const { return power > 0 ? 10 * std::log10(error / power) : -INFINITY; }
    double high_error_db() const { return high_power > 0 ? 10 * std::log10(high_error / high_power) : -INFINITY; }
  };

  TeamSynth(const VoiceContext& context, const NeuralLibrary& library, int voices, unsigned order, Compared& compared)
      : kernels_(*context.kernels), network_(library.network()), cpu_(context, &library, voices), image_(context, library),
        team_(order), compared_(compared), states_(std::size_t(voices)), cpu_looks_(states_.size()), looks_(states_.size()),
        scratch_(std::make_unique<cuda::VoiceScratch>()), mix_(std::make_unique<cuda::MixScratch>()) {
    memory_.resize(image_.bytes() / sizeof(Line) + 1);
    const auto bytes = image_.at(memory_.data());
    std::memcpy(memory_.data(), bytes.data(), bytes.size());
    std::memset(static_cast<void*>(states_.data()), 0, states_.size() * sizeof(cuda::VoiceState));
    const std::size_t rows = OrderList::most_frames(voices, context.noise.hop);
    answers_.resize(rows * std::size_t(network_.output_stride) / kUnitPanel);
    sounds_.resize(states_.size() * kChannels * kMaxPiece);
  }

  void carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    cpu_.carry_out(orders, sums, cpu_looks_);
    play(orders);
    for (int part = 0; part < kParts; part++)
      if (plan_first_[part] < plan_first_[part + 1]) compare(orders, part, sums.part[std::size_t(part)]);
    for (int v = 0; v < orders.voices; v++)
      for (int r = orders.chain[v].first; r >= 0; r = orders.run[r].next)
        if (orders.run[r].look) compare_look(std::size_t(v));
    std::copy(cpu_looks_.begin(), cpu_looks_.end(), looks.begin());
  }

 private:
  struct alignas(kCacheLine) Line {
    float value[kUnitPanel];
  };

  void play(const OrderView& orders) {
    alignas(kCacheLine) static float network_scratch[2 * kNetBatch * 512];
    for (int at = 0; at < orders.questions; at += kNetBatch)
      kernels_.evaluate(network_, orders.question + std::ptrdiff_t(at) * orders.question_stride,
                        answers_.data()->value + std::ptrdiff_t(at) * network_.output_stride, network_scratch,
                        std::min(kNetBatch, orders.questions - at));
    const cuda::VoiceTables tables = image_.tables(memory_.data());
    for (int v = 0; v < orders.voices; v++) {
      if (orders.chain[v].first < 0) continue;
      std::memset(static_cast<void*>(scratch_.get()), 0xff, sizeof *scratch_);
      float* const out = sounds_.data() + std::size_t(v) * kChannels * kMaxPiece;
      cuda::play_voice(team_, orders, orders.chain[v].first, answers_.empty() ? nullptr : answers_.data()->value, tables,
                       states_[std::size_t(v)], *scratch_, {out, out + kMaxPiece}, looks_[std::size_t(v)]);
    }
    plan_.plan(orders, plan_first_);
  }

  void compare(const OrderView& orders, int part, const PartSums::Stereo& cpu) {
    std::memset(static_cast<void*>(mix_.get()), 0xff, sizeof *mix_);
    float sum[kChannels][kMaxPiece];
    cuda::mix_part(team_, {plan_.segments().data(), plan_first_, orders.count}, part, sounds_.data(), *mix_, sum[0]);
    const bool high = reaches_half_the_rate();
    double& power = high ? compared_.high_power : compared_.power;
    double& error = high ? compared_.high_error : compared_.error;
    for (int i = 0; i < orders.count; i++) {
      const double left = cpu.left[i], right = cpu.right[i], dl = sum[0][i] - left, dr = sum[1][i] - right;
      power += left * left + right * right;
      error += dl * dl + dr * dr;
    }
  }

  // Whether a partial is heard that is bent up there.
  bool reaches_half_the_rate() const {
    return std::ranges::any_of(states_, [](const cuda::VoiceState& state) {
      return !state.scalars.over && std::ranges::any_of(state.partial, [](const cuda::Partial& p) {
        return p.increment > std::uint32_t(kHigh * 0x1p32) && p.amplitude > kHeard;
      });
    });
  }
  static constexpr double kHigh = 0.47;    // cycles per sample
  static constexpr float kHeard = 1e-6f;

  void compare_look(std::size_t v) {
    compared_.looks++;
    compared_.over += looks_[v].over;
    compared_.same_over = compared_.same_over && looks_[v].over == cpu_looks_[v].over;
    compared_.largest_look = std::max(compared_.largest_look, std::fabs(looks_[v].level_db - cpu_looks_[v].level_db));
  }

  const VoiceKernels& kernels_;
  const Network& network_;
  CpuSynth cpu_;
  cuda::TableImage image_;
  BlockTeam team_;
  Compared& compared_;
  std::vector<Line> memory_, answers_;
  std::vector<cuda::VoiceState> states_;
  std::vector<VoiceLook> cpu_looks_, looks_;
  std::unique_ptr<cuda::VoiceScratch> scratch_;
  std::unique_ptr<cuda::MixScratch> mix_;
  std::vector<float> sounds_;
  cuda::MixPlanner plan_{1 << 16};
  std::int32_t plan_first_[kParts + 1];
};

}  // namespace seaglass::test
