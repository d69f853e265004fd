// The table that chooses. It is argued and not measured: no figure of a GPU stands behind it yet.
//
// The floor of a block, for the shipped patch (0.12 M weights):
//   rows   operations      weights to each tile       what that means
//     16   3.9 MFLOP       one cluster: 0.5 MB        launch and barriers outweigh both
//    256   62 MFLOP        16 clusters: 7.7 MB        under 2 us of arithmetic at 40 TFLOP/s, 2 us of L2
//   1024   247 MFLOP       16 clusters: 7.7 MB        about 6 us of arithmetic at 40 TFLOP/s
// A launch for each layer costs some 2 us in a graph, four of them more than the work itself below 256 rows; a library
// adds three passes of silu through memory to its four. So clusters are first wherever there are any. Layers come
// second, before the libraries, because their rows are the CPU's to the bit (network_math.h): a library would have to
// win by much. tools/gpu_check measures all of them at 1, 16, 64, 256 and 1024 rows; its figures belong here, with
// device and date.

#include "kernels/cuda/network_variant.h"

namespace seaglass::cuda {
namespace {

struct Choice {
  int rows_up_to;
  NetworkVariant with_clusters[2], without[1];
};

constexpr NetworkVariant kCluster = NetworkVariant::kCluster, kLayered = NetworkVariant::kLayered;
constexpr Choice kChoices[] = {
    {1, {kCluster, kLayered}, {kLayered}},
    {16, {kCluster, kLayered}, {kLayered}},
    {64, {kCluster, kLayered}, {kLayered}},
    {256, {kCluster, kLayered}, {kLayered}},
    {1 << 30, {kCluster, kLayered}, {kLayered}},
};
constexpr int kFirstWithClusters = 90;

}  // namespace

const char* name_of(NetworkVariant variant) {
  switch (variant) {
    case NetworkVariant::kCluster: return "cluster";
    case NetworkVariant::kLayered: return "layered";
    case NetworkVariant::kCublasLt: return "cublaslt";
    case NetworkVariant::kCudnn: return "cudnn";
  }
  return "?";
}

std::span<const NetworkVariant> preferred(int most_rows, int capability) {
  const Choice* choice = kChoices;
  while (choice->rows_up_to < most_rows) choice++;
  if (capability >= kFirstWithClusters) return choice->with_clusters;
  return choice->without;
}

}  // namespace seaglass::cuda
