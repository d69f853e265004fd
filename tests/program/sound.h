#pragma once
// WAV files by libsndfile, which is not ours, and what can be heard in them.

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "tests/catch.h"

namespace seaglass::test {

struct Sound {
  int rate = 0, channels = 0;
  std::vector<float> samples;  // interleaved

  std::size_t frames() const { return channels == 0 ? 0 : samples.size() / std::size_t(channels); }
  // The middle of the stereo picture.
  std::vector<float> mono() const {
    std::vector<float> sum(frames());
    for (std::size_t i = 0; i < samples.size(); i++) sum[i / std::size_t(channels)] += samples[i] / float(channels);
    return sum;
  }
  std::vector<float> left() const { return channel(0); }
  // Counted from 0.
  std::vector<float> channel(int c) const {
    std::vector<float> one(frames());
    for (std::size_t i = 0; i < one.size(); i++) one[i] = samples[i * std::size_t(channels) + std::size_t(c)];
    return one;
  }
  bool finite() const {
    return std::all_of(samples.begin(), samples.end(), [](float x) { return std::isfinite(x); });
  }
  float peak() const {
    float highest = 0;
    for (const float x : samples) highest = std::max(highest, std::fabs(x));
    return highest;
  }
};

// Fails the test when it is no WAV file.
inline Sound read_sound(const std::string& path) {
  SF_INFO info{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  INFO(path << ": " << sf_strerror(file));
  REQUIRE(file != nullptr);
  Sound sound{.rate = info.samplerate, .channels = info.channels, .samples = {}};
  sound.samples.resize(std::size_t(info.frames) * std::size_t(info.channels));
  const sf_count_t got = sf_readf_float(file, sound.samples.data(), info.frames);
  sf_close(file);
  REQUIRE(got == info.frames);
  return sound;
}

inline double hz_of_key(double key) { return 440.0 * std::exp2((key - 69) / 12); }

// Level of one frequency in x, dB: a Hann-windowed discrete Fourier transform at that point.
inline double level_at(const float* x, std::size_t count, double hz, double rate) {
  double re = 0, im = 0;
  const double step = 2 * std::numbers::pi * hz / rate, turn = 2 * std::numbers::pi / double(count);
  for (std::size_t i = 0; i < count; i++) {
    const double windowed = x[i] * (0.5 - 0.5 * std::cos(turn * (double(i) + 0.5)));
    re += windowed * std::cos(step * double(i));
    im += windowed * std::sin(step * double(i));
  }
  return 10 * std::log10((re * re + im * im) / (double(count) * double(count)) + 1e-20);
}

// How far the harmonics of a key stand out from those of its neighbours a semitone away, dB. Only harmonics that the
// window can tell apart from the neighbours' count.
inline double stands_out(const float* x, std::size_t count, double key, double rate) {
  constexpr double kSemitone = 0.0595, kBins = 2.2;  // of the window, to the first zero and a little more
  double sum = 0;
  int used = 0;
  for (int k = 1; k <= 12 && used < 4; k++) {
    const double hz = k * hz_of_key(key);
    if (hz * kSemitone < kBins * rate / double(count)) continue;
    const double beside = std::max(level_at(x, count, k * hz_of_key(key - 1), rate),
                                   level_at(x, count, k * hz_of_key(key + 1), rate));
    sum += level_at(x, count, hz, rate) - beside;
    used++;
  }
  return used == 0 ? 0 : sum / used;
}

// First frame from `from` on that is louder than `threshold`, or the end.
inline std::size_t first_sound(const std::vector<float>& x, std::size_t from = 0, float threshold = 1e-5f) {
  from = std::min(from, x.size());
  while (from < x.size() && std::fabs(x[from]) <= threshold) from++;
  return from;
}

// Largest step of the third difference in [from, to): what a click shows in, and smooth sound does not.
inline float roughness(const std::vector<float>& x, std::size_t from, std::size_t to) {
  float worst = 0;
  for (std::size_t i = std::max<std::size_t>(from, 3); i < std::min(to, x.size()); i++)
    worst = std::max(worst, std::fabs(x[i] - 3 * x[i - 1] + 3 * x[i - 2] - x[i - 3]));
  return worst;
}

}  // namespace seaglass::test
