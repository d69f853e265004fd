#pragma once
// A feed-forward network laid out for the kernels: sixteen units of a layer stand side by side, so that a vector
// instruction computes neighbouring units whatever its width. All layers but the first add to what they were given:
//   h = silu(W0 x + b0);   h = h + silu(Wi h + bi);   y = Wn h + bn;   silu(a) = a / (1 + exp(-a))

namespace seaglass {

inline constexpr int kUnitPanel = 16;     // units side by side
inline constexpr int kMostLayers = 9;
inline constexpr int kNetBatch = 72;      // rows at once: divisible by what every instruction set takes in a go

struct NetLayer {
  const float* weight;  // [panels][inputs][kUnitPanel]
  const float* bias;    // [panels x kUnitPanel]
  int inputs;
  int panels;
};

struct Network {
  NetLayer layers[kMostLayers];
  int count;          // of layers
  int input_stride;   // floats from row to row of the input, and of the others: multiples of kUnitPanel
  int width;
  int output_stride;
};

}  // namespace seaglass
