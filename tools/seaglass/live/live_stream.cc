#include "tools/seaglass/live/live_stream.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/rt/realtime_scope.h"
#include "io/os/realtime.h"
#include "io/os/time.h"
#include "tools/seaglass/load_trial.h"

namespace seaglass {
namespace {

constexpr std::size_t kWorkerStack = 256 * 1024;  // touched before the first block, so that no page fault comes later
constexpr Nanoseconds kLongestSleep = 100 * io::kMillisecond;

}  // namespace

LiveStream::~LiveStream() { stop(); }

void LiveStream::prepare(const LiveSetup& setup) {
  setup_ = setup;
  const bool far = setup.backend != nullptr && setup.backend->far();
  int voices_here = setup.voices;
  if (far) {
    const SynthCapacity here = capacity_in_time(setup.patch, setup.buffer, setup.rate);
    voices_here = std::min(setup.voices, here.sounding);
    setup.backend->set_capacity(here);
  }
  // Of the loads that a performer can make at once, the heaviest: every voice begins on one sample.
  const double worst_us = setup.run_inline ? 0 : measure_onsets(setup.patch, voices_here, setup.buffer, setup.rate, setup.pairs);
  const double worst_step = worst_us * 1e-6 * setup.rate;
  if (far) setup.backend->set_work(DelayBudget::make(setup.buffer, setup.rate, worst_step, setup.lead).work / setup.rate);
  auto model = make(setup.patch);
  const int place = setup.place.empty() ? -1 : place_called(*setup.patch.patch, setup.place);
  if (place >= 0) (void)model->apply({.kind = EventKind::kPlace, .part = kAllParts, .index = std::uint8_t(place)});
  const std::vector<Event> opening = opening_events(*setup.patch.patch, place);
  rendered_ = AudioBuffer(setup.pairs, kMaxBuffer);
  interleaved_.assign(std::size_t(kChannels * setup.pairs * kMaxBuffer), 0);
  link_.frames.prepare(setup.pairs);
  side_ = std::make_unique<AudioSide>(link_, setup.rate);
  link_.input.prepare(std::min(setup.inputs, kMaxInputs));
  if (setup.run_inline) {
    inline_ = std::make_unique<InlineDriver>(link_, setup.rate, setup.buffer, std::move(model),
                                             setup.journal ? &journal_ : nullptr);
    inline_->open_with(opening);
    return;
  }
  const WorkerSetup worker{.rate = setup.rate,
                           .buffer = setup.buffer,
                           .worst_step = worst_step,
                           .lead = setup.lead,
                           .clock = io::now_ns,
                           .may_rest = true};
  worker_ = std::make_unique<Worker>(worker, link_, std::move(model), setup.journal ? &journal_ : nullptr);
  worker_->open_with(opening);
  side_->set_rescuer(worker_.get());
}

void LiveStream::add_source(EventPort& port) { (inline_ ? inline_->intake() : worker_->intake()).add(port); }

void LiveStream::run() {
  if (worker_) {
    (void)worker_->step(io::now_ns());  // the first block is there before the device asks
    running_ = true;
    thread_ = std::thread([this] { work(); });
  }
  ready_.store(true, std::memory_order_release);
}

void LiveStream::stop() {
  running_ = false;
  if (thread_.joinable()) thread_.join();
}

void LiveStream::work() {
  if (const io::RealtimeResult asked = io::ask_realtime(io::kWorkerPriority); !asked.granted) {
    const std::lock_guard lock(warning_mutex_);
    warning_ = "the worker runs without real-time priority: " + asked.reason;
  }
  io::prefault_stack(kWorkerStack);
  while (running_.load(std::memory_order_relaxed)) {
    const Nanoseconds now = io::now_ns(), next = worker_->step(now);
    if (next > now) io::sleep_until(std::min(next, now + kLongestSleep));
  }
}

ModelChange& LiveStream::models() { return inline_ ? inline_->models() : worker_->models(); }

std::unique_ptr<Model> LiveStream::make(const LoadedPatch& patch) const {
  return make_model(patch, {.rate = setup_.rate, .voices = setup_.voices, .seed = setup_.seed},
                    setup_.backend != nullptr ? setup_.backend->synths(patch) : MakeSynth());
}

void LiveStream::change_model(std::unique_ptr<Model> model, std::int64_t number, double seconds, std::vector<Event> opening) {
  const auto unheard = models().stage(std::make_unique<ModelChange::Staged>(
      ModelChange::Staged{.model = std::move(model), .patch = number, .crossfade = SampleIndex(seconds * setup_.rate),
                          .opening = std::move(opening)}));
  if (!unheard) models_asked_++;  // else it was never heard, is freed here, and this one comes in its stead
}

void LiveStream::set_lead(Lead lead) {
  if (worker_) worker_->set_lead(lead);
}

// Whoever begins a block afterwards sees the new one; a block that has begun is waited for.
void LiveStream::record_to(io::RecordingThread* recording) {
  recording_.store(recording);
  const std::uint64_t block = blocks_.load();
  while (block % 2 == 1 && blocks_.load() == block) io::sleep_until(io::now_ns() + io::kMillisecond / 5);
}

void LiveStream::collect() {
  while (models().collect()) {
  }
}

void LiveStream::process(const io::AudioBlock& block) noexcept {
  const rt::RealtimeScope realtime;
  if (!ready_.load(std::memory_order_acquire)) return;
  const std::uint64_t blocks = blocks_.load(std::memory_order_relaxed);
  blocks_.store(blocks + 1);
  io::RecordingThread* const recording = recording_.load();
  if (block.xrun) side_->xrun();
  meter_inputs(block);
  for (int done = 0; done < block.frames;) {
    const int n = std::min(block.frames - done, kMaxBuffer);
    listen(block, done, n);
    const auto into = Nanoseconds(done * block.ns_per_sample);
    const AudioSpan out = rendered_.span(n);
    render(out, block.now + into, block.ns_per_sample);
    if (block.out.size() == 1)
      for (int i = 0; i < n; i++) block.out[0][done + i] = 0.5f * (out.left[i] + out.right[i]);
    else
      for (std::size_t c = 0; c < std::min(block.out.size(), std::size_t(out.channels())); c++)
        std::copy_n(out.channel(int(c)), n, block.out[c] + done);
    if (recording != nullptr) {
      interleave(out, interleaved_.data());
      (void)recording->push({interleaved_.data(), std::size_t(out.channels() * n)});  // counts what it loses
    }
    done += n;
  }
  blocks_.store(blocks + 2);
}

void LiveStream::render(const AudioSpan& out, Nanoseconds now, double ns_per_sample) noexcept {
  if (inline_)
    inline_->process(out, now, ns_per_sample);
  else
    side_->process(out, now, ns_per_sample);
  position_.store(position_.load(std::memory_order_relaxed) + out.count, std::memory_order_relaxed);
}

void LiveStream::listen(const io::AudioBlock& block, int from, int n) noexcept {
  const float* in[kMaxInputs];
  const std::size_t channels = std::min<std::size_t>(block.in.size(), kMaxInputs);
  if (channels == 0) return;
  for (std::size_t c = 0; c < channels; c++) in[c] = block.in[c] + from;
  if (inline_)
    inline_->listen(in, int(channels), n);
  else
    side_->listen(in, int(channels), n);
}

void LiveStream::meter_inputs(const io::AudioBlock& block) noexcept {
  for (std::size_t c = 0; c < std::min<std::size_t>(block.in.size(), kMaxInputs); c++) {
    float peak = input_peaks_[c].load(std::memory_order_relaxed);
    for (int i = 0; i < block.frames; i++) peak = std::max(peak, std::fabs(block.in[c][i]));
    input_peaks_[c].store(peak, std::memory_order_relaxed);
  }
}

std::string LiveStream::take_warning() {
  const std::lock_guard lock(warning_mutex_);
  return std::exchange(warning_, {});
}

void LiveStream::fade_out() {
  if (inline_)
    inline_->fade_out();
  else
    side_->fade_out();
}
bool LiveStream::ended() const { return inline_ ? inline_->ended() : side_->ended(); }
int LiveStream::delay() const { return inline_ ? inline_->delay() : worker_->counters().delay.load(); }
const IntakeCounters& LiveStream::intake() const {
  return (inline_ ? inline_->intake() : worker_->intake()).counters();
}

}  // namespace seaglass
