// Time of the network alone: many in a row in one graph, between two events, so that launches from the host and copies
// are not in it. Questions change from one to the next.

#include <algorithm>
#include <cstdio>

#include "kernels/cuda/handles.cuh"
#include "kernels/cuda/kernel_use.h"
#include "kernels/cuda/network_op.cuh"
#include "tests/kernels/cuda/gpu/benches.h"
#include "tests/kernels/networks.h"

namespace seaglass::gpu_check {
namespace {

using namespace seaglass::cuda;

constexpr int kInGraph = 20, kGraphs = 50, kWarmUp = 5, kSets = 4;

double microseconds(const Subject& subject, NetworkVariant variant, int rows) {
  const Network& net = subject.net();
  const Stream stream = make_stream();
  const auto op = make_network(variant, net, rows);
  const DeviceBuffer<int> count(&rows, 1);
  const DeviceBuffer<float> out(std::size_t(rows) * std::size_t(net.output_stride));
  std::vector<DeviceBuffer<float>> in;
  for (unsigned set = 0; set < kSets; set++) {
    const auto questions = test::random_questions(rows, subject.layers[0].inputs, net.input_stride, set);
    in.emplace_back(questions.data(), questions.size());
  }
  SEAGLASS_CUDA(cudaDeviceSynchronize());
  const auto once = [&](int i) {
    op->enqueue(stream.get(), {in[std::size_t(i % kSets)].get(), count.get(), out.get()});
  };
  once(0);
  const GraphExec graph = capture(stream.get(), [&] {
    for (int i = 0; i < kInGraph; i++) once(i);
  });
  const cuda::Event begin = make_event(), end = make_event();
  std::vector<float> times;
  for (int i = 0; i < kWarmUp + kGraphs; i++) {
    SEAGLASS_CUDA(cudaEventRecord(begin.get(), stream.get()));
    SEAGLASS_CUDA(cudaGraphLaunch(graph.get(), stream.get()));
    SEAGLASS_CUDA(cudaEventRecord(end.get(), stream.get()));
    SEAGLASS_CUDA(cudaEventSynchronize(end.get()));
    float ms = 0;
    SEAGLASS_CUDA(cudaEventElapsedTime(&ms, begin.get(), end.get()));
    if (i >= kWarmUp) times.push_back(ms);
  }
  std::nth_element(times.begin(), times.begin() + kGraphs / 2, times.end());
  return 1000.0 * double(times[kGraphs / 2]) / kInGraph;
}

}  // namespace

void measure_kernels(BenchContext& context) {
  for (const NetworkVariant variant : kNetworkVariants)
    for (const int rows : kBenchRows) {
      char line[256];
      try {
        std::snprintf(line, sizeof line, R"({"bench": "kernel", "way": "%s", "rows": %d, "us": %.3f})",
                      name_of(variant), rows, microseconds(context.subject, variant, rows));
      } catch (const VariantMissing&) {
        continue;  // the paced measurement says why
      }
      context.report(line);
    }
}

void report_kernel_uses(BenchContext& context) {
  for (const KernelUse& use : kernel_uses(context.subject.net())) {
    char line[400];
    std::snprintf(line, sizeof line,
                  R"({"bench": "use", "kernel": "%s", "threads": %d, "registers": %d, "local_bytes": %zu, )"
                  R"("static_shared": %zu, "dynamic_shared": %zu, "blocks_at_once": %d, "compiled_for": %d})",
                  use.name, use.threads, use.registers, use.local_bytes, use.static_shared, use.dynamic_shared,
                  use.blocks_at_once, use.compiled_for);
    context.report(line);
  }
}

}  // namespace seaglass::gpu_check
