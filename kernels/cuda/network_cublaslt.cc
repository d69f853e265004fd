// The network by cuBLASLt: a matrix product with bias for each layer, and our silu between them. A product's size is
// part of a recorded graph, so it always does all rows that the operation was made for; silu does those that are there.
//
// Precision: CUBLAS_COMPUTE_32F, single precision with no tensor cores. Sums go in the library's order: the same bits
// from run to run (no reduction in place), other bits for another batch.

#include "kernels/cuda/dense_network.cuh"
#include "kernels/cuda/matmul_cublaslt.cuh"
#include "kernels/cuda/network_op.cuh"
#include "kernels/cuda/silu_add.cuh"

namespace seaglass::cuda {
namespace {

class CublasLtNetwork : public NetworkOp {
 public:
  CublasLtNetwork(const Network& net, int most_rows) : most_rows_(most_rows), layers_(dense_network(net)) {
    for (int n = 0; n < net.count; n++) {
      const DenseMatrix& layer = layers_[std::size_t(n)];
      products_.push_back(lt_.plan({.units = layer.units,
                                    .rows = most_rows,
                                    .inputs = layer.inputs,
                                    .in_stride = n == 0 ? net.input_stride : net.width,
                                    .out_stride = n + 1 == net.count ? net.output_stride : net.width},
                                   layer.bias.get()));
    }
    const std::size_t floats = std::size_t(most_rows) * std::size_t(net.width);
    h_ = DeviceBuffer<float>(floats);
    a_ = DeviceBuffer<float>(floats);
    SEAGLASS_CUDA(cudaMemset(h_.get(), 0, h_.bytes()));  // rows that are not there are multiplied along
    width_ = net.width;
  }

  void enqueue(cudaStream_t stream, const RowBlock& block) override {
    const int last = int(layers_.size()) - 1;
    for (int n = 0; n <= last; n++) {
      lt_.enqueue(stream, products_[std::size_t(n)], layers_[std::size_t(n)].weight.get(), n == 0 ? block.in : h_.get(),
                  n == last ? block.out : a_.get());
      if (n < last) enqueue_silu_add(stream, a_.get(), h_.get(), width_, n > 0, block.rows, most_rows_);
    }
  }

 private:
  CublasLt lt_;
  int most_rows_, width_;
  std::vector<DenseMatrix> layers_;
  std::vector<CublasLt::Product> products_;
  DeviceBuffer<float> a_, h_;
};

}  // namespace

std::unique_ptr<NetworkOp> make_cublaslt_network(const Network& net, int most_rows) {
  return std::make_unique<CublasLtNetwork>(net, most_rows);
}

}  // namespace seaglass::cuda
