// multiply, glance and silu of the accompanist's kernels, at every level, against double precision.

#include "engine/jam/kernels.h"

#include <cmath>
#include <random>
#include <vector>

#include "engine/jam/aligned_numbers.h"
#include "engine/jam/packed_matrix.h"
#include "kernels/kernels.h"
#include "tests/catch.h"
#include "tests/support/signal.h"

using namespace seaglass;
using jam::AlignedNumbers;

namespace {

ScaledLayer random_layer(int inputs, int outputs, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  ScaledLayer layer{.rows = {.rows = outputs, .columns = inputs, .weight = {}, .scale = {}}, .bias = {}};
  for (int i = 0; i < inputs * outputs; i++) layer.rows.weight.push_back(std::int8_t(int(random() % 255) - 127));
  for (int o = 0; o < outputs; o++) layer.rows.scale.push_back(0.01f + 0.001f * float(random() % 10));
  for (int o = 0; o < outputs; o++) layer.bias.push_back(normal(random));
  return layer;
}

// A ring of steps, of which `first`, `count` are looked at; the others are no numbers, and must not matter.
struct Ring {
  Ring(int the_size, int the_capacity, int the_first, int the_count, unsigned seed)
      : size(the_size), capacity(the_capacity), first(the_first), count(the_count), query(std::size_t(size)),
        keys(std::size_t(size * capacity)), values(std::size_t(size * capacity)) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    for (int i = 0; i < size; i++) query.data()[i] = normal(random);
    std::fill_n(keys.data(), size * capacity, NAN);
    std::fill_n(values.data(), size * capacity, NAN);
    for (int s = 0; s < count; s++)
      for (int i = 0; i < size; i++) key(place(s), i) = normal(random), value(place(s), i) = normal(random);
  }
  int place(int s) const { return (first + s) % capacity; }
  float& key(int at, int i) { return keys.data()[(at / jam::kPanel * size + i) * jam::kPanel + at % jam::kPanel]; }
  float& value(int at, int i) { return values.data()[at * size + i]; }
  jam::Glance view() const { return {query.data(), keys.data(), values.data(), size, capacity, first, count}; }

  std::vector<double> exact() {
    std::vector<double> share, out;
    share.resize(std::size_t(count));
    out.resize(std::size_t(size));
    double highest = -1e300, total = 0;
    for (int s = 0; s < count; s++) {
      for (int i = 0; i < size; i++) share[std::size_t(s)] += double(query.data()[i]) * double(key(place(s), i));
      highest = std::max(highest, share[std::size_t(s)]);
    }
    for (double& x : share) total += x = std::exp(x - highest);
    for (int s = 0; s < count; s++)
      for (int i = 0; i < size; i++) out[std::size_t(i)] += share[std::size_t(s)] / total * double(value(place(s), i));
    return out;
  }

  int size, capacity, first, count;
  AlignedNumbers query, keys, values;
};

}  // namespace

TEST_CASE("A matrix of bytes times numbers is what double precision says, at every level") {
  // A sum of n products loses n x 2^-24 of the sum of their sizes at most: 1024 of up to 2.4 x 3, a few parts in 1e4.
  for (const auto& [inputs, outputs] : {std::pair{256, 768}, {1024, 256}, {16, 1}, {48, 33}, {160, 377}, {256, 65}}) {
    const ScaledLayer layer = random_layer(inputs, outputs, unsigned(inputs));
    const jam::PackedMatrix packed(layer);
    std::mt19937 random(8);
    std::normal_distribution<float> normal;
    AlignedNumbers in{std::size_t(inputs)}, out{std::size_t(packed.outputs())};
    for (int i = 0; i < inputs; i++) in.data()[i] = normal(random);
    for (const jam::Kernels* kernels : kernels::available_jam()) {
      kernels->multiply(packed.view(), in.data(), out.data());
      for (int o = 0; o < outputs; o++) {
        double wanted = layer.bias[std::size_t(o)], size = std::abs(wanted);
        for (int i = 0; i < inputs; i++) {
          const double product = double(layer.rows.weight[std::size_t(o * inputs + i)]) * double(layer.rows.scale[std::size_t(o)]) * double(in.data()[i]);
          wanted += product, size += std::abs(product);
        }
        CAPTURE(kernels->name, inputs, outputs, o);
        REQUIRE(std::abs(out.data()[o] - wanted) < size * inputs * 0x1p-24);
      }
      for (int o = outputs; o < packed.outputs(); o++) REQUIRE(out.data()[o] == 0);
    }
  }
}

