#pragma once
// Networks to hold kernels against: random ones, and what double precision says of any. Used by the tests that run
// everywhere and by the program that runs on a GPU (tests/kernels/cuda/gpu), so no test framework in here.

#include <cmath>
#include <cstddef>
#include <random>
#include <span>
#include <vector>

#include "engine/voice/packed_network.h"

namespace seaglass::test {

// A width of the shipped patch, a narrow one that fills no panel, one unit; deep and shallow.
inline const std::vector<std::vector<int>> kNetworkSizes{
    {31, 192, 192, 192, 210}, {31, 40, 40, 210}, {5, 1, 3}, {31, 64, 64, 64, 64, 64, 64, 64, 64, 210}};

// Layers of these sizes whose activations neither die nor grow.
inline std::vector<DenseLayer> random_network(const std::vector<int>& sizes, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<DenseLayer> layers;
  for (std::size_t n = 0; n + 1 < sizes.size(); n++) {
    DenseLayer layer{.inputs = sizes[n], .outputs = sizes[n + 1], .weight = {}, .bias = {}};
    for (int i = 0; i < layer.inputs * layer.outputs; i++)
      layer.weight.push_back(normal(random) / std::sqrt(float(layer.inputs)));
    for (int i = 0; i < layer.outputs; i++) layer.bias.push_back(normal(random));
    layers.push_back(layer);
  }
  return layers;
}

// Rows [rows][stride] of which `inputs` are random; what pads a row is not to be read.
inline std::vector<float> random_questions(int rows, int inputs, int stride, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> all(std::size_t(rows) * std::size_t(stride), NAN);
  for (int r = 0; r < rows; r++)
    for (int i = 0; i < inputs; i++) all[std::size_t(r * stride + i)] = normal(random);
  return all;
}

// The network in double precision, for one row.
inline std::vector<double> exact_answer(std::span<const DenseLayer> layers, const float* question) {
  std::vector<double> h(question, question + layers.front().inputs);
  for (std::size_t n = 0; n < layers.size(); n++) {
    const DenseLayer& layer = layers[n];
    std::vector<double> a(std::size_t(layer.outputs));
    for (int o = 0; o < layer.outputs; o++) {
      double sum = layer.bias[std::size_t(o)];
      for (int i = 0; i < layer.inputs; i++)
        sum += double(layer.weight[std::size_t(o * layer.inputs + i)]) * h[std::size_t(i)];
      a[std::size_t(o)] = sum;
    }
    if (n + 1 == layers.size()) return a;
    for (std::size_t o = 0; o < a.size(); o++) a[o] = a[o] / (1 + std::exp(-a[o])) + (n > 0 ? h[o] : 0);
    h = a;
  }
  return h;
}

// Largest distance from the exact answers, against the largest of them (at least 1). NaN if any answer is none.
//
// What single precision may lose: a sum of 192 products errs by at most 192 x 2^-24 = 1.1e-5 of the sum of their sizes,
// and as roundings point either way by about sqrt(192) x 2^-24 = 8e-7; four layers, each of which passes errors on
// about as they are: 1e-5 is a bound that holds with room, and 1e-4 dB for outputs of 10 dB.
inline constexpr double kSinglePrecision = 1e-5;
inline double largest_error(std::span<const DenseLayer> layers, const float* questions, int stride,
                            const float* answers, int answer_stride, int rows) {
  double worst = 0, scale = 1;
  for (int r = 0; r < rows; r++) {
    const auto wanted = exact_answer(layers, questions + std::ptrdiff_t(r) * stride);
    for (std::size_t o = 0; o < wanted.size(); o++) {
      const double error = std::abs(double(answers[std::ptrdiff_t(r) * answer_stride + std::ptrdiff_t(o)]) - wanted[o]);
      if (!(error <= worst)) worst = error;
      if (std::isnan(error)) return NAN;
      scale = std::max(scale, std::abs(wanted[o]));
    }
  }
  return worst / scale;
}

}  // namespace seaglass::test
