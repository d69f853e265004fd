// The network by cuDNN, the only file that knows its API: a graph for each layer, of which cuDNN makes one kernel where
// it can.
//   matrix product -> bias -> silu (cuDNN's swish) -> sum with what came in;   the last layer: matrix product -> bias
// A graph's sizes are fixed, so all rows that the operation was made for are computed each time.
//
// Precision: cuDNN may take tensor cores for single precision (tf32: 10 bits of each factor), and does not say.

#include <cudnn_graph.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "kernels/cuda/dense_network.cuh"
#include "kernels/cuda/network_op.cuh"
#include "kernels/cuda/shared_library.h"

namespace seaglass::cuda {
namespace {

// --- the library ---

// Opened, and its functions found, as it is made.
struct Cudnn {
  SharedLibrary library{"libcudnn.so.9"};
#define SEAGLASS_CUDNN(name) decltype(::cudnn##name)* name = library.find<decltype(::cudnn##name)>("cudnn" #name)
  SEAGLASS_CUDNN(Create);
  SEAGLASS_CUDNN(Destroy);
  SEAGLASS_CUDNN(SetStream);
  SEAGLASS_CUDNN(GetErrorString);
  SEAGLASS_CUDNN(BackendCreateDescriptor);
  SEAGLASS_CUDNN(BackendDestroyDescriptor);
  SEAGLASS_CUDNN(BackendSetAttribute);
  SEAGLASS_CUDNN(BackendGetAttribute);
  SEAGLASS_CUDNN(BackendFinalize);
  SEAGLASS_CUDNN(BackendExecute);
#undef SEAGLASS_CUDNN

  void must(cudnnStatus_t status, const char* what) const {
    if (status != CUDNN_STATUS_SUCCESS)
      throw CudaError(std::string("cuDNN: ") + GetErrorString(status) + " from " + what);
  }
};

// One of cuDNN's descriptors: attributes are set, then it is finished, then it may be part of others.
class Descriptor {
 public:
  Descriptor(const Cudnn& cudnn, cudnnBackendDescriptorType_t type) : cudnn_(&cudnn) {
    cudnn.must(cudnn.BackendCreateDescriptor(type, &handle_), "cudnnBackendCreateDescriptor");
  }
  Descriptor(Descriptor&& other) noexcept : cudnn_(other.cudnn_), handle_(std::exchange(other.handle_, nullptr)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (handle_ != nullptr) cudnn_->BackendDestroyDescriptor(handle_);
  }

  template <class T>
  Descriptor& set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, std::initializer_list<T> values) {
    cudnn_->must(cudnn_->BackendSetAttribute(handle_, name, type, std::int64_t(values.size()), values.begin()),
                 "cudnnBackendSetAttribute");
    return *this;
  }
  Descriptor& set(cudnnBackendAttributeName_t name, const Descriptor& part) {
    return set(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, {part.handle_});
  }
  cudnnStatus_t try_to_finish() { return cudnn_->BackendFinalize(handle_); }
  void finish() { cudnn_->must(try_to_finish(), "cudnnBackendFinalize"); }

  cudnnBackendDescriptor_t get() const { return handle_; }

 private:
  const Cudnn* cudnn_;
  cudnnBackendDescriptor_t handle_ = nullptr;
};

// --- a layer's graph ---

// Numbers by which an execution finds its memory.
enum Id : std::int64_t { kIn = 1, kWeight, kBias, kCarried, kOut, kVirtual };

struct LayerShape {
  std::int64_t rows, inputs, units, in_stride, out_stride;
  bool hidden, adds;  // silu behind it; what came in is added
};

class LayerPlan {
 public:
  LayerPlan(const Cudnn& cudnn, cudnnHandle_t handle, const LayerShape& s) : cudnn_(cudnn) {
    using Sizes = std::array<std::int64_t, 3>;
    Descriptor& in = tensor(kIn, Sizes{1, s.rows, s.inputs}, s.in_stride);
    Descriptor& weight = tensor(kWeight, Sizes{1, s.inputs, s.units}, s.units);
    Descriptor& bias = tensor(kBias, Sizes{1, 1, s.units}, s.units);
    const Sizes size{1, s.rows, s.units};

    Descriptor& product = tensor(kVirtual, size, s.out_stride);
    Descriptor matmul(cudnn, CUDNN_BACKEND_MATMUL_DESCRIPTOR);
    matmul.set(CUDNN_ATTR_MATMUL_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, {CUDNN_DATA_FLOAT}).finish();
    Descriptor& multiply = operations_.emplace_back(cudnn, CUDNN_BACKEND_OPERATION_MATMUL_DESCRIPTOR);
    multiply.set(CUDNN_ATTR_OPERATION_MATMUL_ADESC, in)
        .set(CUDNN_ATTR_OPERATION_MATMUL_BDESC, weight)
        .set(CUDNN_ATTR_OPERATION_MATMUL_CDESC, product)
        .set(CUDNN_ATTR_OPERATION_MATMUL_DESC, matmul)
        .finish();

    Descriptor& sum = tensor(s.hidden ? kVirtual + 1 : std::int64_t(kOut), size, s.out_stride);
    pointwise(CUDNN_POINTWISE_ADD, product, &bias, sum);
    if (s.hidden) {
      Descriptor& risen = tensor(s.adds ? kVirtual + 2 : std::int64_t(kOut), size, s.out_stride);
      pointwise(CUDNN_POINTWISE_SWISH_FWD, sum, nullptr, risen);
      if (s.adds)
        pointwise(CUDNN_POINTWISE_ADD, risen, &tensor(kCarried, size, s.out_stride), tensor(kOut, size, s.out_stride));
    }
    if (handle != nullptr) choose(handle, s);
  }

