#pragma once
// A network as the CUDA kernels read it. The units of a layer stand in fours: a thread takes the weights of four units
// with one load of 16 bytes, and any run of quads lies in one piece, to be copied into the shared memory of the block
// that computes these units. A quad's first line holds its biases:
//   [layer][quad][1 + inputs] lines of kQuad numbers
// With 192 inputs a quad has an odd number of lines, so that threads that read neighbouring quads of shared memory do
// not meet in one bank.

#include <cstddef>
#include <vector>

#include "engine/voice/network.h"

namespace seaglass::cuda {

inline constexpr int kQuad = 4;

struct alignas(16) QuadLine {
  float unit[kQuad];
};

struct QuadLayer {
  const QuadLine* lines;  // [quads][1 + inputs]
  int inputs;
  int quads;
};

// Plain numbers and pointers: it is handed to kernels by value.
struct QuadNetwork {
  QuadLayer layers[kMostLayers];
  int count;         // of layers
  int input_stride;  // floats from row to row, as in Network
  int width;
  int output_stride;
};

// [control] A network's weights in that order, in host memory.
class QuadWeights {
 public:
  explicit QuadWeights(const Network& net);

  std::size_t bytes() const { return lines_.size() * sizeof(QuadLine); }
  const QuadLine* data() const { return lines_.data(); }

  // The same network over a copy of the lines that lies at `base`, on whichever side.
  QuadNetwork at(const QuadLine* base) const;

 private:
  std::vector<QuadLine> lines_;
  QuadNetwork shape_{};  // its lines count from null
  std::size_t first_[kMostLayers]{};
};

}  // namespace seaglass::cuda
