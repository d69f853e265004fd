#include "engine/voice/noise_plan.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace seaglass {
namespace {

constexpr double kTopHz = 24000;  // of the density's last band

double mel(double hz) { return 2595.0 * std::log10(1.0 + hz / 700.0); }

void unit_circle(int steps, int count, std::vector<float>& re, std::vector<float>& im) {
  for (int k = 0; k < count; k++) {
    const double angle = 2 * std::numbers::pi * k / steps;
    re.push_back(float(std::cos(angle)));
    im.push_back(float(std::sin(angle)));
  }
}

}  // namespace

int frame_samples(double rate) { return int(std::lround(rate * kFrameSeconds)); }

NoisePlan NoisePlan::make(double rate) {
  NoisePlan plan;
  plan.hop = frame_samples(rate);
  plan.size = 16;
  while (plan.size < 2 * plan.hop) plan.size *= 2;

  const double bin_hz = rate / plan.size;
  for (int k = 0; k < plan.size / 2; k++) {
    const double hz = (k > 0 ? k : 0.25) * bin_hz;  // bin 0 reaches up to half a bin
    const double position = std::min(mel(hz) / mel(kTopHz), 1.0) * (kNoiseBands - 1);
    const int band = std::min(int(position), kNoiseBands - 2);
    plan.band.push_back(band);
    plan.fraction.push_back(float(position - band));
    // A bin of magnitude A has variance 2 A^2, and must hold density x bin width; 0 dB is 1 / 24 kHz.
    const bool heard = hz < kTopHz;
    plan.scale_log2.push_back(heard ? float(0.5 * std::log2(bin_hz / kTopHz / 2)) : -200.0f);
  }
  for (int i = 0; i < 2 * plan.hop; i++)
    plan.window.push_back(float(std::sin(std::numbers::pi * (i + 0.5) / (2 * plan.hop))));
  unit_circle(plan.size / 2, plan.size / 2, plan.twiddle_re, plan.twiddle_im);
  unit_circle(plan.size, plan.size / 2, plan.half_re, plan.half_im);
  unit_circle(256, 256, plan.phasor_re, plan.phasor_im);
  return plan;
}

}  // namespace seaglass
