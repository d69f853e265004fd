#include "tools/seaglass/packet_synth.h"

#include <sys/resource.h>

#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "engine/voice/cpu_synth.h"
#include "engine/voice/neural_model.h"
#include "engine/voice/order_list.h"
#include "engine/voice/order_packet.h"
#include "engine/voice/synth_reply.h"
#include "io/errors.h"
#include "io/os/time.h"
#include "kernels/cuda/breakdown.h"
#include "kernels/cuda/cuda_error.h"
#include "kernels/cuda/cuda_synth.h"
#include "kernels/kernels.h"
#include "tools/seaglass/keep_awake.h"

namespace seaglass {
namespace {

// Long enough for a GPU to raise its clocks, short against a start.
constexpr Nanoseconds kWarmUp = 3 * io::kSecond / 10;
constexpr int kWarmUpBlock = 64, kWarmUpStrikes = 16;  // samples; notes struck in each block

// What CUDA says, as the program's own errors.
template <class Action>
auto with_our_errors(Action action) {
  try {
    return action();
  } catch (const cuda::CudaError& error) {
    if (error.fault() == cuda::Fault::kMemory) throw io::ResourceError(error.what());
    throw io::DeviceError(error.what());
  }
}

// Hands on what another keeps.
class Lent final : public Synth {
 public:
  explicit Lent(Synth& synth) : synth_(synth) {}
  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    return synth_.carry_out(orders, sums, looks);
  }

 private:
  Synth& synth_;
};

// Plays as one does on stage, block after block without a pause.
void warm_up(Synth& synth, const PacketSetup& setup) {
  const int voices = setup.voices - kGhosts;
  if (voices < 1) return;
  NeuralModel model(setup.patch, kernels::best(),
                    [&](const VoiceContext&, const NeuralLibrary*, int) { return std::make_unique<Lent>(synth); });
  model.prepare({.rate = setup.rate, .voices = voices});
  float left[kWarmUpBlock], right[kWarmUpBlock];
  const Nanoseconds until = io::now_ns() + kWarmUp;
  for (int struck = 0; io::now_ns() < until;) {
    for (int i = 0; i < kWarmUpStrikes && struck < voices; i++, struck++)
      (void)model.apply({.kind = EventKind::kNoteOn, .source = Source::kScore, .id = struck,
                         .value = 36 + float(struck % 48), .value2 = 0.7f});
    model.process({}, {left, right, kWarmUpBlock});
  }
}

class OnCpu final : public PacketSynth {
 public:
  explicit OnCpu(const PacketSetup& setup)
      : context_(VoiceContext::make(kernels::best(), setup.rate)), library_(setup.patch),
        synth_(context_, &library_, setup.voices), looks_(std::size_t(setup.voices)) {}

  std::size_t serve(std::span<const std::byte> packet, std::span<std::byte> reply) override {
    OrderView orders;
    if (!read_packet(packet, orders) || orders.voices > most_.voices || orders.questions > most_.questions ||
        (orders.questions > 0 && orders.question_stride != most_.question_stride))
      return 0;
    if (!synth_.carry_out(orders, sums_, looks_)) return 0;
    return write_reply(orders, sums_, looks_, reply);
  }

  [[noreturn]] void lose_context() override { std::abort(); }

  [[noreturn]] void exhaust_memory() override {
    rlimit limit{};
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = 0;  // what it has it keeps
    setrlimit(RLIMIT_AS, &limit);
    for (std::vector<std::vector<char>> all;; all.emplace_back(kGulp)) {
    }
  }

 private:
  static constexpr std::size_t kGulp = 64 << 20;

  VoiceContext context_;
  NeuralLibrary library_;
  CpuSynth synth_;
  std::vector<VoiceLook> looks_;
  OrderView most_ = OrderList::most(int(looks_.size()), context_.noise.hop, library_.network().input_stride);
  PartSums sums_;
};

class OnGpu final : public PacketSynth {
 public:
  explicit OnGpu(const PacketSetup& setup)
      : setup_(setup), synth_(VoiceContext::make(kernels::best(), setup.rate), NeuralLibrary(setup.patch), setup.voices) {
    warm_up(synth_, setup);
    synth_.forget();
    awake_.emplace([this] { synth_.pulse(); });
  }

  std::size_t serve(std::span<const std::byte> packet, std::span<std::byte> reply) override {
    return with_our_errors([&] { return awake_->during([&] { return synth_.serve(packet, reply); }); });
  }

  [[noreturn]] void lose_context() override {
    with_our_errors([&] {
      cuda::lose_context();
      awake_->during([&] { return synth_.pulse(), 0; });
    });
    throw io::DeviceError("the GPU was to be lost, and plays on");
  }

  [[noreturn]] void exhaust_memory() override {
    with_our_errors([&] {
      cuda::fill_memory();
      const cuda::CudaSynth another(VoiceContext::make(kernels::best(), setup_.rate), NeuralLibrary(setup_.patch), kManyVoices);
    });
    throw io::ResourceError("all of the GPU's memory was taken, and there was more");
  }

 private:
  static constexpr int kManyVoices = 4096;  // tens of MB

  PacketSetup setup_;
  cuda::CudaSynth synth_;
  std::optional<KeepAwake> awake_;  // uses the synth
};

}  // namespace

void open_backend(const std::string& backend) {
  if (backend == "cuda")
    with_our_errors([] { (void)cuda::open_gpu(); });
  else if (backend != "cpu")
    throw io::UsageError("there is no backend called '" + backend + "'; there are cpu and cuda");
}

std::unique_ptr<PacketSynth> make_packet_synth(const PacketSetup& setup) {
  if (setup.backend == "cpu") return std::make_unique<OnCpu>(setup);
  return with_our_errors([&]() -> std::unique_ptr<PacketSynth> { return std::make_unique<OnGpu>(setup); });
}

}  // namespace seaglass
