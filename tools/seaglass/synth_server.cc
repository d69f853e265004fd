#include "tools/seaglass/synth_server.h"

#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>

#include "engine/voice/cpu_synth.h"
#include "engine/voice/order_packet.h"
#include "engine/voice/synth_reply.h"
#include "io/child/serve_blocks.h"
#include "io/errors.h"
#include "kernels/kernels.h"
#include "tools/seaglass/patch_file.h"

namespace seaglass {
namespace {

class SynthServer final : public io::BlockServer {
 public:
  void prepare(std::span<const std::byte> config) override {
    const auto text = nlohmann::json::parse(reinterpret_cast<const char*>(config.data()),
                                            reinterpret_cast<const char*>(config.data()) + config.size());
    const int voices = text.at("voices");
    const LoadedPatch loaded = load_patch_file(text.at("patch").get<std::string>());
    const auto patch = std::dynamic_pointer_cast<const NeuralPatch>(loaded.patch);
    if (!patch) throw io::FileError(loaded.identity.path + ": the patch has no network");
    if (loaded.identity.sha256 != text.at("sha256").get<std::string>())
      throw io::FileError(loaded.identity.path + ": the patch's file has changed since it was loaded");
    context_ = VoiceContext::make(kernels::best(), text.at("rate"));
    library_ = std::make_unique<NeuralLibrary>(patch);
    synth_ = std::make_unique<CpuSynth>(context_, library_.get(), voices);
    looks_.resize(std::size_t(voices));
  }

  std::size_t serve(std::span<const std::byte> request, std::span<std::byte> reply) override {
    OrderView orders;
    if (!read_packet(request, orders) || orders.voices > int(looks_.size()) || orders.count > kMaxPiece) return 0;
    if (!synth_->carry_out(orders, sums_, looks_)) return 0;
    return write_reply(orders, sums_, looks_, reply);
  }

  std::size_t copy_state(std::size_t, std::span<std::byte>) override { return 0; }

 private:
  VoiceContext context_;
  std::unique_ptr<NeuralLibrary> library_;
  std::unique_ptr<Synth> synth_;
  std::vector<VoiceLook> looks_;
  PartSums sums_;
};

}  // namespace

std::vector<std::byte> synth_config(const SynthConfig& config) {
  const std::string text =
      nlohmann::json{{"patch", config.patch}, {"sha256", config.sha256}, {"rate", config.rate}, {"voices", config.voices}, {"backend", config.backend}}.dump();
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

int serve_synth() {
  const auto server = std::make_unique<SynthServer>();
  return io::serve_blocks(io::kRegionFd, *server);
}

}  // namespace seaglass
