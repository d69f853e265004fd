#include "tests/kernels/cuda/gpu/child_server.h"

#include <sys/resource.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include "io/child/serve_blocks.h"
#include "io/errors.h"
#include "tests/kernels/cuda/far_child.h"
#include "tests/kernels/cuda/gpu/gpu.h"
#include "tests/kernels/cuda/random_patch.h"
#include "tools/seaglass/packet_synth.h"

namespace seaglass::gpu_check {
namespace {

struct ChildConfig {
  char backend[8];
  double rate;
  int voices;
};

// Asks for memory under a limit until it is refused, down to the last bytes.
[[noreturn]] void exhaust() {
  const rlimit little{256 << 20, 256 << 20};
  setrlimit(RLIMIT_AS, &little);
  std::vector<std::unique_ptr<char[]>> all;
  all.reserve(1 << 16);
  for (std::size_t bytes = 64 << 20;;) {
    char* const more = new (std::nothrow) char[bytes];
    if (more != nullptr && all.size() < all.capacity())
      all.emplace_back(more);
    else if (bytes > 16)
      bytes /= 2;
    else
      throw std::bad_alloc();
  }
}

class ChildServer final : public io::BlockServer {
 public:
  void prepare(std::span<const std::byte> config) override {
    if (config.size() != sizeof config_) throw io::UsageError("this is no config of a check's child");
    std::memcpy(&config_, config.data(), sizeof config_);
    open_backend(config_.backend);
    synth_ = make_packet_synth(setup(config_.voices));
  }

  std::size_t serve(std::span<const std::byte> request, std::span<std::byte> reply) override {
    const std::string_view word(reinterpret_cast<const char*>(request.data()), request.size());
    if (word == kLoseDevice) {
      if (!on_gpu()) std::abort();
      lose_gpu();
      return synth_->serve(last_, reply);  // which is to find it lost
    }
    if (word == kRefuseMemory) {
      if (!on_gpu()) exhaust();
      fill_gpu();
      synth_ = make_packet_synth(setup(kMany));
    }
    last_.assign(request.begin(), request.end());
    return synth_->serve(request, reply);
  }

  std::size_t copy_state(std::size_t, std::span<std::byte>) override { return 0; }

 private:
  static constexpr int kMany = 4096;  // voices: tens of MB

  bool on_gpu() const { return std::string_view(config_.backend) == "cuda"; }
  PacketSetup setup(int voices) const {
    return {.backend = config_.backend, .patch = test::random_patch(kChildPatch), .rate = config_.rate, .voices = voices};
  }

  ChildConfig config_{};
  std::unique_ptr<PacketSynth> synth_;
  std::vector<std::byte> last_;
};

}  // namespace

io::ChildSetup child_setup(const std::string& backend, const VoiceContext& context, const NeuralLibrary& library, int voices) {
  io::ChildSetup setup;
  setup.name = "the check's child";
  setup.words = {"/proc/self/exe", kServeWord};
  setup.sizes = test::room_for(voices, context.noise.hop, library.network().input_stride, sizeof(ChildConfig));
  setup.ready_limit = 60 * io::kSecond;
  ChildConfig config{.backend = {}, .rate = context.rate, .voices = voices};
  backend.copy(config.backend, sizeof config.backend - 1);
  setup.config.resize(sizeof config);
  std::memcpy(setup.config.data(), &config, sizeof config);
  return setup;
}

int serve_child() {
  const auto server = std::make_unique<ChildServer>();
  return io::serve_blocks(io::kRegionFd, *server);
}

}  // namespace seaglass::gpu_check
