#pragma once
// The operations that reading a step spends its time in. engine/ declares them, kernels/cpu implements them once for each
// instruction set, the program hands the table in, as it does with VoiceKernels.
//
// All of them: [any] wait-free, bounded by their counts. Results depend on the arguments alone.

#include <cstdint>

namespace seaglass::jam {

inline constexpr int kPanel = 32;    // outputs that stand side by side: two, four or eight vectors
inline constexpr int kGranule = 16;  // widths are multiples of this, so that no vector is filled in part

// A matrix times what it is multiplied by, output by output: weights are whole numbers of one scale a row, kept as bytes in
// memory and widened in registers. What is missing to a whole panel is zero.
struct Matrix {
  const std::int8_t* weight;  // [panels][inputs][kPanel]
  const float* scale;         // [panels x kPanel]
  const float* bias;          // [panels x kPanel]
  int inputs;
  int panels;
};

// One head's look back over steps that lie in a ring of `capacity`, a multiple of kPanel.
struct Glance {
  const float* query;   // [size], divided by the root of size
  const float* keys;    // [capacity / kPanel][size][kPanel]
  const float* values;  // [capacity][size]
  int size;             // a multiple of kGranule
  int capacity;
  int first, count;     // the places first, first + 1, .. modulo capacity; count from 1 to capacity
};

struct Kernels {
  const char* name;  // instruction set

  // out[o] = scale[o] x (sum over i of weight[o][i] in[i]) + bias[o], for all panels x kPanel outputs. The inputs are added up
  // in their order. out and in lie apart, on cache lines.
  void (*multiply)(const Matrix& matrix, const float* in, float* out);

  // out[size] = sum over the places of softmax(query . key) x value. `scores` holds `capacity` numbers of scratch.
  void (*glance)(const Glance& glance, float* scores, float* out);

  // x = x / (1 + exp(-x)).
  void (*silu)(float* x, int count);
};

}  // namespace seaglass::jam
