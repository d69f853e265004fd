// The CUDA kernels' arithmetic and indexing, compiled for the host: against double precision, and to the bit against
// kernels/cpu at the levels that fuse multiplications with additions.

#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include "engine/patch/load.h"
#include "kernels/cuda/network_layered.h"
#include "kernels/kernels.h"
#include "tests/catch.h"
#include "tests/kernels/cuda/host_team.h"
#include "tests/kernels/networks.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr float kPoison = 1e9f;
constexpr std::size_t kHopperShared = 227 << 10;

struct alignas(64) Line {
  float value[kUnitPanel];
};

// A network in every form.
struct Forms {
  explicit Forms(std::vector<DenseLayer> of) : layers(std::move(of)), packed(layers), quads(packed.view()) {}
  const Network& view() const { return packed.view(); }
  cuda::QuadNetwork quad_view() const { return quads.at(quads.data()); }

  std::vector<DenseLayer> layers;
  PackedNetwork packed;
  cuda::QuadWeights quads;
};

std::vector<float> on_cpu(const VoiceKernels& kernels, const Network& net, const std::vector<float>& questions,
                          int rows) {
  std::vector<Line> in(questions.size() / kUnitPanel), out(std::size_t(kNetBatch * net.output_stride / kUnitPanel));
  std::vector<Line> scratch(std::size_t(2 * kNetBatch * net.width / kUnitPanel));
  std::memcpy(in.data(), questions.data(), questions.size() * sizeof(float));
  std::vector<float> answers;
  for (int at = 0; at < rows; at += kNetBatch) {
    const int batch = std::min(kNetBatch, rows - at);
    kernels.evaluate(net, in.data()->value + at * net.input_stride, out.data()->value, scratch.data()->value, batch);
    answers.insert(answers.end(), out.data()->value, out.data()->value + batch * net.output_stride);
  }
  return answers;
}

std::vector<float> poisoned(const Network& net, int rows) {
  return std::vector<float>(std::size_t(rows * net.output_stride), kPoison);
}

std::vector<float> in_clusters(const Forms& forms, const std::vector<float>& questions, int rows, int clusters,
                               unsigned order = 0, std::size_t shared = kHopperShared) {
  const cuda::QuadNetwork net = forms.quad_view();
  auto answers = poisoned(forms.view(), rows + 1);
  run_clusters(net, cuda::plan_cluster(net, shared), questions.data(), answers.data(), rows, clusters, order);
  return answers;
}

std::vector<float> in_layers(const Forms& forms, const std::vector<float>& questions, int rows, int workers) {
  const cuda::QuadNetwork net = forms.quad_view();
  const int step = (rows + 1) / 2 * 2;
  std::vector<float> a(std::size_t(net.width * step), NAN), b = a, answers = poisoned(forms.view(), rows + 1);
  for (int n = 0; n < net.count; n++)
    for (int worker = workers - 1; worker >= 0; worker--)
      cuda::run_layer(net, n, questions.data(), {n % 2 ? a.data() : b.data(), n % 2 ? b.data() : a.data(), step},
                      answers.data(), rows, worker, workers);
  return answers;
}

// Everything is written, nothing behind it is.
void check_extent(const std::vector<float>& answers, const Network& net, int rows) {
  for (int i = 0; i < net.output_stride; i++) REQUIRE(answers[std::size_t(rows * net.output_stride + i)] == kPoison);
  for (int i = 0; i < rows * net.output_stride; i++) REQUIRE(answers[std::size_t(i)] != kPoison);
}

// The levels that fuse.
std::vector<const VoiceKernels*> fusing() {
  std::vector<const VoiceKernels*> found;
  for (const VoiceKernels* kernels : kernels::available())
    if (std::string_view(kernels->name) == "v3" || std::string_view(kernels->name) == "v4") found.push_back(kernels);
  return found;
}

std::vector<DenseLayer> shipped_network() {
  std::ifstream file(SEAGLASS_TEST_DATA "/../../patches/main.glass", std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  const auto patch = load_patch(std::as_bytes(std::span(bytes)));
  return dynamic_cast<const NeuralPatch&>(*patch).net;
}

}  // namespace

TEST_CASE("The CUDA layout holds every weight and bias of a network once") {
  for (const auto& sizes : kNetworkSizes) {
    const Forms forms(random_network(sizes, 11));
    const cuda::QuadNetwork net = forms.quad_view();
    REQUIRE(net.count == int(forms.layers.size()));
    for (int n = 0; n < net.count; n++) {
      const DenseLayer& layer = forms.layers[std::size_t(n)];
      const cuda::QuadLayer& quads = net.layers[n];
      REQUIRE(quads.inputs == layer.inputs);
      REQUIRE(quads.quads * cuda::kQuad >= layer.outputs);
      for (int unit = 0; unit < quads.quads * cuda::kQuad; unit++)
        for (int i = -1; i < layer.inputs; i++) {
          const float got = quads.lines[unit / cuda::kQuad * (1 + layer.inputs) + 1 + i].unit[unit % cuda::kQuad];
          const float wanted = unit >= layer.outputs ? 0.0f
                               : i < 0               ? layer.bias[std::size_t(unit)]
                                                     : layer.weight[std::size_t(unit * layer.inputs + i)];
          REQUIRE(got == wanted);
        }
    }
  }
}

