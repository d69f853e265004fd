#include <stdexcept>
#include <utility>

#include "kernels/cuda/backend.h"
#include "kernels/cuda/handles.cuh"
#include "kernels/cuda/network_op.cuh"
#include "kernels/cuda/staging.cuh"

namespace seaglass::cuda {

std::unique_ptr<NetworkOp> make_network(NetworkVariant variant, const Network& net, int most_rows) try {
  switch (variant) {
    case NetworkVariant::kCluster:
      return make_cluster_network(net, most_rows);
    case NetworkVariant::kLayered:
      return make_layered_network(net, most_rows);
    case NetworkVariant::kCublasLt:
      return make_cublaslt_network(net, most_rows);
    case NetworkVariant::kCudnn:
      return make_cudnn_network(net, most_rows);
  }
  throw VariantMissing("there is no such variant of the network");
} catch (const CudaError& error) {
  if (error.code() != 0) throw;
  throw VariantMissing(error.what());  // a library that refuses is one that cannot be had
}

class NetworkStep::Body {
 public:
  Body(const Network& net, NetworkVariant variant, std::unique_ptr<NetworkOp> op, int most_rows)
      : variant_(variant),
        most_rows_(most_rows),
        stream_(make_stream()),
        op_(std::move(op)),
        host_rows_(1),
        questions_(floats(net.input_stride)),
        answers_(floats(net.output_stride)),
        rows_(1),
        in_(floats(net.input_stride)),
        out_(floats(net.output_stride)) {
    const auto record = [&] {
      enqueue_pull(stream_.get(), host_rows_.device(), questions_.device(), net.input_stride, most_rows, rows_.get(),
                   in_.get());
      op_->enqueue(stream_.get(), {in_.get(), rows_.get(), out_.get()});
      enqueue_push(stream_.get(), out_.get(), net.output_stride, rows_.get(), answers_.device());
    };
    // What is loaded or chosen at the first launch is, before anything waits for it.
    SEAGLASS_CUDA(cudaMemset(in_.get(), 0, in_.bytes()));
    SEAGLASS_CUDA(cudaDeviceSynchronize());
    record();
    SEAGLASS_CUDA(cudaStreamSynchronize(stream_.get()));
    graph_ = capture(stream_.get(), record);
    SEAGLASS_CUDA(cudaGraphUpload(graph_.get(), stream_.get()));
    run(0);
  }

  void run(int rows) {
    if (rows < 0 || rows > most_rows_) throw std::out_of_range("a number of rows that the network was not made for");
    *host_rows_.host() = rows;
    SEAGLASS_CUDA(cudaGraphLaunch(graph_.get(), stream_.get()));
    SEAGLASS_CUDA(cudaStreamSynchronize(stream_.get()));
  }

  NetworkVariant variant() const { return variant_; }
  std::span<float> questions() { return {questions_.host(), questions_.count()}; }
  std::span<float> answers() { return {answers_.host(), answers_.count()}; }

 private:
  std::size_t floats(int stride) const { return std::size_t(most_rows_) * std::size_t(stride); }

  NetworkVariant variant_;
  int most_rows_;
  Stream stream_;
  std::unique_ptr<NetworkOp> op_;
  SharedBuffer<int> host_rows_;
  SharedBuffer<float> questions_, answers_;
  DeviceBuffer<int> rows_;
  DeviceBuffer<float> in_, out_;
  GraphExec graph_;
};

NetworkStep::NetworkStep(const Network& net, NetworkVariant variant, int most_rows)
    : body_(std::make_unique<Body>(net, variant, make_network(variant, net, most_rows), most_rows)) {}

NetworkStep::NetworkStep(const Network& net, int most_rows) {
  int device, major, minor;
  SEAGLASS_CUDA(cudaGetDevice(&device));
  SEAGLASS_CUDA(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device));
  SEAGLASS_CUDA(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device));
  for (const NetworkVariant variant : preferred(most_rows, 10 * major + minor)) try {
      body_ = std::make_unique<Body>(net, variant, make_network(variant, net, most_rows), most_rows);
      return;
    } catch (const VariantMissing&) {
      // The next one, then: the last of them is on every device.
    }
  throw VariantMissing("no variant of the network runs on this device");
}

NetworkStep::NetworkStep(NetworkStep&&) noexcept = default;
NetworkStep::~NetworkStep() = default;

NetworkVariant NetworkStep::variant() const { return body_->variant(); }
std::span<float> NetworkStep::questions() { return body_->questions(); }
std::span<float> NetworkStep::answers() { return body_->answers(); }
void NetworkStep::run(int rows) { body_->run(rows); }

}  // namespace seaglass::cuda
