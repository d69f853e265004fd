#include "kernels/cuda/synth_step.h"

#include <cstddef>
#include <cstring>
#include <utility>

#include "engine/voice/order_list.h"
#include "engine/voice/order_packet.h"
#include "kernels/cuda/block_plan.h"
#include "kernels/cuda/handles.cuh"
#include "kernels/cuda/mix_plan.h"
#include "kernels/cuda/network_op.cuh"
#include "kernels/cuda/table_image.h"
#include "kernels/cuda/voices.cuh"

namespace seaglass::cuda {
namespace {

// The first variant that can be had here, best for `rows`: a voice asks at most once in a block, but for the longest.
std::unique_ptr<NetworkOp> make_preferred(const Network& net, int rows, int most_rows) {
  int device, major, minor;
  SEAGLASS_CUDA(cudaGetDevice(&device));
  SEAGLASS_CUDA(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device));
  SEAGLASS_CUDA(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device));
  for (const NetworkVariant variant : preferred(rows, 10 * major + minor)) try {
      return make_network(variant, net, most_rows);
    } catch (const VariantMissing&) {
      // The next one, then: the last of them is on every device.
    }
  throw VariantMissing("no variant of the network runs on this device");
}

}  // namespace

class SynthStep::Body {
 public:
  Body(const VoiceContext& context, const NeuralLibrary& library, int voices)
      : voices_(voices), most_(OrderList::most(voices, context.noise.hop, library.network().input_stride)),
        stream_(make_stream()), network_(make_preferred(library.network(), voices, most_.questions)),
        host_packet_(packet_bytes(most_)), packet_(packet_bytes(most_)),
        host_plan_(plan_bytes()), plan_(plan_bytes()),
        answers_(std::size_t(most_.questions) * std::size_t(library.network().output_stride)),
        states_(std::size_t(voices)), sounds_(std::size_t(voices) * kChannels * kMaxPiece),
        sums_(1), looks_(std::size_t(voices)), mix_(most_.runs) {
    const TableImage image(context, library);
    tables_memory_ = DeviceBuffer<std::byte>(image.bytes());
    const auto bytes = image.at(tables_memory_.get());
    SEAGLASS_CUDA(cudaMemcpy(tables_memory_.get(), bytes.data(), bytes.size(), cudaMemcpyHostToDevice));
    tables_ = image.tables(tables_memory_.get());
    SEAGLASS_CUDA(cudaMemset(packet_.get(), 0, packet_.bytes()));
    forget();
    // What is loaded or chosen at the first launch is, before anything waits for it: a piece in which nobody plays.
    OrderView nothing;
    nothing.question_stride = most_.question_stride;
    const std::size_t size = write_packet(nothing, packet());
    (void)plan(size);
    record();
    SEAGLASS_CUDA(cudaStreamSynchronize(stream_.get()));
    graph_ = capture(stream_.get(), [&] { record(); });
    SEAGLASS_CUDA(cudaGraphUpload(graph_.get(), stream_.get()));
    (void)run(size);
  }

  std::span<std::byte> packet() const { return {host_packet_.host(), host_packet_.bytes()}; }

  bool run(std::size_t bytes) {
    if (!plan(bytes)) return false;
    SEAGLASS_CUDA(cudaGraphLaunch(graph_.get(), stream_.get()));
    SEAGLASS_CUDA(cudaStreamSynchronize(stream_.get()));
    sums_.host()->sounding = 0;
    for (int p = 0; p < kParts; p++)
      if (MixPlan{nullptr, told().first, 0}.has(p)) sums_.host()->sounding |= std::uint32_t(1) << p;
    return true;
  }

  void forget() {
    SEAGLASS_CUDA(cudaMemset(states_.get(), 0, states_.bytes()));
    SEAGLASS_CUDA(cudaStreamSynchronize(nullptr));  // ours does not wait for the default stream, where that went
  }

  const OrderView& orders() const { return orders_; }
  const PartSums& sums() const { return *sums_.host(); }
  std::span<const VoiceLook> looks() const { return {looks_.host(), looks_.count()}; }
  std::size_t device_bytes() const {
    return packet_.bytes() + plan_.bytes() + answers_.bytes() + states_.bytes() + sounds_.bytes() + tables_memory_.bytes();
  }