  void enqueue(cudnnHandle_t handle, const float* in, const float* weight, const float* bias, float* out) {
    Descriptor pack(cudnn_, CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
    const auto pointer = [](const float* p) { return const_cast<void*>(static_cast<const void*>(p)); };
    if (adds_)
      pack.set<std::int64_t>(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, CUDNN_TYPE_INT64,
                             {kIn, kWeight, kBias, kOut, kCarried})
          .set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR,
               {pointer(in), pointer(weight), pointer(bias), pointer(out), pointer(in)});
    else
      pack.set<std::int64_t>(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, CUDNN_TYPE_INT64, {kIn, kWeight, kBias, kOut})
          .set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR,
               {pointer(in), pointer(weight), pointer(bias), pointer(out)});
    pack.set<void*>(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, {workspace_.get()}).finish();
    cudnn_.must(cudnn_.BackendExecute(handle, plan_.front().get(), pack.get()), "cudnnBackendExecute");
  }

 private:
  // A tensor of the graph; numbers from kVirtual on have no memory of their own.
  Descriptor& tensor(std::int64_t id, const std::array<std::int64_t, 3>& size, std::int64_t stride) {
    constexpr std::int64_t kAlignment = 16;
    Descriptor& made = tensors_.emplace_back(cudnn_, CUDNN_BACKEND_TENSOR_DESCRIPTOR);
    made.set(CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE, {CUDNN_DATA_FLOAT})
        .set(CUDNN_ATTR_TENSOR_DIMENSIONS, CUDNN_TYPE_INT64, {size[0], size[1], size[2]})
        .set<std::int64_t>(CUDNN_ATTR_TENSOR_STRIDES, CUDNN_TYPE_INT64, {size[1] * stride, stride, 1})
        .set(CUDNN_ATTR_TENSOR_UNIQUE_ID, CUDNN_TYPE_INT64, {id})
        .set(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, CUDNN_TYPE_INT64, {kAlignment})
        .set(CUDNN_ATTR_TENSOR_IS_VIRTUAL, CUDNN_TYPE_BOOLEAN, {id >= kVirtual})
        .finish();
    return made;
  }

  void pointwise(cudnnPointwiseMode_t mode, const Descriptor& x, const Descriptor* b, const Descriptor& y) {
    Descriptor how(cudnn_, CUDNN_BACKEND_POINTWISE_DESCRIPTOR);
    how.set(CUDNN_ATTR_POINTWISE_MODE, CUDNN_TYPE_POINTWISE_MODE, {mode})
        .set(CUDNN_ATTR_POINTWISE_MATH_PREC, CUDNN_TYPE_DATA_TYPE, {CUDNN_DATA_FLOAT})
        .finish();
    Descriptor& made = operations_.emplace_back(cudnn_, CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR);
    made.set(CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, how)
        .set(CUDNN_ATTR_OPERATION_POINTWISE_XDESC, x)
        .set(CUDNN_ATTR_OPERATION_POINTWISE_YDESC, y);
    if (b != nullptr) made.set(CUDNN_ATTR_OPERATION_POINTWISE_BDESC, *b);
    made.finish();
  }

  // The first of the plans that cuDNN proposes and can build.
  void choose(cudnnHandle_t handle, const LayerShape& s) {
    adds_ = s.adds;
    std::vector<cudnnBackendDescriptor_t> operations;
    for (const Descriptor& operation : operations_) operations.push_back(operation.get());
    Descriptor graph(cudnn_, CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR);
    graph.set(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, CUDNN_TYPE_HANDLE, {handle});
    cudnn_.must(cudnn_.BackendSetAttribute(graph.get(), CUDNN_ATTR_OPERATIONGRAPH_OPS, CUDNN_TYPE_BACKEND_DESCRIPTOR,
                                           std::int64_t(operations.size()), operations.data()),
                "cudnnBackendSetAttribute");
    if (graph.try_to_finish() != CUDNN_STATUS_SUCCESS) throw VariantMissing("cuDNN takes no such graph on this device");
    for (const cudnnBackendHeurMode_t mode : {CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK})
      if (try_proposals(handle, graph, mode)) return;
    throw VariantMissing("cuDNN has no plan for this network on this device");
  }

