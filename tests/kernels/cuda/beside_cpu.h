#pragma once
// Carries orders out by the CPU's synth and by another one, hands on what the CPU makes of them, and keeps how far the other
// is from it.

#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "engine/voice/cpu_synth.h"

namespace seaglass::test {

struct SynthsCompared {
  double power = 0, error = 0;            // of pieces without partials near half the rate
  double high_power = 0, high_error = 0;  // of the others
  float largest_look = 0;                 // difference of levels in dB
  int looks = 0, over = 0;                // voices looked at, those of them that had ended
  bool same_over = true;                  // by both
  double error_db() const { return power > 0 ? 10 * std::log10(error / power) : -INFINITY; }
  double high_error_db() const { return high_power > 0 ? 10 * std::log10(high_error / high_power) : -INFINITY; }
};

class BesideCpu final : public Synth {
 public:
  // `high`: whether the piece that the other has just carried out has partials near half the rate.
  BesideCpu(const VoiceContext& context, const NeuralLibrary& library, int voices, std::unique_ptr<Synth> other,
            std::function<bool()> high, SynthsCompared& compared)
      : cpu_(context, &library, voices), other_(std::move(other)), high_(std::move(high)), compared_(compared),
        looks_(std::size_t(voices)), other_looks_(std::size_t(voices)) {}

  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    const bool done = cpu_.carry_out(orders, sums, looks_) && other_->carry_out(orders, other_sums_, other_looks_);
    const bool high = high_();
    for (std::size_t part = 0; part < kParts; part++) compare(orders.count, part, sums, high);
    for (int v = 0; v < orders.voices; v++)
      for (int r = orders.chain[v].first; r >= 0; r = orders.run[r].next)
        if (orders.run[r].look) compare_look(std::size_t(v));
    std::copy(looks_.begin(), looks_.end(), looks.begin());
    return done;
  }

 private:
  void compare(int count, std::size_t part, const PartSums& sums, bool high) {
    const bool cpu = (sums.sounding >> part & 1) != 0, other = (other_sums_.sounding >> part & 1) != 0;
    for (int i = 0; i < count; i++)
      for (const auto channel : {&PartSums::Stereo::left, &PartSums::Stereo::right}) {
        const double x = cpu ? double((sums.part[part].*channel)[i]) : 0;
        const double y = other ? double((other_sums_.part[part].*channel)[i]) : 0;
        (high ? compared_.high_power : compared_.power) += x * x;
        (high ? compared_.high_error : compared_.error) += (x - y) * (x - y);
      }
  }

  void compare_look(std::size_t v) {
    compared_.looks++;
    compared_.over += looks_[v].over;
    compared_.same_over = compared_.same_over && looks_[v].over == other_looks_[v].over;
    compared_.largest_look = std::max(compared_.largest_look, std::fabs(looks_[v].level_db - other_looks_[v].level_db));
  }

  CpuSynth cpu_;
  std::unique_ptr<Synth> other_;
  std::function<bool()> high_;
  SynthsCompared& compared_;
  std::vector<VoiceLook> looks_, other_looks_;
  PartSums other_sums_;
};

}  // namespace seaglass::test
