#include "engine/voice/cpu_synth.h"

#include <algorithm>

#include "engine/voice/pan.h"

namespace seaglass {

CpuSynth::CpuSynth(const VoiceContext& context, const NeuralLibrary* library, int voices)
    : context_(context), library_(library), voices_(std::size_t(voices)) {
  for (VoiceSound& voice : voices_) voice.prepare(context, library);
  if (library == nullptr) return;
  const Network& net = library->network();
  const std::size_t most = OrderList::most_frames(voices, context.noise.hop);
  answers_.resize(most * std::size_t(net.output_stride / kUnitPanel));
  scratch_.resize(std::size_t(2 * kNetBatch * net.width / kUnitPanel));
}

bool CpuSynth::carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) {
  sums.sounding = 0;
  if (orders.anew != 0)
    for (VoiceSound& voice : voices_) voice.forget();
  ask(orders);
  for (int v = 0; v < orders.voices; v++)
    if (orders.chain[v].first >= 0)
      play(orders, orders.chain[v].first, voices_[std::size_t(v)], sums, looks[std::size_t(v)]);
  return true;
}

// All questions of the piece at once: none depends on another's answer.
void CpuSynth::ask(const OrderView& orders) {
  if (library_ == nullptr) return;
  const Network& net = library_->network();
  for (int at = 0; at < orders.questions; at += kNetBatch) {
    const float* const in = orders.question + std::ptrdiff_t(at) * orders.question_stride;
    float* const out = answers_.data()->value + std::ptrdiff_t(at) * net.output_stride;
    context_.kernels->evaluate(net, in, out, scratch_.data()->value, std::min(kNetBatch, orders.questions - at));
  }
}

void CpuSynth::play(const OrderView& orders, int first, VoiceSound& voice, PartSums& sums, VoiceLook& look) {
  alignas(kCacheLine) float mono[kMaxPiece];
  const float* const answers = answers_.empty() ? nullptr : answers_.data()->value;
  const int answer_stride = library_ != nullptr ? library_->network().output_stride : 0;
  for (int i = first; i >= 0; i = orders.run[i].next) {
    const RunOrder& run = orders.run[i];
    voice.begin(run, orders, answers, answer_stride);
    if (!voice.over()) {
      std::fill_n(mono, run.count, 0.0f);
      voice.render(mono, run.count);
      PartSums::Stereo& sum = sums.part[run.part];
      if ((sums.sounding >> run.part & 1) == 0) {
        std::fill_n(sum.left, orders.count, 0.0f);
        std::fill_n(sum.right, orders.count, 0.0f);
        sums.sounding |= std::uint32_t(1) << run.part;
      }
      pan(voice, mono, sum.left + run.at, sum.right + run.at, run.count);
    }
    if (run.look && voice.told()) look = voice.look();
  }
}

// Sample by sample while the pan moves, and from the very sample on at which it has arrived by the kernel: the two differ
// in rounding, and where one takes over must not depend on the run.
void CpuSynth::pan(VoiceSound& voice, const float* mono, float* left, float* right, int count) {
  const int moving = std::min(voice.pan().left(), count);
  for (int s = 0; s < moving; s++) {
    const PanGains g = pan_gains(voice.pan().at(s));
    left[s] += g.left * mono[s];
    right[s] += g.right * mono[s];
  }
  voice.advance_pan(moving);
  const PanGains g = pan_gains(voice.pan().target());
  context_.kernels->pan(mono + moving, count - moving, g.left, g.right, left + moving, right + moving);
}

}  // namespace seaglass