  bool try_proposals(cudnnHandle_t handle, const Descriptor& graph, cudnnBackendHeurMode_t mode) {
    constexpr int kMostProposals = 16;
    Descriptor proposing(cudnn_, CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
    proposing.set(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph)
        .set(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, {mode});
    if (proposing.try_to_finish() != CUDNN_STATUS_SUCCESS) return false;
    std::vector<Descriptor> proposals;
    std::array<cudnnBackendDescriptor_t, kMostProposals> handles;
    for (auto& at : handles) at = proposals.emplace_back(cudnn_, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR).get();
    std::int64_t count = 0;
    if (cudnn_.BackendGetAttribute(proposing.get(), CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_TYPE_BACKEND_DESCRIPTOR,
                                   kMostProposals, &count, handles.data()) != CUDNN_STATUS_SUCCESS)
      return false;
    for (std::size_t i = 0; i < std::size_t(std::min<std::int64_t>(count, kMostProposals)); i++) {
      Descriptor plan(cudnn_, CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
      plan.set(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, CUDNN_TYPE_HANDLE, {handle})
          .set(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, proposals[i]);
      if (plan.try_to_finish() != CUDNN_STATUS_SUCCESS) continue;
      std::int64_t bytes = 0, got = 0;
      cudnn_.must(cudnn_.BackendGetAttribute(plan.get(), CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE, CUDNN_TYPE_INT64, 1,
                                             &got, &bytes),
                  "cudnnBackendGetAttribute");
      workspace_ = DeviceBuffer<char>(std::size_t(std::max<std::int64_t>(bytes, 1)));
      plan_.push_back(std::move(plan));
      return true;
    }
    return false;
  }

  const Cudnn& cudnn_;
  std::deque<Descriptor> tensors_, operations_;  // they stay where they are
  std::vector<Descriptor> plan_;                 // the one, once it is chosen
  DeviceBuffer<char> workspace_;
  bool adds_ = false;
};

// --- the network ---

class CudnnNetwork : public NetworkOp {
 public:
  CudnnNetwork(const Network& net, int most_rows) : layers_(dense_network(net)) {
    cudnn_.must(cudnn_.Create(&handle_.get), "cudnnCreate");
    handle_.cudnn = &cudnn_;
    for (int n = 0; n < net.count; n++) {
      const DenseMatrix& layer = layers_[std::size_t(n)];
      const bool last = n + 1 == net.count;
      plans_.emplace_back(cudnn_, handle_.get,
                          LayerShape{.rows = most_rows,
                                     .inputs = layer.inputs,
                                     .units = layer.units,
                                     .in_stride = n == 0 ? net.input_stride : net.width,
                                     .out_stride = last ? net.output_stride : net.width,
                                     .hidden = !last,
                                     .adds = n > 0 && !last});
    }
    for (auto& buffer : h_) {
      buffer = DeviceBuffer<float>(std::size_t(most_rows) * std::size_t(net.width));
      SEAGLASS_CUDA(cudaMemset(buffer.get(), 0, buffer.bytes()));
    }
  }

  void enqueue(cudaStream_t stream, const RowBlock& block) override {
    cudnn_.must(cudnn_.SetStream(handle_.get, stream), "cudnnSetStream");
    const std::size_t last = layers_.size() - 1;
    for (std::size_t n = 0; n <= last; n++)
      plans_[n].enqueue(handle_.get, n == 0 ? block.in : h_[(n + 1) % 2].get(), layers_[n].weight.get(),
                        layers_[n].bias.get(), n == last ? block.out : h_[n % 2].get());
  }

 private:
  struct OwnHandle {
    cudnnHandle_t get = nullptr;
    const Cudnn* cudnn = nullptr;
    ~OwnHandle() {
      if (cudnn != nullptr) cudnn->Destroy(get);
    }
  };

  Cudnn cudnn_;
  OwnHandle handle_;
  std::vector<DenseMatrix> layers_;
  std::deque<LayerPlan> plans_;
  DeviceBuffer<float> h_[2];
};

}  // namespace

std::unique_ptr<NetworkOp> make_cudnn_network(const Network& net, int most_rows) {
  return std::make_unique<CudnnNetwork>(net, most_rows);
}

}  // namespace seaglass::cuda