TEST_CASE("A part of a matrix gives the same bits as the whole") {
  const ScaledLayer layer = random_layer(160, 377, 2);
  const jam::PackedMatrix whole(layer), part(layer, 128, 128);
  AlignedNumbers in(160), all(std::size_t(whole.outputs())), some(std::size_t(part.outputs()));
  for (int i = 0; i < 160; i++) in.data()[i] = std::sin(float(i));
  for (const jam::Kernels* kernels : kernels::available_jam()) {
    kernels->multiply(whole.view(), in.data(), all.data());
    kernels->multiply(part.view(), in.data(), some.data());
    REQUIRE(test::first_difference({all.data() + 128, 128}, {some.data(), 128}) == -1);
  }
}

TEST_CASE("A glance mixes what double precision mixes, wherever in the ring it lies") {
  // Scores reach about 40 and lose 64 x 2^-24 of their size at worst, so shares lose 1e-5 or so, and the mix as much.
  constexpr int kCapacity = 768;
  for (const int size : {16, 48, 64, 128})
    for (const auto& [first, count] : {std::pair{0, 1}, {5, 1}, {767, 1}, {0, 512}, {1, 33}, {31, 2}, {300, 512}, {765, 512},
                                       {767, 2}, {740, 736}, {32, 736}, {31, 736}, {736, 32}}) {
      Ring ring(size, kCapacity, first, count, unsigned(first));
      const auto wanted = ring.exact();
      AlignedNumbers scores(kCapacity), out{std::size_t(size)};
      for (const jam::Kernels* kernels : kernels::available_jam()) {
        kernels->glance(ring.view(), scores.data(), out.data());
        for (int i = 0; i < size; i++) {
          CAPTURE(kernels->name, size, first, count, i);
          REQUIRE(std::abs(out.data()[i] - wanted[std::size_t(i)]) < 3e-5);
        }
      }
    }
}

TEST_CASE("A glance at steps of which one stands out by far sees that one alone") {
  for (const float far : {100.0f, 1e4f, 1e18f}) {
    Ring ring(16, 128, 100, 90, 3);
    for (int s = 0; s < 90; s++)
      for (int i = 0; i < 16; i++) ring.key(ring.place(s), i) = s == 77 ? far * ring.query.data()[i] : -far * ring.query.data()[i];
    AlignedNumbers scores(128), out(16);
    for (const jam::Kernels* kernels : kernels::available_jam()) {
      kernels->glance(ring.view(), scores.data(), out.data());
      for (int i = 0; i < 16; i++) REQUIRE(out.data()[i] == Approx(ring.value(ring.place(77), i)).epsilon(1e-6));
    }
  }
}

TEST_CASE("The accompanist's silu holds at both ends") {
  for (const jam::Kernels* kernels : kernels::available_jam()) {
    std::vector<float> x{-1e30f, -200, -30, -1, -1e-3f, 0, 1e-20f, 1, 40, 200, 1e30f};
    const std::vector<float> given = x;
    kernels->silu(x.data(), int(x.size()));
    for (std::size_t i = 0; i < x.size(); i++) {
      const double a = given[i], wanted = a < -700 ? 0 : a / (1 + std::exp(-a));
      CAPTURE(kernels->name, a);
      REQUIRE(x[i] == Approx(wanted).epsilon(1e-6).margin(1e-6));
    }
  }
}
