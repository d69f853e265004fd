// evaluate, string_ratios, beat and add_rows, at every level, against double precision.

#include "engine/voice/packed_network.h"

#include <cmath>
#include <cstring>
#include <numbers>
#include <random>
#include <vector>

#include "kernels/kernels.h"
#include "tests/catch.h"
#include "tests/kernels/networks.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

struct alignas(64) Line {
  float value[kUnitPanel];
};

// Runs rows [batch][input_stride] in one go.
std::vector<float> evaluate(const VoiceKernels& kernels, const Network& net, const std::vector<float>& rows, int batch) {
  std::vector<Line> in(rows.size() / kUnitPanel), out(std::size_t(batch * net.output_stride / kUnitPanel));
  std::vector<Line> scratch(std::size_t(2 * batch * net.width / kUnitPanel));
  std::memcpy(in.data(), rows.data(), rows.size() * sizeof(float));
  kernels.evaluate(net, in.data()->value, out.data()->value, scratch.data()->value, batch);
  const float* const first = out.data()->value;
  return {first, first + batch * net.output_stride};
}

std::vector<float> random_rows(const Network& net, int inputs, int batch) {
  std::mt19937 random(9);
  std::normal_distribution<float> normal;
  std::vector<float> rows(std::size_t(batch * net.input_stride), 1e9f);  // what pads a row is not read
  for (int r = 0; r < batch; r++)
    for (int i = 0; i < inputs; i++) rows[std::size_t(r * net.input_stride + i)] = normal(random);
  return rows;
}

}  // namespace

TEST_CASE("A network says what double precision says, within 1e-5, at every level") {
  // Sums of n products lose n x 2^-24 of their size at most, four layers of up to 192 terms a few parts in 1e6.
  for (const auto& sizes : {std::vector{31, 192, 192, 192, 210}, std::vector{31, 40, 40, 210}, std::vector{5, 1, 3}}) {
    const auto layers = random_network(sizes, 3);
    const PackedNetwork packed(layers);
    const Network& net = packed.view();
    const auto rows = random_rows(net, sizes[0], 9);
    for (const VoiceKernels* kernels : kernels::available()) {
      const auto got = evaluate(*kernels, net, rows, 9);
      for (int r = 0; r < 9; r++) {
        const auto wanted = exact_answer(layers, rows.data() + r * net.input_stride);
        double scale = 1;
        for (const double y : wanted) scale = std::max(scale, std::abs(y));
        for (std::size_t o = 0; o < wanted.size(); o++) {
          CAPTURE(kernels->name, sizes.size(), r, o);
          REQUIRE(std::abs(got[std::size_t(r * net.output_stride) + o] - wanted[o]) < 1e-5 * scale);
        }
      }
    }
  }
}

TEST_CASE("A row's result is the same bits alone, among 7, 64 or 72, at any place") {
  const auto layers = random_network({31, 192, 192, 192, 210}, 4);
  const PackedNetwork packed(layers);
  const Network& net = packed.view();
  const auto rows = random_rows(net, 31, kNetBatch);
  const auto row = [](const std::vector<float>& all, int stride, int r) { return std::span(all).subspan(std::size_t(r * stride), std::size_t(stride)); };
  for (const VoiceKernels* kernels : kernels::available()) {
    const auto all = evaluate(*kernels, net, rows, kNetBatch);
    for (const int batch : {1, 2, 3, 4, 5, 6, 7, 11, 13, 64})
      for (const int first : {0, 1, 5}) {
        const auto some = row(rows, net.input_stride * batch, 0);
        std::vector<float> part(rows.begin() + first * net.input_stride, rows.begin() + first * net.input_stride + std::ptrdiff_t(some.size()));
        const auto got = evaluate(*kernels, net, part, batch);
        for (int r = 0; r < batch; r++) {
          CAPTURE(kernels->name, batch, first, r);
          REQUIRE(first_difference(row(got, net.output_stride, r), row(all, net.output_stride, first + r)) == -1);
        }
      }
    REQUIRE(first_difference(row(all, net.output_stride, 0), row(all, net.output_stride, 1)) != -1);
  }
}

