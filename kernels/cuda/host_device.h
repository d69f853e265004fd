#pragma once
// What a kernel computes for one thread is written once and compiled for both sides: nvcc makes device code of it, any
// C++ compiler the host's functions that tests/kernels/cuda runs against kernels/cpu.

#if defined(__CUDACC__)
#define SEAGLASS_HD __host__ __device__
#define SEAGLASS_UNROLL(times) _Pragma(SEAGLASS_PRAGMA(unroll times))
#define SEAGLASS_PRAGMA(text) #text
#else
#define SEAGLASS_HD
#define SEAGLASS_UNROLL(times)
#endif
