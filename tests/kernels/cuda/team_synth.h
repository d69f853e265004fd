#pragma once
// The voices and the mix of the GPU, run on the host, with the CPU's answers of the network: a team of threads in an order
// that the test chooses, scratch memory that begins as NaN.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include "engine/voice/order_list.h"
#include "engine/voice/synth.h"
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

// Carries orders out as the GPU's blocks of threads would.
class TeamSynth final : public Synth {
 public:
  // `order`: of the threads, as in BlockTeam.
  TeamSynth(const VoiceContext& context, const NeuralLibrary& library, int voices, unsigned order)
      : kernels_(*context.kernels), network_(library.network()), image_(context, library), team_(order),
        states_(std::size_t(voices)), scratch_(std::make_unique<cuda::VoiceScratch>()),
        mix_(std::make_unique<cuda::MixScratch>()) {
    memory_.resize(image_.bytes() / sizeof(Line) + 1);
    const auto bytes = image_.at(memory_.data());
    std::memcpy(memory_.data(), bytes.data(), bytes.size());
    std::memset(static_cast<void*>(states_.data()), 0, states_.size() * sizeof(cuda::VoiceState));
    const std::size_t rows = OrderList::most_frames(voices, context.noise.hop);
    answers_.resize(rows * std::size_t(network_.output_stride) / kUnitPanel);
    network_scratch_.resize(std::size_t(2 * kNetBatch * network_.width / kUnitPanel));
    sounds_.resize(states_.size() * kChannels * kMaxPiece);
  }

  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    play(orders, looks);
    sums.sounding = 0;
    for (int part = 0; part < kParts; part++) {
      const cuda::MixPlan mix{plan_.segments().data(), plan_first_, orders.count};
      if (!mix.has(part)) continue;
      sums.sounding |= std::uint32_t(1) << part;
      std::memset(static_cast<void*>(mix_.get()), 0xff, sizeof *mix_);
      float sum[kChannels][kMaxPiece];
      cuda::mix_part(team_, mix, part, sounds_.data(), *mix_, sum[0]);
      std::copy_n(sum[0], orders.count, sums.part[std::size_t(part)].left);
      std::copy_n(sum[1], orders.count, sums.part[std::size_t(part)].right);
    }
    return true;
  }

  // Whether a partial is heard that is bent up to half the rate.
  bool reaches_half_the_rate() const {
    return std::ranges::any_of(states_, [](const cuda::VoiceState& state) {
      return state.scalars.sounds && std::ranges::any_of(state.partial, [](const cuda::Partial& p) {
        return p.increment > std::uint32_t(kHigh * 0x1p32) && p.amplitude > kHeard;
      });
    });
  }

 private:
  struct alignas(kCacheLine) Line {
    float value[kUnitPanel];
  };

  static constexpr double kHigh = 0.47;  // cycles per sample
  static constexpr float kHeard = 1e-6f;

  void play(const OrderView& orders, std::span<VoiceLook> looks) {
    for (int at = 0; at < orders.questions; at += kNetBatch)
      kernels_.evaluate(network_, orders.question + std::ptrdiff_t(at) * orders.question_stride,
                        answers_.data()->value + std::ptrdiff_t(at) * network_.output_stride, network_scratch_.data()->value,
                        std::min(kNetBatch, orders.questions - at));
    const cuda::VoiceTables tables = image_.tables(memory_.data());
    for (int v = 0; v < orders.voices; v++) {
      if (orders.chain[v].first < 0) continue;
      std::memset(static_cast<void*>(scratch_.get()), 0xff, sizeof *scratch_);
      float* const out = sounds_.data() + std::size_t(v) * kChannels * kMaxPiece;
      cuda::play_voice(team_, orders, orders.chain[v].first, answers_.empty() ? nullptr : answers_.data()->value, tables,
                       states_[std::size_t(v)], *scratch_, {out, out + kMaxPiece}, looks[std::size_t(v)]);
    }
    plan_.plan(orders, plan_first_);
  }

  const VoiceKernels& kernels_;
  const Network& network_;
  cuda::TableImage image_;
  BlockTeam team_;
  std::vector<Line> memory_, answers_, network_scratch_;
  std::vector<cuda::VoiceState> states_;
  std::unique_ptr<cuda::VoiceScratch> scratch_;
  std::unique_ptr<cuda::MixScratch> mix_;
  std::vector<float> sounds_;
  cuda::MixPlanner plan_{1 << 16};
  std::int32_t plan_first_[cuda::kMixLists + 1];
};

}  // namespace seaglass::test
