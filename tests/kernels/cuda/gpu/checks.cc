#include "tests/kernels/cuda/gpu/checks.h"

#include <cmath>
#include <cstring>
#include <random>

#include "kernels/kernels.h"
#include "tests/kernels/networks.h"

namespace seaglass::gpu_check {
namespace {

constexpr float kPoison = 7e30f;  // no network says so

std::vector<int> sizes(int most) {
  std::vector<int> some;
  for (const int rows : {1, 2, 3, 16, 17, 64, 257, 1024, 4096})
    if (rows <= most) some.push_back(rows);
  return some;
}

// Fresh questions, poisoned answers, one run; what was wrong with the extent of what was written.
std::string ask(CheckContext& c, int rows, unsigned seed) {
  const Network& net = c.subject.net();
  const auto fresh = test::random_questions(rows, c.subject.layers[0].inputs, net.input_stride, seed);
  std::copy(fresh.begin(), fresh.end(), c.runner.questions().begin());
  std::fill(c.runner.answers().begin(), c.runner.answers().end(), kPoison);
  c.runner.run(rows);
  const auto all = c.runner.answers();
  const std::size_t end = std::size_t(rows) * std::size_t(net.output_stride);
  for (std::size_t i = 0; i < all.size(); i++) {
    const int row = int(i) / net.output_stride, unit = int(i) % net.output_stride;
    if (i < end && all[i] == kPoison && unit < c.subject.layers.back().outputs)
      return std::to_string(rows) + " rows: row " + std::to_string(row) + ", output " + std::to_string(unit) +
             " was not written";
    if (i >= end && all[i] != kPoison)
      return std::to_string(rows) + " rows: row " + std::to_string(row) + " was written as well";
  }
  return "";
}

std::vector<float> answers_of(CheckContext& c, int rows) {
  const auto some = c.runner.answers().first(std::size_t(rows) * std::size_t(c.subject.net().output_stride));
  return {some.begin(), some.end()};
}

bool same(std::span<const float> a, std::span<const float> b) {
  return std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

// --- the checks ---

std::string says_what_double_precision_says(CheckContext& c) {
  const Network& net = c.subject.net();
  for (const int rows : sizes(c.most_rows)) {
    const std::string wrong = ask(c, rows, c.seed + unsigned(rows));
    if (!wrong.empty()) return wrong;
    const double error = test::largest_error(c.subject.layers, c.runner.questions().data(), net.input_stride,
                                             c.runner.answers().data(), net.output_stride, rows);
    if (!(error < c.way.tolerance))
      return std::to_string(rows) + " rows: error " + std::to_string(error) + " of the largest answer, more than " +
             std::to_string(c.way.tolerance);
  }
  return "";
}

std::string gives_the_same_bits_again(CheckContext& c) {
  for (const int rows : sizes(c.most_rows)) {
    ask(c, rows, c.seed);
    const auto first = answers_of(c, rows);
    for (int again = 0; again < 20; again++) {
      c.runner.run(rows);
      if (!same(first, answers_of(c, rows))) return std::to_string(rows) + " rows: other bits in another run";
    }
  }
  return "";
}

std::string gives_a_row_the_same_bits_in_any_batch(CheckContext& c) {
  const Network& net = c.subject.net();
  const std::size_t stride = std::size_t(net.output_stride);
  ask(c, c.most_rows, c.seed);
  const auto all = answers_of(c, c.most_rows);
  const std::vector<float> questions(c.runner.questions().begin(), c.runner.questions().end());
  for (const int rows : sizes(c.most_rows))
    for (const int first : {0, 1, c.most_rows - rows}) {
      if (first < 0 || first + rows > c.most_rows) continue;
      std::copy_n(questions.begin() + std::ptrdiff_t(first) * net.input_stride, std::ptrdiff_t(rows) * net.input_stride,
                  c.runner.questions().begin());
      c.runner.run(rows);
      if (!same(answers_of(c, rows), std::span(all).subspan(std::size_t(first) * stride, std::size_t(rows) * stride)))
        return "rows from " + std::to_string(first) + " differ when they are " + std::to_string(rows);
    }
  return "";
}

std::string follows_a_varying_number_of_rows(CheckContext& c) {
  std::mt19937 random(c.seed);
  for (int turn = 0; turn < 30; turn++) {
    const int rows = int(random() % unsigned(c.most_rows + 1));
    const std::string wrong = ask(c, rows, c.seed + unsigned(turn));
    if (!wrong.empty()) return wrong;
  }
  return "";
}

// Where this processor has none of the levels that fuse there is nothing to compare with.
std::string gives_the_bits_of_the_cpu(CheckContext& c) {
  for (const Way& cpu : cpu_ways()) {
    if (!cpu.exact || cpu.name.rfind("cpu ", 0) != 0) continue;
    std::string why;
    const auto reference = cpu.make(cpu, c.subject, c.most_rows, why);
    for (const int rows : sizes(c.most_rows)) {
      ask(c, rows, c.seed + unsigned(rows));
      std::copy(c.runner.questions().begin(), c.runner.questions().end(), reference->questions().begin());
      reference->run(rows);
      const auto got = answers_of(c, rows);
      if (!same(got, reference->answers().first(got.size())))
        return std::to_string(rows) + " rows: other bits than " + cpu.name;
    }
  }
  return "";
}

constexpr Check kChecks[] = {
    {"says what double precision says", false, says_what_double_precision_says},
    {"gives the same bits again", false, gives_the_same_bits_again},
    {"follows a varying number of rows", false, follows_a_varying_number_of_rows},
    {"gives a row the same bits in any batch", true, gives_a_row_the_same_bits_in_any_batch},
    {"gives the bits of the CPU", true, gives_the_bits_of_the_cpu},
};

}  // namespace

std::span<const Check> checks() { return kChecks; }

}  // namespace seaglass::gpu_check
