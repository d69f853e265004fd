#pragma once
// Matrix products by cuBLASLt, the library opened at run time; the only place that knows its API.

#include <cublasLt.h>

#include <memory>
#include <vector>

#include "kernels/cuda/handles.cuh"
#include "kernels/cuda/shared_library.h"

namespace seaglass::cuda {

// out[row][unit] = bias[unit] + sum over inputs of weight[input][unit] x in[row][input]
struct ProductShape {
  int units, rows, inputs;
  int in_stride, out_stride;  // floats from row to row
};

// [control] to make, plan and drop; throws VariantMissing where the library is not installed, CudaError when it fails.
class CublasLt {
 public:
  CublasLt();
  CublasLt(const CublasLt&) = delete;
  CublasLt& operator=(const CublasLt&) = delete;
  ~CublasLt();

  struct Product {
    cublasLtMatmulDesc_t operation;
    cublasLtMatrixLayout_t weight, in, out;
    cublasLtMatmulAlgo_t algorithm;
  };
  // `bias` may be null. Lives as long as this.
  Product plan(const ProductShape& shape, const float* bias);

  // [control] Records or launches.
  void enqueue(cudaStream_t stream, const Product& product, const float* weight, const float* in, float* out) const;

 private:
  struct Functions;
  void must(cublasStatus_t status, const char* what) const;

  SharedLibrary library_;
  std::unique_ptr<Functions> call_;
  cublasLtHandle_t handle_ = nullptr;
  DeviceBuffer<char> workspace_;
  std::vector<Product> plans_;
};

}  // namespace seaglass::cuda