 private:
  void record() {
    const cudaStream_t stream = stream_.get();
    BlockPlan* const plan = reinterpret_cast<BlockPlan*>(plan_.get());
    enqueue_fetch(stream, reinterpret_cast<BlockPlan*>(host_plan_.device()), plan, voices_, host_packet_.device(), packet_.get());
    const auto* const questions = reinterpret_cast<const float*>(packet_.get() + kPacketQuestions);
    network_->enqueue(stream, {questions, &plan->questions, answers_.get()});
    enqueue_voices(stream, plan, voices_, answers_.get(), tables_, states_.get(), sounds_.get(), looks_.device());
    enqueue_mix(stream, plan, voices_, sounds_.get(), sums_.device()->part[0].left);
  }

  // From the packet: who plays, and how it is mixed. False when it is none of ours.
  bool plan(std::size_t bytes) {
    if (bytes > host_packet_.bytes() || !read_packet(packet().first(bytes), orders_)) return false;
    const OrderView& orders = orders_;
    if (orders.voices > voices_ || orders.runs > most_.runs ||
        orders.questions > most_.questions || (orders.questions > 0 && orders.question_stride != most_.question_stride))
      return false;
    PacketHeader header;
    std::memcpy(&header, host_packet_.host(), sizeof header);
    BlockPlan& plan = told();
    plan.orders = orders_in_packet(header, packet_.get());
    plan.packet_bytes = header.bytes;
    plan.questions = orders.questions;
    mix_.plan(orders, plan.first);
    const auto& segments = mix_.segments();
    plan.segments = std::int32_t(segments.size());
    plan.playing = 0;
    auto* const voices = reinterpret_cast<std::int32_t*>(&plan + 1);
    for (int v = 0; v < orders.voices; v++)
      if (orders.chain[v].first >= 0) voices[plan.playing++] = v;
    if (!segments.empty()) std::memcpy(voices + voices_, segments.data(), segments.size() * sizeof(MixSegment));
    return true;
  }

  BlockPlan& told() const { return *reinterpret_cast<BlockPlan*>(host_plan_.host()); }

  std::size_t plan_bytes() const {
    constexpr std::size_t kWord = 16;
    const std::size_t bytes = sizeof(BlockPlan) + std::size_t(voices_) * sizeof(std::int32_t) +
                              std::size_t(most_.runs) * sizeof(MixSegment);
    return (bytes + kWord - 1) / kWord * kWord;
  }

  int voices_;
  OrderView most_, orders_;
  Stream stream_;
  std::unique_ptr<NetworkOp> network_;
  SharedBuffer<std::byte> host_packet_;
  DeviceBuffer<std::byte> packet_;
  SharedBuffer<std::byte> host_plan_;
  DeviceBuffer<std::byte> plan_;
  DeviceBuffer<float> answers_;
  DeviceBuffer<VoiceState> states_;
  DeviceBuffer<float> sounds_;
  // As the device writes them: [part][kChannels][kMaxPiece].
  static_assert(sizeof(PartSums::Stereo) == sizeof(float) * kChannels * kMaxPiece);
  SharedBuffer<PartSums> sums_;
  SharedBuffer<VoiceLook> looks_;
  DeviceBuffer<std::byte> tables_memory_;
  VoiceTables tables_{};
  MixPlanner mix_;
  GraphExec graph_;
};

SynthStep::SynthStep(const VoiceContext& context, const NeuralLibrary& library, int voices)
    : body_(std::make_unique<Body>(context, library, voices)) {}
SynthStep::SynthStep(SynthStep&&) noexcept = default;
SynthStep::~SynthStep() = default;

std::span<std::byte> SynthStep::packet() { return body_->packet(); }
bool SynthStep::run(std::size_t bytes) { return body_->run(bytes); }
const OrderView& SynthStep::orders() const { return body_->orders(); }
const PartSums& SynthStep::sums() const { return body_->sums(); }
void SynthStep::forget() { body_->forget(); }
std::span<const VoiceLook> SynthStep::looks() const { return body_->looks(); }
std::size_t SynthStep::device_bytes() const { return body_->device_bytes(); }

}  // namespace seaglass::cuda
