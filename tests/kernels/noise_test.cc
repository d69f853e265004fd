// make_noise: its spectrum is the density that was asked for, at every level and rate.

#include <cmath>
#include <vector>

#include "engine/dsp/random.h"
#include "engine/voice/noise_stream.h"
#include "kernels/kernels.h"
#include "tests/catch.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

double mel(double hz) { return 2595 * std::log10(1 + hz / 700); }
double hz_of_band(int band) { return 700 * (std::pow(10.0, mel(24000) * band / (kNoiseBands - 1) / 2595) - 1); }

// `frames` frames of noise, overlapped as a voice overlaps them.
std::vector<float> noise(const VoiceKernels& kernels, double rate, const std::vector<float>& density, int frames) {
  const NoisePlan plan = NoisePlan::make(rate);
  NoiseStream stream;
  stream.start();
  std::vector<float> out(std::size_t(plan.hop) * std::size_t(frames), 0.0f);
  for (int f = 0; f < frames; f++) {
    stream.next(kernels, plan, density.data(), hash64(5, std::uint64_t(f)), plan.hop);
    stream.add(0, out.data() + f * plan.hop, plan.hop);
  }
  out.erase(out.begin(), out.begin() + plan.hop);  // the first half frame has nothing to overlap with
  return out;
}

// Density between two frequencies, in dB against white noise of RMS 1 over 24 kHz.
double density_db(const std::vector<float>& x, double low, double high, double rate) {
  constexpr int kSize = 2048;
  double power = 0;
  int windows = 0;
  for (std::ptrdiff_t at = 0; at + kSize <= std::ptrdiff_t(x.size()); at += kSize, windows++)
    power += std::pow(10.0, band_db(x, at, kSize, low, high, rate) / 10);
  // band_db: 0 dB is a sine of amplitude 1, whose power is 1/2.
  return 10 * std::log10(power / windows / 2 * 24000 / (high - low));
}

}  // namespace

TEST_CASE("Noise has the density that was asked for, in every band, at every rate") {
  std::vector<float> sloped, flat(kNoiseBands, -20.0f);
  for (int b = 0; b < kNoiseBands; b++) sloped.push_back(-20.0f - 0.5f * float(b));
  for (const VoiceKernels* kernels : kernels::available())
    for (const double rate : {44100.0, 48000.0, 96000.0, 192000.0}) {
      const auto x = noise(*kernels, rate, flat, int(500 * rate / 48000));
      const auto y = noise(*kernels, rate, sloped, int(500 * rate / 48000));
      REQUIRE(finite(x));
      for (const double hz : {1000.0, 3000.0, 8000.0, 16000.0}) {
        const int band = int(mel(hz) / mel(24000) * (kNoiseBands - 1));
        const double low = hz_of_band(band - 2), high = hz_of_band(band + 2);
        CAPTURE(kernels->name, rate, hz);
        REQUIRE(density_db(x, low, high, rate) == Approx(-20).margin(0.9));
        REQUIRE(density_db(y, low, high, rate) == Approx(-20 - 0.5 * band).margin(1.1));
      }
    }
}

TEST_CASE("Noise reaches down to the rumble below its first bin, and a band there has its say") {
  std::vector<float> flat(kNoiseBands, -20.0f), quiet = flat;
  for (int b = 0; b < 4; b++) quiet[std::size_t(b)] = -60;
  for (const VoiceKernels* kernels : kernels::available())
    for (const double rate : {44100.0, 48000.0, 96000.0}) {
      CAPTURE(kernels->name, rate);
      const int frames = int(1500 * rate / 48000);
      REQUIRE(density_db(noise(*kernels, rate, flat, frames), 25, 90, rate) == Approx(-20).margin(1.5));
      REQUIRE(density_db(noise(*kernels, rate, quiet, frames), 25, 60, rate) < -22);
    }
}

TEST_CASE("Noise has the RMS of its density, no more DC than that, and nothing above 24 kHz") {
  const std::vector<float> flat(kNoiseBands, -20.0f);
  for (const VoiceKernels* kernels : kernels::available()) {
    const auto x = noise(*kernels, 48000, flat, 3000);
    double mean = 0;
    for (const float v : x) mean += v;
    mean /= double(x.size());
    CAPTURE(kernels->name);
    REQUIRE(20 * std::log10(rms(x)) == Approx(-20).margin(0.15));
    REQUIRE(std::abs(mean) < 7e-4);  // white noise of this length has 0.1 / sqrt(384,000) = 1.6e-4
    const auto wide = noise(*kernels, 192000, flat, 3000);
    REQUIRE(density_db(wide, 26000, 90000, 192000) < -60);
  }
}

