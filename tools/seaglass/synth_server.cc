#include "tools/seaglass/synth_server.h"

#include <atomic>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>

#include "engine/config.h"
#include "io/child/block_exchange.h"
#include "io/child/child_process.h"
#include "io/child/life_watch.h"
#include "io/child/serve_blocks.h"
#include "io/child/shared_region.h"
#include "io/errors.h"
#include "io/os/time.h"
#include "tools/seaglass/packet_synth.h"
#include "tools/seaglass/patch_file.h"
#include "tools/seaglass/remote_synth.h"

namespace seaglass {
namespace {

constexpr double kLeastRate = 16000, kMostRate = 192000;  // Hz
constexpr int kMostVoices = 8192;
constexpr Nanoseconds kProbeLook = 50 * io::kMillisecond;

SynthConfig read_config(std::span<const std::byte> bytes) try {
  const auto* const text = reinterpret_cast<const char*>(bytes.data());
  const auto json = nlohmann::json::parse(text, text + bytes.size());
  SynthConfig config{.patch = json.at("patch"), .sha256 = json.value("sha256", ""), .rate = json.at("rate"), .voices = json.at("voices"), .backend = json.at("backend")};
  if (!(config.rate >= kLeastRate && config.rate <= kMostRate) || config.voices < 0 || config.voices > kMostVoices)
    throw io::UsageError("the synth's process was told a rate or a number of voices that no instrument has");
  return config;
} catch (const nlohmann::json::exception&) {
  throw io::UsageError("the synth's process was told what makes no sense; it is started by seaglass play, not by hand");
}

// What was asked for by a signal, until the next block.
std::atomic<int> asked_for = 0;

void listen_for_faults() {
  for (const int signal : {kLoseContextSignal, kRefuseMemorySignal}) std::signal(signal, [](int which) { asked_for = which; });
}

class SynthServer final : public io::BlockServer {
 public:
  void prepare(std::span<const std::byte> bytes) override {
    const SynthConfig config = read_config(bytes);
    open_backend(config.backend);
    if (config.voices == 0) return;
    const LoadedPatch loaded = load_patch_file(config.patch);
    if (!config.sha256.empty() && loaded.identity.sha256 != config.sha256)
      throw io::FileError(config.patch + ": the patch's file has changed since it was loaded");
    const auto patch = std::dynamic_pointer_cast<const NeuralPatch>(loaded.patch);
    if (!patch) throw io::FileError(config.patch + ": the patch has no network, so it plays on the CPU alone");
    synth_ = make_packet_synth({.backend = config.backend, .patch = patch, .rate = config.rate, .voices = config.voices});
  }

  std::size_t serve(std::span<const std::byte> request, std::span<std::byte> reply) override {
    if (!synth_) return 0;
    if (const int fault = asked_for.exchange(0)) fault == kLoseContextSignal ? synth_->lose_context() : synth_->exhaust_memory();
    return synth_->serve(request, reply);
  }

  std::size_t copy_state(std::size_t, std::span<std::byte>) override { return 0; }

 private:
  std::unique_ptr<PacketSynth> synth_;
};

}  // namespace

std::vector<std::byte> synth_config(const SynthConfig& config) try {
  const std::string text = nlohmann::json{{"patch", config.patch}, {"sha256", config.sha256}, {"rate", config.rate},
                                          {"voices", config.voices}, {"backend", config.backend}}
                               .dump();
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
} catch (const nlohmann::json::exception&) {
  throw io::FileError(config.patch + ": its path is not UTF-8, so only this process can read it; rename it, or play on the CPU");
}

io::ChildSetup synth_child(const SynthConfig& config, int frame_samples, int question_stride) {
  io::ChildSetup child;
  child.name = config.backend == "cuda" ? "the GPU's process" : "the synth's process";
  child.words = {"/proc/self/exe", kSynthServerCommand};
  child.sizes = remote_room(config.voices, frame_samples, question_stride, kSynthConfigBytes);
  child.config = synth_config(config);
  return child;
}

int serve_synth() {
  listen_for_faults();
  const auto server = std::make_unique<SynthServer>();
  return io::serve_blocks(io::kRegionFd, *server);
}

std::string cuda_problem(const std::string& program) try {
  const io::SharedRegion region(io::RegionSizes{.config = kSynthConfigBytes, .request = kCacheLine, .reply = kCacheLine});
  const io::BlockExchange nothing_asked(region);
  io::LifeWatch watch(region.view(), nothing_asked);
  watch.begin(1, synth_config({.patch = "", .backend = "cuda"}), io::now_ns());
  io::ChildProcess child({program, kSynthServerCommand}, region.fd());
  const Nanoseconds until = io::now_ns() + Nanoseconds(kProbePatienceSeconds * double(io::kSecond));
  while (io::now_ns() < until) {
    child.wait_for_news(-1, io::now_ns() + kProbeLook);
    const bool runs = child.running();
    if (watch.sign() == io::LifeSign::kReady) return {};
    if (runs) continue;
    const std::string said = child.last_line();
    return said.empty() ? "the GPU's process " + child.ending() : said;
  }
  return "the NVIDIA driver does not answer; restart the machine";
} catch (const io::Error& error) {
  return error.what();
}

}  // namespace seaglass
