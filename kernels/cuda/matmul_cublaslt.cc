#include "kernels/cuda/matmul_cublaslt.cuh"

#include <cstdint>

#include "kernels/cuda/network_variant.h"

#define SEAGLASS_TEXT2(number) #number
#define SEAGLASS_TEXT(number) SEAGLASS_TEXT2(number)

namespace seaglass::cuda {

// Found as it is made.
struct CublasLt::Functions {
  explicit Functions(const SharedLibrary& opened) : library(opened) {}
  const SharedLibrary& library;
#define SEAGLASS_CUBLASLT(name) decltype(::cublasLt##name)* name = library.find<decltype(::cublasLt##name)>("cublasLt" #name)
  SEAGLASS_CUBLASLT(Create);
  SEAGLASS_CUBLASLT(Destroy);
  SEAGLASS_CUBLASLT(GetStatusString);
  SEAGLASS_CUBLASLT(Matmul);
  SEAGLASS_CUBLASLT(MatmulDescCreate);
  SEAGLASS_CUBLASLT(MatmulDescDestroy);
  SEAGLASS_CUBLASLT(MatmulDescSetAttribute);
  SEAGLASS_CUBLASLT(MatrixLayoutCreate);
  SEAGLASS_CUBLASLT(MatrixLayoutDestroy);
  SEAGLASS_CUBLASLT(MatmulPreferenceCreate);
  SEAGLASS_CUBLASLT(MatmulPreferenceDestroy);
  SEAGLASS_CUBLASLT(MatmulPreferenceSetAttribute);
  SEAGLASS_CUBLASLT(MatmulAlgoGetHeuristic);
#undef SEAGLASS_CUBLASLT
};

namespace {

constexpr std::size_t kWorkspace = 32u << 20;  // bytes; what NVIDIA recommends for Hopper

}  // namespace

void CublasLt::must(cublasStatus_t status, const char* what) const {
  if (status != CUBLAS_STATUS_SUCCESS)
    throw CudaError(std::string("cuBLASLt: ") + call_->GetStatusString(status) + " from " + what);
}

CublasLt::CublasLt()
    : library_({"libcublasLt.so." SEAGLASS_TEXT(CUBLAS_VER_MAJOR)}), call_(std::make_unique<Functions>(library_)) {
  must(call_->Create(&handle_), "cublasLtCreate");
  try {
    workspace_ = DeviceBuffer<char>(kWorkspace);
  } catch (...) {
    call_->Destroy(handle_);
    throw;
  }
}

CublasLt::~CublasLt() {
  for (const Product& plan : plans_) {
    for (const auto layout : {plan.weight, plan.in, plan.out})
      if (layout != nullptr) call_->MatrixLayoutDestroy(layout);
    if (plan.operation != nullptr) call_->MatmulDescDestroy(plan.operation);
  }
  call_->Destroy(handle_);
}

// In the library's terms, columns first: out (units x rows) = weight (units x inputs) in (inputs x rows).
CublasLt::Product CublasLt::plan(const ProductShape& shape, const float* bias) {
  Product& plan = plans_.emplace_back();  // from here on the destructor sees to it
  must(call_->MatmulDescCreate(&plan.operation, CUBLAS_COMPUTE_32F, CUDA_R_32F), "cublasLtMatmulDescCreate");
  const auto set = [&](cublasLtMatmulDescAttributes_t attribute, const auto& value) {
    must(call_->MatmulDescSetAttribute(plan.operation, attribute, &value, sizeof value),
         "cublasLtMatmulDescSetAttribute");
  };
  if (bias != nullptr) {
    set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BIAS);
    set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, bias);
  }
  const auto layout = [&](cublasLtMatrixLayout_t& made, int rows, int columns, int stride) {
    must(call_->MatrixLayoutCreate(&made, CUDA_R_32F, std::uint64_t(rows), std::uint64_t(columns), stride),
         "cublasLtMatrixLayoutCreate");
  };
  layout(plan.weight, shape.units, shape.inputs, shape.units);
  layout(plan.in, shape.inputs, shape.rows, shape.in_stride);
  layout(plan.out, shape.units, shape.rows, shape.out_stride);

  cublasLtMatmulPreference_t preference;
  must(call_->MatmulPreferenceCreate(&preference), "cublasLtMatmulPreferenceCreate");
  // Where a sum is cut into parts they are added in one order, not in place as they come.
  const std::uint32_t reductions = CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE;
  const auto prefer = [&](cublasLtMatmulPreferenceAttributes_t attribute, const auto& value) {
    return call_->MatmulPreferenceSetAttribute(preference, attribute, &value, sizeof value);
  };
  cublasStatus_t status = prefer(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, kWorkspace);
  if (status == CUBLAS_STATUS_SUCCESS) status = prefer(CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, reductions);
  cublasLtMatmulHeuristicResult_t result{};
  int found = 0;
  if (status == CUBLAS_STATUS_SUCCESS)
    status = call_->MatmulAlgoGetHeuristic(handle_, plan.operation, plan.weight, plan.in, plan.out, plan.out,
                                           preference, 1, &result, &found);
  call_->MatmulPreferenceDestroy(preference);
  must(status, "cublasLtMatmulAlgoGetHeuristic");
  if (found == 0) throw VariantMissing("cuBLASLt has no algorithm for this network");
  plan.algorithm = result.algo;
  return plan;
}

void CublasLt::enqueue(cudaStream_t stream, const Product& product, const float* weight, const float* in,
                       float* out) const {
  const float one = 1, zero = 0;
  must(call_->Matmul(handle_, product.operation, &one, weight, product.weight, in, product.in, &zero, out, product.out,
                     out, product.out, &product.algorithm, workspace_.get(), kWorkspace, stream),
       "cublasLtMatmul");
}

}  // namespace seaglass::cuda