TEST_CASE("Overlapped frames keep the noise's power constant within the frame") {
  const std::vector<float> flat(kNoiseBands, -20.0f);
  const VoiceKernels& kernels = kernels::best();
  const int hop = NoisePlan::make(48000).hop;
  const auto x = noise(kernels, 48000, flat, 8001);
  // Mean power at each place of the frame, in eighths.
  double power[8] = {};
  for (std::size_t i = 0; i < x.size(); i++) power[(i % std::size_t(hop)) * 8 / std::size_t(hop)] += double(x[i]) * x[i];
  for (const double p : power) REQUIRE(10 * std::log10(p * 8 / double(x.size())) == Approx(-20).margin(0.2));
}

TEST_CASE("One band alone sounds in its place only") {
  std::vector<float> density(kNoiseBands, -102.0f);
  density[40] = -20;
  const double centre = hz_of_band(40);
  const auto x = noise(kernels::best(), 48000, density, 1500);
  REQUIRE(density_db(x, hz_of_band(39), hz_of_band(41), 48000) > -32);
  REQUIRE(density_db(x, 200, centre * 0.6, 48000) < -60);
  REQUIRE(density_db(x, centre * 1.6, 20000, 48000) < -60);
}

TEST_CASE("Noise follows its key: the same bits again, other bits for another, no correlation") {
  const std::vector<float> flat(kNoiseBands, -20.0f);
  const NoisePlan plan = NoisePlan::make(48000);
  for (const VoiceKernels* kernels : kernels::available()) {
    alignas(64) float a[kMaxNoiseSize], b[kMaxNoiseSize], c[kMaxNoiseSize];
    kernels->make_noise(plan, flat.data(), 1234, a);
    kernels->make_noise(plan, flat.data(), 1234, b);
    const auto n = std::size_t(2 * plan.hop);
    REQUIRE(first_difference({a, n}, {b, n}) == -1);
    double product = 0, power = 0;
    for (std::uint64_t key = 0; key < 400; key++) {
      kernels->make_noise(plan, flat.data(), hash64(key), b);
      kernels->make_noise(plan, flat.data(), hash64(key + 1), c);
      for (std::size_t i = 0; i < n; i++) {
        product += double(b[i]) * c[i];
        power += double(b[i]) * b[i];
      }
    }
    REQUIRE(std::abs(product / power) < 0.02);
  }
}

TEST_CASE("The levels' noise agrees within 1e-5 of its peak") {
  const std::vector<float> flat(kNoiseBands, -20.0f);
  for (const double rate : {8000.0, 16000.0, 44100.0, 48000.0, 192000.0}) {
    const NoisePlan plan = NoisePlan::make(rate);
    REQUIRE(2 * plan.hop <= plan.size);
    REQUIRE(plan.size <= kMaxNoiseSize);
    std::vector<float> first;
    for (const VoiceKernels* kernels : kernels::available()) {
      std::vector<float> frame(kMaxNoiseSize, 0.0f);
      kernels->make_noise(plan, flat.data(), 99, frame.data());
      if (first.empty()) first = frame;
      for (std::size_t i = 0; i < frame.size(); i++) REQUIRE(std::abs(frame[i] - first[i]) <= 1e-5f * peak(first));
      for (std::size_t i = std::size_t(2 * plan.hop); i < frame.size(); i++) REQUIRE(frame[i] == 0);
    }
  }
}

TEST_CASE("Density of any size gives finite noise") {
  const NoisePlan plan = NoisePlan::make(48000);
  for (const VoiceKernels* kernels : kernels::available())
    for (const float db : {-1e9f, -3000.0f, -200.0f, 0.0f, 80.0f, 200.0f}) {
      const std::vector<float> density(kNoiseBands, db);
      alignas(64) float frame[kMaxNoiseSize];
      kernels->make_noise(plan, density.data(), 1, frame);
      CAPTURE(kernels->name, db);
      REQUIRE(finite({frame, std::size_t(2 * plan.hop)}));
      if (db < -150) REQUIRE(peak({frame, std::size_t(2 * plan.hop)}) < 1e-7f);
    }
}
