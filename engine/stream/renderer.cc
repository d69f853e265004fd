#include "engine/stream/renderer.h"

#include <algorithm>
#include <cmath>

#include "engine/audio_buffer.h"
#include "engine/parameter.h"
#include "engine/rt/denormals.h"

namespace seaglass {
namespace {

constexpr double kSwapSeconds = 0.06;  // crossfade between two patches
constexpr SampleIndex kLongestSwap = SampleIndex(1) << 30;
constexpr float kLargest = 1e30f;         // beyond, a value is an error; a journal could not hold it

// What reaches the notes of a patch that is being left: it takes no new ones, but hands let go of the old.
bool ends_or_shapes(EventKind kind) {
  switch (kind) {
    case EventKind::kNoteOff:
    case EventKind::kNoteSet:
    case EventKind::kNotePressure:
    case EventKind::kController:
    case EventKind::kChannelPressure:
    case EventKind::kBend:
    case EventKind::kControl:
    case EventKind::kPanic: return true;
    default: return false;
  }
}

}  // namespace

Renderer::Renderer(double rate, std::unique_ptr<Model> model, AppliedSink* sink)
    : model_(std::move(model)), sink_(sink), crossfade_(int(kSwapSeconds * rate)) {
  master_.prepare(rate);
  queue_.reserve(kMaxPending);
}

bool Renderer::schedule(const Event& event) {
  if (queue_.size() == kMaxPending) return false;
  if (!(std::fabs(event.value) <= kLargest && std::fabs(event.value2) <= kLargest)) return false;  // nor NaN
  queue_.push_back({event, order_++});
  queue_.back().event.at = std::max(event.at, position_);
  std::push_heap(queue_.begin(), queue_.end(), Later{});
  return true;
}

void Renderer::render(InputSpan in, const AudioSpan& out) {
  const rt::DenormalScope denormals;
  const float* inputs[kMaxInputs];
  const std::size_t channels = std::min<std::size_t>(in.size(), kMaxInputs);
  for (int done = 0; done < out.count;) {
    apply_due();
    int n = std::min(out.count - done, kMaxSpan);
    if (!queue_.empty()) n = int(std::min<SampleIndex>(n, queue_.front().event.at - position_));
    for (std::size_t c = 0; c < channels; c++) inputs[c] = in[c] + done;
    const AudioSpan span = out.part(done, n);
    process_models({inputs, channels}, span);
    master_.process(position_, span);
    position_ += n;
    done += n;
  }
}

void Renderer::apply_due() {
  while (!queue_.empty() && queue_.front().event.at <= position_) {
    std::pop_heap(queue_.begin(), queue_.end(), Later{});
    const Scheduled next = queue_.back();
    queue_.pop_back();
    if (next.order >= panicked_ || !begins_note(next.event)) apply(next.event, next.order);
  }
}

void Renderer::apply(const Event& event, std::uint64_t order) {
  if (event.kind == EventKind::kPanic) panicked_ = std::max(panicked_, order);
  Applied what;
  if (event.kind == EventKind::kFadeOut)
    master_.fade_out();
  else if (event.kind == EventKind::kControl && event.index == std::uint8_t(ParameterId::kGain))
    master_.set_gain(event.value);
  else
    what = model_->apply(event);
  if (leaving_ && ends_or_shapes(event.kind)) (void)leaving_->apply(event);
  controls_.remember(event);
  if (sink_ != nullptr) sink_->applied(event, what);
}

void Renderer::process_models(InputSpan in, const AudioSpan& out) {
  model_->process(in, out);
  if (!leaving_) return;
  // Up to the crossfade's last sample and no further, so that the samples do not depend on where this span ends.
  SpanBuffer buffer;
  const AudioSpan old = buffer.span(out.pairs, std::min(out.count, arriving_.left()));
  leaving_->process(in, old);
  for (int i = 0; i < old.count; i++) {
    // Equal power: the two patches have nothing in common.
    const float x = arriving_.at(i) * 1.5707963f, up = std::sin(x), down = std::cos(x);
    for (int c = 0; c < out.channels(); c++) out.channel(c)[i] = up * out.channel(c)[i] + down * old.channel(c)[i];
  }
  arriving_.advance(old.count);
  if (arriving_.steady()) retired_ = std::move(leaving_);
}

void Renderer::swap(std::unique_ptr<Model> next, SampleIndex crossfade) {
  leaving_ = std::move(model_);
  model_ = std::move(next);
  controls_.recall(*model_);
  models_++;
  arriving_.jump(0);
  arriving_.move(1, crossfade > 0 ? int(std::min(crossfade, kLongestSwap)) : crossfade_);
}

int Renderer::hasten() {
  if (!leaving_ || arriving_.left() <= crossfade_) return 0;
  arriving_.move(1, crossfade_);
  return crossfade_;
}

void Renderer::report(StageReport& report) const {
  model_->report(report);
  report.at = position_;
  report.model = models_;
  // The gain is the master's, one for all parts.
  for (PartReport& part : report.parts) part.values[std::size_t(ParameterId::kGain)] = master_.gain_db();
}

std::unique_ptr<Model> Renderer::take_retired() { return std::move(retired_); }

}  // namespace seaglass
