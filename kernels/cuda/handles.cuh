#pragma once
// What CUDA gives out and takes back: move-only, and no destructor throws. All [control]: they allocate and free.

#include <cstddef>
#include <cstring>
#include <utility>

#include "kernels/cuda/check.cuh"

namespace seaglass::cuda {

// A handle of type T, given back by `release`.
template <class T, auto release>
class Handle {
 public:
  Handle() = default;
  explicit Handle(T handle) : handle_(handle) {}
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, T{})) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Handle() {
    if (handle_) SEAGLASS_CUDA_QUIET(release(handle_));
  }

  T get() const { return handle_; }

 private:
  T handle_{};
};

using Stream = Handle<cudaStream_t, cudaStreamDestroy>;
using Event = Handle<cudaEvent_t, cudaEventDestroy>;
using Graph = Handle<cudaGraph_t, cudaGraphDestroy>;
using GraphExec = Handle<cudaGraphExec_t, cudaGraphExecDestroy>;

inline Stream make_stream() {
  cudaStream_t stream;
  SEAGLASS_CUDA(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  return Stream(stream);
}

inline Event make_event() {
  cudaEvent_t event;
  SEAGLASS_CUDA(cudaEventCreate(&event));
  return Event(event);
}

// What `record` enqueues on the stream, as a graph to launch again and again.
template <class Record>
GraphExec capture(cudaStream_t stream, const Record& record) {
  cudaGraph_t graph = nullptr;
  SEAGLASS_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  try {
    record();
  } catch (...) {
    SEAGLASS_CUDA_QUIET(cudaStreamEndCapture(stream, &graph));
    const Graph dropped(graph);
    throw;
  }
  SEAGLASS_CUDA(cudaStreamEndCapture(stream, &graph));
  const Graph owned(graph);
  cudaGraphExec_t executable;
  SEAGLASS_CUDA(cudaGraphInstantiate(&executable, graph, 0));
  return GraphExec(executable);
}

// `count` elements of device memory.
template <class T>
class DeviceBuffer {
 public:
  DeviceBuffer() = default;
  explicit DeviceBuffer(std::size_t count) : count_(count) {
    void* memory;
    SEAGLASS_CUDA(cudaMalloc(&memory, count * sizeof(T)));
    memory_ = Handle<void*, cudaFree>(memory);
  }
  DeviceBuffer(const T* from, std::size_t count) : DeviceBuffer(count) {
    SEAGLASS_CUDA(cudaMemcpy(get(), from, bytes(), cudaMemcpyHostToDevice));
    // A small copy may still be on its way, and our streams do not wait for the default one.
    SEAGLASS_CUDA(cudaStreamSynchronize(nullptr));
  }

  T* get() const { return static_cast<T*>(memory_.get()); }
  std::size_t bytes() const { return count_ * sizeof(T); }

 private:
  Handle<void*, cudaFree> memory_;
  std::size_t count_ = 0;
};

// `count` elements of host memory that the device reads and writes in place; zero at first.
template <class T>
class SharedBuffer {
 public:
  SharedBuffer() = default;
  explicit SharedBuffer(std::size_t count) : count_(count) {
    void* memory;
    SEAGLASS_CUDA(cudaHostAlloc(&memory, count * sizeof(T), cudaHostAllocMapped));
    memory_ = Handle<void*, cudaFreeHost>(memory);
    std::memset(memory, 0, bytes());
    void* device;
    SEAGLASS_CUDA(cudaHostGetDevicePointer(&device, memory, 0));
    device_ = static_cast<T*>(device);
  }

  T* host() const { return static_cast<T*>(memory_.get()); }
  T* device() const { return device_; }
  std::size_t count() const { return count_; }
  std::size_t bytes() const { return count_ * sizeof(T); }

 private:
  Handle<void*, cudaFreeHost> memory_;
  T* device_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace seaglass::cuda
