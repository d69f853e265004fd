// What the device can do at most, measured, and the least time that the network could take by it. Its weights may stay
// in the device's second cache, which is faster than the memory that is measured: the larger term is the arithmetic's
// anyway from 16 rows on.

#include <cstdio>
#include <random>

#include "kernels/cuda/handles.cuh"
#if __has_include(<cublasLt.h>)
#include "kernels/cuda/matmul_cublaslt.cuh"
#endif
#include "kernels/cuda/network_variant.h"
#include "tests/kernels/cuda/gpu/benches.h"

namespace seaglass::gpu_check {
namespace {

using namespace seaglass::cuda;

template <class Work>
double seconds_of(const Work& work, cudaStream_t stream, int times) {
  const cuda::Event begin = make_event(), end = make_event();
  for (int i = 0; i < 3; i++) work();
  SEAGLASS_CUDA(cudaEventRecord(begin.get(), stream));
  for (int i = 0; i < times; i++) work();
  SEAGLASS_CUDA(cudaEventRecord(end.get(), stream));
  SEAGLASS_CUDA(cudaEventSynchronize(end.get()));
  float ms = 0;
  SEAGLASS_CUDA(cudaEventElapsedTime(&ms, begin.get(), end.get()));
  return 1e-3 * double(ms) / times;
}

// Bytes read and written per second, by a copy several times as large as any cache.
double copy_rate() {
  constexpr std::size_t kBytes = 1u << 30;
  const Stream stream = make_stream();
  const DeviceBuffer<char> from(kBytes), to(kBytes);
  SEAGLASS_CUDA(cudaMemset(from.get(), 0x5a, kBytes));
  const auto copy = [&] {
    SEAGLASS_CUDA(cudaMemcpyAsync(to.get(), from.get(), kBytes, cudaMemcpyDeviceToDevice, stream.get()));
  };
  return 2.0 * double(kBytes) / seconds_of(copy, stream.get(), 20);
}

// Operations per second of a large single-precision product of random numbers; 0 without cuBLASLt.
double product_rate() {
#if __has_include(<cublasLt.h>)
  constexpr int kSize = 4096;
  constexpr std::size_t kNumbers = std::size_t(kSize) * kSize;
  try {
    CublasLt lt;
    const Stream stream = make_stream();
    std::vector<float> numbers(kNumbers);
    std::mt19937 random(1);
    for (float& x : numbers) x = float(random()) * 0x1p-31f - 1;
    const DeviceBuffer<float> a(numbers.data(), kNumbers), b(numbers.data(), kNumbers), out(kNumbers);
    const auto plan = lt.plan({kSize, kSize, kSize, kSize, kSize}, nullptr);
    const auto multiply = [&] { lt.enqueue(stream.get(), plan, a.get(), b.get(), out.get()); };
    return 2.0 * double(kNumbers) * kSize / seconds_of(multiply, stream.get(), 10);
  } catch (const VariantMissing&) {
  }
#endif
  return 0;
}

}  // namespace

void measure_floor(BenchContext& context) {
  const double bytes_s = copy_rate(), operations_s = product_rate();
  char line[256];
  std::snprintf(line, sizeof line, R"({"bench": "ceiling", "copy_bytes_per_s": %.4g, "fp32_operations_per_s": %.4g})",
                bytes_s, operations_s);
  context.report(line);
  for (const int rows : kBenchRows) {
    const double moving = bytes_of(context.subject.net(), rows) / bytes_s;
    const double computing = operations_s > 0 ? operations_of(context.subject.net(), rows) / operations_s : 0;
    std::snprintf(line, sizeof line,
                  R"({"bench": "floor", "rows": %d, "moving_us": %.3f, "computing_us": %.3f, "us": %.3f})", rows,
                  1e6 * moving, 1e6 * computing, 1e6 * (moving > computing ? moving : computing));
    context.report(line);
  }
}

}  // namespace seaglass::gpu_check
