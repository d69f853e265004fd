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

bool Renderer::render(InputSpan in, const AudioSpan& out) {
  const rt::DenormalScope denormals;
  const float* inputs[kMaxInputs];
  const std::size_t channels = std::min<std::size_t>(in.size(), kMaxInputs);
  bool sounds = true;
  for (int done = 0; done < out.count;) {
    const int n = go_through(std::min(out.count - done, kMaxSpan), out.pairs);
    for (std::size_t c = 0; c < channels; c++) inputs[c] = in[c] + done;
    const AudioSpan piece = out.part(done, n);
    sounds = finish_models({inputs, channels}, piece) && sounds;
    finish_master(piece);
    done += n;
  }
  return sounds;
}

// The next piece, stretch by stretch from event to event: `most` samples, or fewer where a model says so or is gone.
int Renderer::go_through(int most, int pairs) {
  if (leaving_) most = std::min(most, arriving_.left());
  piece_ = 0;
  grant_wishes();
  do {
    apply_due();
    int n = most - piece_;
    if (!queue_.empty()) n = int(std::min<SampleIndex>(n, queue_.front().event.at - position_));
    model_->advance(n, pairs);
    if (leaving_) leaving_->advance(n, pairs);
    position_ += n;
    piece_ += n;
  } while (piece_ < most && !model_->full() && !(leaving_ && leaving_->full()));
  return piece_;
}

// Before all else that happens at this sample: in the journal it comes first, too. What the model wishes that is being left
// concerns nobody after it, and no journal.
void Renderer::grant_wishes() {
  if (auto wish = model_->wish()) {
    wish->at = position_;
    const Applied what = model_->apply(*wish);
    if (sink_ != nullptr) sink_->applied(*wish, what);
  }
  if (!leaving_) return;
  if (const auto wish = leaving_->wish()) (void)leaving_->apply(*wish);
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
  if (event.kind == EventKind::kFadeOut || (event.kind == EventKind::kControl && event.index == std::uint8_t(ParameterId::kGain)))
    tell_master(event);
  else
    what = model_->apply(event);
  if (leaving_ && ends_or_shapes(event.kind)) (void)leaving_->apply(event);
  controls_.remember(event);
  if (sink_ != nullptr) sink_->applied(event, what);
}

// What the master is told in this piece, kept until there is sound. Of several gains at one sample the last one counts.
void Renderer::tell_master(const Event& event) {
  int i = told_;
  while (i > 0 && told_list_[i - 1].at == piece_)
    if (told_list_[--i].kind == event.kind) {
      told_list_[i].value = event.value;
      return;
    }
  told_list_[told_++] = {.at = piece_, .kind = event.kind, .value = event.value};
}

// Both are asked before either is waited for: what keeps one of them late keeps the other, and costs its time once.
bool Renderer::finish_models(InputSpan in, const AudioSpan& out) {
  model_->post();
  if (leaving_) leaving_->post();
  model_->finish(in, out);
  if (!leaving_) return model_->sounds();
  SpanBuffer buffer;
  const AudioSpan old = buffer.span(out.pairs, out.count);
  leaving_->finish(in, old);
  const bool sounds = model_->sounds() && leaving_->sounds();
  for (int i = 0; i < old.count; i++) {
    // Equal power: the two patches have nothing in common.
    const float x = arriving_.at(i) * 1.5707963f, up = std::sin(x), down = std::cos(x);
    for (int c = 0; c < out.channels(); c++) out.channel(c)[i] = up * out.channel(c)[i] + down * old.channel(c)[i];
  }
  arriving_.advance(old.count);
  if (arriving_.steady()) retired_ = std::move(leaving_);
  return sounds;
}

void Renderer::finish_master(const AudioSpan& piece) {
  int done = 0;
  const auto go_to = [&](int at) {
    if (at > done) master_.process(position_ - piece.count + done, piece.part(done, at - done));
    done = at;
  };
  for (int i = 0; i < told_; i++) {
    const Told& told = told_list_[i];
    go_to(told.at);
    if (told.kind == EventKind::kFadeOut)
      master_.fade_out();
    else
      master_.set_gain(told.value);
  }
  told_ = 0;
  go_to(piece.count);
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
