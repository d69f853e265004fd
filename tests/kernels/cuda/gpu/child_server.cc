#include "tests/kernels/cuda/gpu/child_server.h"

#include <cstring>
#include <memory>
#include <string_view>

#include "io/child/serve_blocks.h"
#include "io/errors.h"
#include "tests/kernels/cuda/random_patch.h"
#include "tools/seaglass/packet_synth.h"
#include "tools/seaglass/remote_synth.h"

namespace seaglass::gpu_check {
namespace {

struct ChildConfig {
  char backend[8];
  double rate;
  int voices;
};

class ChildServer final : public io::BlockServer {
 public:
  void prepare(std::span<const std::byte> config) override {
    ChildConfig told;
    if (config.size() != sizeof told) throw io::UsageError("this is no config of a check's child");
    std::memcpy(&told, config.data(), sizeof told);
    open_backend(told.backend);
    synth_ = make_packet_synth(
        {.backend = told.backend, .patch = test::random_patch(kChildPatch), .rate = told.rate, .voices = told.voices});
  }

  std::size_t serve(std::span<const std::byte> request, std::span<std::byte> reply) override {
    const std::string_view word(reinterpret_cast<const char*>(request.data()), request.size());
    if (word == kLoseDevice) synth_->lose_context();
    if (word == kRefuseMemory) synth_->exhaust_memory();
    return synth_->serve(request, reply);
  }

  std::size_t copy_state(std::size_t, std::span<std::byte>) override { return 0; }

 private:
  std::unique_ptr<PacketSynth> synth_;
};

}  // namespace

io::ChildSetup child_setup(const std::string& backend, const VoiceContext& context, const NeuralLibrary& library, int voices) {
  io::ChildSetup setup;
  setup.name = "the check's child";
  setup.words = {"/proc/self/exe", kServeWord};
  setup.sizes = remote_room(voices, context.noise.hop, library.network().input_stride, sizeof(ChildConfig));
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