TEST_CASE("silu holds at both ends") {
  std::vector<DenseLayer> layers{{.inputs = 1, .outputs = 1, .weight = {1}, .bias = {0}},
                                 {.inputs = 1, .outputs = 1, .weight = {1}, .bias = {0}}};
  const PackedNetwork packed(layers);
  for (const VoiceKernels* kernels : kernels::available())
    for (const float x : {-1e30f, -200.0f, -30.0f, -1.0f, 0.0f, 1e-20f, 1.0f, 40.0f, 200.0f, 1e30f}) {
      std::vector<float> in(kUnitPanel);
      in[0] = x;
      const double wanted = x < -700 ? 0 : double(x) / (1 + std::exp(-double(x)));
      CAPTURE(kernels->name, x);
      REQUIRE(evaluate(*kernels, packed.view(), in, 1)[0] == Approx(wanted).epsilon(1e-6).margin(1e-6));
    }
}

TEST_CASE("string_ratios gives a stiff string's partials within a thousandth of a cent") {
  std::mt19937 random(5);
  for (const VoiceKernels* kernels : kernels::available())
    for (const float b : {0.0f, 1e-7f, 4e-4f, 0.02f, 1.0f})
      for (const int count : {1, 7, 96}) {
        float cents[96], ratio[96], octave[96];
        for (float& c : cents) c = float(random() % 2000) - 1000;
        kernels->string_ratios(cents, b, ratio, octave, count);
        for (int i = 0; i < count; i++) {
          const double k = i + 1, wanted = k * std::sqrt((1 + double(b) * k * k) / (1 + double(b))) * std::exp2(double(cents[i]) / 1200);
          CAPTURE(kernels->name, b, i);
          REQUIRE(std::abs(1200 * std::log2(double(ratio[i]) / wanted)) < 1e-3);
          REQUIRE(octave[i] == Approx(std::log2(wanted)).margin(2e-6));
        }
      }
}

TEST_CASE("beat adds what two strings give together, -12 dB at least") {
  for (const VoiceKernels* kernels : kernels::available())
    for (const float depth : {0.1f, 0.6f, 0.98f}) {
      std::uint32_t phase[96], step[96];
      float db[96];
      for (int k = 0; k < 96; k++) phase[k] = std::uint32_t(k) * 40000000u, step[k] = std::uint32_t(k) * 1234567u, db[k] = float(k);
      kernels->beat(phase, step, depth, db, 96);
      for (int k = 0; k < 96; k++) {
        const std::uint32_t now = std::uint32_t(k) * 40000000u + std::uint32_t(k) * 1234567u;
        const double d = depth, angle = 2 * std::numbers::pi * now / 4294967296.0;
        const double power = (1 + d * d + 2 * d * std::cos(angle)) / (1 + d * d);
        CAPTURE(kernels->name, depth, k);
        REQUIRE(phase[k] == now);
        REQUIRE(db[k] - float(k) == Approx(std::max(10 * std::log10(power), -12.0)).margin(2e-4));
      }
    }
}

TEST_CASE("add_rows adds weighted rows of any length") {
  std::mt19937 random(6);
  std::normal_distribution<float> normal;
  for (const VoiceKernels* kernels : kernels::available())
    for (const int count : {1, 15, 64, 162})
      for (const int row_count : {0, 1, 16}) {
        std::vector<float> rows(std::size_t(row_count * count)), amount(16), out(std::size_t(count) + 1, 7.0f);
        for (float& x : rows) x = normal(random);
        for (float& x : amount) x = normal(random);
        kernels->add_rows(rows.data(), amount.data(), row_count, out.data(), count);
        CAPTURE(kernels->name, count, row_count);
        for (int i = 0; i < count; i++) {
          double wanted = 7;
          for (int r = 0; r < row_count; r++) wanted += double(amount[std::size_t(r)]) * double(rows[std::size_t(r * count + i)]);
          REQUIRE(out[std::size_t(i)] == Approx(wanted).margin(1e-5));
        }
        REQUIRE(out.back() == 7.0f);
      }
}
