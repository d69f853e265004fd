#include "tests/kernels/cuda/gpu/benches.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "tests/kernels/cuda/gpu/pacing.h"
#include "tests/kernels/networks.h"

namespace seaglass::gpu_check {
namespace {

constexpr double kMicro = 1e6;
constexpr int kWarmUp = 100;  // blocks that do not count

// Questions of which each block takes another stretch, with the CPU's answers.
class Pool {
 public:
  Pool(const Subject& subject, int rows) : net_(subject.net()), rows_(rows), count_(rows + kMore) {
    questions_ = test::random_questions(count_, subject.layers[0].inputs, net_.input_stride, unsigned(rows));
    for (float& x : questions_) x = std::isnan(x) ? 0 : x;  // copied, not read
    const Way cpu = best_cpu_way();
    exact_ = cpu.exact;
    std::string why;
    const auto runner = cpu.make(cpu, subject, count_, why);
    std::copy(questions_.begin(), questions_.end(), runner->questions().begin());
    runner->run(count_);
    answers_.assign(runner->answers().begin(), runner->answers().end());
  }

  std::span<const float> questions(int block) const {
    return std::span(questions_)
        .subspan(std::size_t(first(block) * net_.input_stride), std::size_t(rows_ * net_.input_stride));
  }

  // Largest difference from the CPU's answers to that block's questions.
  double difference(int block, std::span<const float> answers) const {
    const float* const wanted = answers_.data() + std::ptrdiff_t(first(block)) * net_.output_stride;
    float worst = 0;
    for (std::size_t i = 0; i < std::size_t(rows_ * net_.output_stride); i++) {
      const float error = std::abs(answers[i] - wanted[i]);
      if (!(error <= worst)) worst = std::isnan(error) ? INFINITY : error;
    }
    return worst;
  }

  // What may be between two ways of which each may err.
  double allowed(const Way& way) const {
    if (way.exact && exact_) return 0;
    float largest = 1;
    for (const float y : answers_) largest = std::max(largest, std::abs(y));
    return 2 * way.tolerance * largest;
  }

 private:
  static constexpr int kMore = 61;
  int first(int block) const { return block % kMore; }

  const Network& net_;
  int rows_, count_;
  bool exact_ = false;
  std::vector<float> questions_, answers_;
};

// From questions in the worker's memory to answers in the host's, once each period, by the host's clock.
void pace(BenchContext& c, const Way& way, int rows) {
  const Pool pool(c.subject, rows);
  std::string why;
  std::unique_ptr<Runner> runner;
  try {
    runner = way.make(way, c.subject, rows, why);
  } catch (const std::exception& error) {
    why = error.what();
  }
  char line[512];
  if (runner == nullptr) {
    std::erase_if(why, [](char letter) { return letter == '"' || letter == '\\' || letter < ' '; });
    std::snprintf(line, sizeof line, R"({"bench": "step", "way": "%s", "rows": %d, "missing": "%.300s"})",
                  way.name.c_str(), rows, why.c_str());
    c.report(line);
    return;
  }
  std::vector<double> times;
  times.reserve(std::size_t(c.blocks));
  double difference = 0, when = now();
  int missed = 0;
  for (int block = -kWarmUp; block < c.blocks; block++) {
    const int index = block + kWarmUp;
    when += c.period_s;
    if (now() > when) when = now();  // a block that was late delays the next: it is counted below
    sleep_until(when);
    const auto questions = pool.questions(index);
    const double began = now();
    std::copy(questions.begin(), questions.end(), runner->questions().begin());
    runner->run(rows);
    const double took = now() - began;
    difference = std::max(difference, pool.difference(index, runner->answers()));
    if (block < 0) continue;
    times.push_back(took);
    missed += took > c.period_s;
  }
  if (!(difference <= pool.allowed(way))) {
    std::printf("failed: %s at %d rows: answers differ from the CPU's by %g\n", way.name.c_str(), rows, difference);
    c.failed++;
  }
  std::sort(times.begin(), times.end());
  std::snprintf(
      line, sizeof line,
      R"({"bench": "step", "way": "%s", "rows": %d, "blocks": %d, "period_us": %.1f, "p50_us": %.2f, "p99_us": %.2f, )"
      R"("p999_us": %.2f, "max_us": %.2f, "missed": %d, "difference_from_cpu": %.3g})",
      way.name.c_str(), rows, c.blocks, c.period_s * kMicro, quantile(times, 0.5) * kMicro,
      quantile(times, 0.99) * kMicro, quantile(times, 0.999) * kMicro, times.back() * kMicro, missed,
      std::isinf(difference) ? 1e30 : difference);
  c.report(line);
}

void measure_steps(BenchContext& c) {
  for (const Way& way : c.ways)
    for (const int rows : kBenchRows) pace(c, way, rows);
}

constexpr Bench kBenches[] = {
    {"floor", true, measure_floor},
    {"use", true, report_kernel_uses},
    {"kernels", true, measure_kernels},
    {"step", false, measure_steps},
    {"voices", false, measure_voices},
    {"boundary", false, measure_boundary},  // last: it raises this thread's priority
};

}  // namespace

std::span<const Bench> benches() { return kBenches; }

double operations_of(const Network& net, int rows) {
  double sum = 0;
  for (int n = 0; n < net.count; n++) sum += 2.0 * net.layers[n].inputs * net.layers[n].panels * kUnitPanel;
  return sum * rows;
}

double bytes_of(const Network& net, int rows) {
  double sum = double(rows) * (net.layers[0].inputs + net.output_stride);
  for (int n = 0; n < net.count; n++) sum += (1.0 + net.layers[n].inputs) * net.layers[n].panels * kUnitPanel;
  return sum * sizeof(float);
}

}  // namespace seaglass::gpu_check