TEST_CASE("A cluster's blocks have every quad of a layer once, and the plan's shares hold them") {
  for (const int quads : {1, 4, 7, 8, 48, 56, 256}) {
    int next = 0;
    for (int rank = 0; rank < cuda::kClusterBlocks; rank++) {
      const cuda::Share share = cuda::share_of(quads, rank);
      REQUIRE(share.begin == next);
      REQUIRE(share.end - share.begin <= (quads + cuda::kClusterBlocks - 1) / cuda::kClusterBlocks);
      next = share.end;
    }
    REQUIRE(next == quads);
  }
}

TEST_CASE("A cluster's plan stays within shared memory, or says that the network does not fit") {
  const Forms shipped(random_network(kNetworkSizes[0], 1)), wide(random_network({31, 1024, 1024, 210}, 1));
  for (const std::size_t shared : {48u << 10, 64u << 10, 99u << 10, 227u << 10}) {
    const auto plan = cuda::plan_cluster(shipped.quad_view(), shared);
    CAPTURE(shared, plan.tile_rows);
    REQUIRE(plan.tile_rows % 2 == 0);
    REQUIRE((plan.tile_rows == 0 || plan.bytes() <= shared));
  }
  REQUIRE(cuda::plan_cluster(shipped.quad_view(), 48 << 10).tile_rows == 0);
  REQUIRE(cuda::plan_cluster(shipped.quad_view(), 99 << 10).tile_rows >= 16);
  REQUIRE(cuda::plan_cluster(shipped.quad_view(), kHopperShared).tile_rows == cuda::kMostTileRows);
  REQUIRE(cuda::plan_cluster(wide.quad_view(), kHopperShared).tile_rows == 0);
}

TEST_CASE("Tiles are even, cover all rows, and are no larger than a cluster's memory") {
  for (const int clusters : {1, 3, 16})
    for (const int rows : {1, 2, 3, 31, 32, 33, 64, 1023, 1024, 4096}) {
      const int tile = cuda::tile_of(rows, clusters, 64);
      REQUIRE(tile % 2 == 0);
      REQUIRE((tile == 64 || tile * clusters >= rows));
      REQUIRE((tile >= 2 && tile <= 64));
    }
}

TEST_CASE("Clusters and layers say what double precision says, within single precision's own error") {
  for (const auto& sizes : kNetworkSizes) {
    const Forms forms(random_network(sizes, 3));
    const Network& net = forms.view();
    for (const int rows : {1, 2, 3, 17}) {
      const auto questions = random_questions(rows, sizes[0], net.input_stride, unsigned(rows));
      for (const auto& answers : {in_clusters(forms, questions, rows, 2), in_layers(forms, questions, rows, 1000)}) {
        check_extent(answers, net, rows);
        CAPTURE(sizes.size(), sizes[1], rows);
        REQUIRE(largest_error(forms.layers, questions.data(), net.input_stride, answers.data(), net.output_stride,
                              rows) < kSinglePrecision);
      }
    }
  }
}

TEST_CASE("Clusters and layers give the CPU's own bits, for random networks and the shipped one") {
  std::vector<std::vector<DenseLayer>> networks{shipped_network()};
  for (const auto& sizes : kNetworkSizes) networks.push_back(random_network(sizes, 5));
  constexpr int kRows = 70;
  for (auto& layers : networks) {
    const Forms forms(std::move(layers));
    const Network& net = forms.view();
    const auto questions = random_questions(kRows, forms.layers[0].inputs, net.input_stride, 8);
    const auto clusters = in_clusters(forms, questions, kRows, 1), by_layer = in_layers(forms, questions, kRows, 4096);
    const auto all = std::span(clusters).first(std::size_t(kRows * net.output_stride));
    REQUIRE(first_difference(all, std::span(by_layer).first(all.size())) == -1);
    for (const VoiceKernels* kernels : fusing()) {
      CAPTURE(kernels->name, forms.layers.size(), forms.layers[0].outputs);
      REQUIRE(first_difference(all, on_cpu(*kernels, net, questions, kRows)) == -1);
    }
  }
}

TEST_CASE("A row's bits do not depend on the batch, the tile, the number of clusters, or the order of threads") {
  const Forms forms(random_network(kNetworkSizes[0], 4));
  const Network& net = forms.view();
  constexpr int kRows = 40;
  const auto questions = random_questions(kRows, 31, net.input_stride, 2);
  const auto all = in_clusters(forms, questions, kRows, 1);
  const auto check = [&](const std::vector<float>& answers, int rows) {
    const auto size = std::size_t(rows * net.output_stride);
    REQUIRE(first_difference(std::span(answers).first(size), std::span(all).first(size)) == -1);
  };
  for (const int rows : {1, 2, 5, 39})
    for (const int clusters : {1, 2, 16}) check(in_clusters(forms, questions, rows, clusters), rows);
  check(in_clusters(forms, questions, kRows, 3, 0, 99 << 10), kRows);  // several tiles to a cluster
  check(in_clusters(forms, questions, kRows, 1, 0, 75 << 10), kRows);
  for (const unsigned order : {1u, 2u, 3u}) check(in_clusters(forms, questions, kRows, 2, order), kRows);
  for (const int workers : {1, 96, 1 << 14}) check(in_layers(forms, questions, kRows, workers), kRows);
  REQUIRE(all[0] != all[std::size_t(net.output_stride)]);
}

TEST_CASE("The CUDA silu holds at both ends") {
  for (const float x : {-1e30f, -200.0f, -30.0f, -1.0f, 0.0f, 1e-20f, 1.0f, 40.0f, 200.0f, 1e30f}) {
    const double wanted = x < -700 ? 0 : double(x) / (1 + std::exp(-double(x)));
    CAPTURE(x);
    REQUIRE(cuda::silu(x) == Approx(wanted).epsilon(1e-6).margin(1e-6));
  }
}
