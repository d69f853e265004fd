#include <algorithm>

#include "kernels/kernels.h"
#include "tests/kernels/cuda/gpu/runner.h"
#include "tests/kernels/cuda/host_team.h"
#include "tests/kernels/networks.h"

namespace seaglass::gpu_check {
namespace {

struct alignas(64) Line {
  float value[kUnitPanel];
};

std::vector<Line> lines(int rows, int stride) {
  return std::vector<Line>(std::size_t(rows) * std::size_t(stride / kUnitPanel));
}
std::span<float> all(std::vector<Line>& of) { return {of.data()->value, of.size() * kUnitPanel}; }

class HostRunner : public Runner {
 public:
  HostRunner(const Subject& subject, int most_rows)
      : net_(subject.net()), in_(lines(most_rows, net_.input_stride)), out_(lines(most_rows, net_.output_stride)) {}
  std::span<float> questions() override { return all(in_); }
  std::span<float> answers() override { return all(out_); }

 protected:
  const Network& net_;
  std::vector<Line> in_, out_;
};

class CpuRunner : public HostRunner {
 public:
  CpuRunner(const Subject& subject, int most_rows, const VoiceKernels& kernels)
      : HostRunner(subject, most_rows), kernels_(kernels), scratch_(lines(2 * kNetBatch, net_.width)) {}
  void run(int rows) override {
    for (int at = 0; at < rows; at += kNetBatch)
      kernels_.evaluate(net_, questions().data() + std::ptrdiff_t(at) * net_.input_stride,
                        answers().data() + std::ptrdiff_t(at) * net_.output_stride, scratch_.data()->value,
                        std::min(kNetBatch, rows - at));
  }

 private:
  const VoiceKernels& kernels_;
  std::vector<Line> scratch_;
};

// The cluster kernel's code, thread by thread.
class EmulatedRunner : public HostRunner {
 public:
  EmulatedRunner(const Subject& subject, int most_rows) : HostRunner(subject, most_rows), quads_(subject.net()) {}
  void run(int rows) override {
    constexpr std::size_t kShared = 227 << 10;
    constexpr int kClusters = 4;
    const cuda::QuadNetwork net = quads_.at(quads_.data());
    test::run_clusters(net, cuda::plan_cluster(net, kShared), questions().data(), answers().data(), rows, kClusters, 1);
  }

 private:
  cuda::QuadWeights quads_;
};

// --- wrong in one respect ---

class WrongRunner : public CpuRunner {
 public:
  enum Fault { kInexact, kUnwritten, kBeyond, kUnsteady, kBatch };
  WrongRunner(const Subject& subject, int most_rows, Fault fault)
      : CpuRunner(subject, most_rows, kernels::best()), fault_(fault) {}
  void run(int rows) override {
    if (rows == 0) return;
    const std::span<float> row =
        answers().subspan(std::size_t((rows - 1) * net_.output_stride), std::size_t(net_.output_stride));
    const float before = row[0];
    CpuRunner::run(rows);
    runs_++;
    if (fault_ == kInexact) row[0] += 0.02f * (1.0f + std::abs(row[0]));
    if (fault_ == kUnwritten) row[0] = before;
    if (fault_ == kBeyond && row.data() + net_.output_stride < answers().data() + answers().size())
      row.data()[net_.output_stride] = 0;
    if (fault_ == kUnsteady && runs_ % 2 == 0) row[0] = std::nextafter(row[0], 1e9f);
    if (fault_ == kBatch && rows > 1) row[0] = std::nextafter(row[0], 1e9f);
  }

 private:
  Fault fault_;
  int runs_ = 0;
};

template <WrongRunner::Fault fault>
std::unique_ptr<Runner> make_wrong(const Way&, const Subject& subject, int most_rows, std::string&) {
  return std::make_unique<WrongRunner>(subject, most_rows, fault);
}

bool fuses(std::string_view level) { return level == "v3" || level == "v4"; }

}  // namespace

std::vector<Way> cpu_ways() {
  std::vector<Way> ways;
  for (const VoiceKernels* kernels : kernels::available())
    ways.push_back({std::string("cpu ") + kernels->name, fuses(kernels->name), test::kSinglePrecision,
                    [](const Way& way, const Subject& subject, int most_rows, std::string&) -> std::unique_ptr<Runner> {
                      return std::make_unique<CpuRunner>(subject, most_rows, *kernels::find(way.name.substr(4)));
                    }});
  ways.push_back({"cluster on the host", true, test::kSinglePrecision,
                  [](const Way&, const Subject& subject, int most_rows, std::string&) -> std::unique_ptr<Runner> {
                    return std::make_unique<EmulatedRunner>(subject, most_rows);
                  }});
  return ways;
}

Way best_cpu_way() { return cpu_ways()[kernels::available().size() - 1]; }

std::vector<Way> wrong_ways() {
  constexpr double kLoose = 1e-2;  // so that only its own fault is found
  return {{"inexact", false, test::kSinglePrecision, make_wrong<WrongRunner::kInexact>},
          {"unwritten", false, kLoose, make_wrong<WrongRunner::kUnwritten>},
          {"beyond its rows", false, kLoose, make_wrong<WrongRunner::kBeyond>},
          {"unsteady", false, kLoose, make_wrong<WrongRunner::kUnsteady>},
          {"batch", true, kLoose, make_wrong<WrongRunner::kBatch>}};
}

}  // namespace seaglass::gpu_check
