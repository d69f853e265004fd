#pragma once
// The network as one operation on a stream, in each of its variants: what a graph of the block is recorded from.

#include <cuda_runtime_api.h>

#include <memory>

#include "engine/voice/network.h"
#include "kernels/cuda/network_variant.h"

namespace seaglass::cuda {

// Device memory, on lines of 64 bytes. The number of rows is read there when the operation runs, so that a recorded
// graph serves every number up to the one that the operation was made for.
struct RowBlock {
  const float* in;  // [rows][input_stride]
  const int* rows;
  float* out;  // [rows][output_stride]; what the libraries write behind the last row is of no meaning
};

// [control] Making one, which allocates and copies the weights, and dropping it; they throw CudaError. A variant that
// cannot be had here (VariantMissing, with the reason) is no failure of the device.
class NetworkOp {
 public:
  virtual ~NetworkOp() = default;
  // [control] Launches, or records launches in a graph, from which blocks are played: the libraries may allocate in
  // here. `rows` in device memory must be at most the most rows that the operation was made for, and at least 0.
  virtual void enqueue(cudaStream_t stream, const RowBlock& block) = 0;
};

std::unique_ptr<NetworkOp> make_cluster_network(const Network& net, int most_rows);
std::unique_ptr<NetworkOp> make_layered_network(const Network& net, int most_rows);
std::unique_ptr<NetworkOp> make_cublaslt_network(const Network& net, int most_rows);
std::unique_ptr<NetworkOp> make_cudnn_network(const Network& net, int most_rows);
std::unique_ptr<NetworkOp> make_network(NetworkVariant variant, const Network& net, int most_rows);

}  // namespace seaglass::cuda
