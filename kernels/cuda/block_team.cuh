#pragma once
// The Team of voice_levels.h that a block of threads is.

namespace seaglass::cuda {

template <int kThreads>
class BlockTeam {
 public:
  template <class F>
  __device__ void phase(int n, const F& f) {
    for (int i = int(threadIdx.x); i < n; i += kThreads) f(i);
    __syncthreads();
  }
  template <class F>
  __device__ void one(const F& f) {
    __syncthreads();
    if (threadIdx.x == 0) f();
    __syncthreads();
  }
  template <class F>
  __device__ float largest(int n, const F& f) {
    __shared__ float of_warp[kThreads / kWarp];
    float most = -__int_as_float(0x7f800000);  // -infinity
    for (int i = int(threadIdx.x); i < n; i += kThreads) most = fmaxf(most, f(i));
    for (int step = kWarp / 2; step > 0; step /= 2) most = fmaxf(most, __shfl_xor_sync(kAll, most, step));
    __syncthreads();  // the last call's result has been read
    if (threadIdx.x % kWarp == 0) of_warp[threadIdx.x / kWarp] = most;
    __syncthreads();
    for (const float x : of_warp) most = fmaxf(most, x);
    return most;
  }

 private:
  static constexpr int kWarp = 32;
  static constexpr unsigned kAll = 0xffffffffu;
};

}  // namespace seaglass::cuda
