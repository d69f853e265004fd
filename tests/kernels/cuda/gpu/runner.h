#pragma once
// Anything that answers questions to the network: what checks and benchmarks are run on.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/voice/packed_network.h"

namespace seaglass::gpu_check {

class Runner {
 public:
  virtual ~Runner() = default;
  virtual std::span<float> questions() = 0;  // [most_rows][input_stride]
  virtual std::span<float> answers() = 0;    // [most_rows][output_stride]
  virtual void run(int rows) = 0;
};

// A network in all its forms.
struct Subject {
  Subject(std::string called, std::vector<DenseLayer> of)
      : name(std::move(called)), layers(std::move(of)), packed(layers) {}
  const Network& net() const { return packed.view(); }

  std::string name;
  std::vector<DenseLayer> layers;
  PackedNetwork packed;
};

// A way to run networks.
struct Way {
  std::string name;
  bool exact;        // the bits of kernels/cpu, whatever the batch
  double tolerance;  // largest error against double precision, against the largest answer
  // Null, with a reason, where it cannot be had for this network.
  std::unique_ptr<Runner> (*make)(const Way& way, const Subject& subject, int most_rows, std::string& why);
};

// kernels/cpu at every level that this processor runs, and the CUDA kernels' own code on the host.
std::vector<Way> cpu_ways();
Way best_cpu_way();
// The variants of kernels/cuda; empty in a program without CUDA.
std::vector<Way> cuda_ways();
// Ways that are wrong, each in one respect: the checks must find all of them.
std::vector<Way> wrong_ways();

}  // namespace seaglass::gpu_check
