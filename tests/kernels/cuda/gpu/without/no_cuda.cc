// Stands in for what needs CUDA in a program without it.

#include "tests/kernels/cuda/gpu/benches.h"
#include "tests/kernels/cuda/gpu/gpu.h"
#include "tests/kernels/cuda/gpu/synths.h"

namespace seaglass::gpu_check {

std::vector<Way> cuda_ways() { return {}; }
std::vector<SynthWay> cuda_synths() { return {}; }
void measure_floor(BenchContext&) {}
void measure_kernels(BenchContext&) {}
void report_kernel_uses(BenchContext&) {}
std::string open_gpu(std::string& why) {
  why = "this program was compiled without CUDA";
  return "";
}
std::size_t free_device_memory() { return 0; }

}  // namespace seaglass::gpu_check
