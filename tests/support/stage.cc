#include "tests/support/stage.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tests/realtime/allocation_guard.h"
#include "tests/support/small_neural.h"

namespace seaglass::test {
namespace {

constexpr Nanoseconds kBegin = 10'000'000'000;
constexpr Nanoseconds kNever = std::numeric_limits<Nanoseconds>::max();

WorkerSetup worker_setup(const StageSetup& setup) {
  FakeClock::time = kBegin;
  FakeClock::cost = 0;
  return {.rate = setup.rate, .buffer = setup.buffer, .worst_step = setup.worst_step, .lead = setup.lead,
          .clock = FakeClock::now, .may_rest = setup.may_rest};
}

// Tells of each block that it renders, and says where.
class Told final : public Model {
 public:
  Told(std::unique_ptr<Model> model, std::function<void()> rendering, bool elsewhere)
      : model_(std::move(model)), rendering_(std::move(rendering)), elsewhere_(elsewhere) {}
  void prepare(const ModelSetup&) override {}
  Applied apply(const Event& event) override { return model_->apply(event); }
  void advance(int count, int pairs) override { model_->advance(count, pairs); }
  bool full() const override { return model_->full(); }
  void post() override { model_->post(); }
  void finish(InputSpan in, const AudioSpan& out) override {
    model_->finish(in, out);
    if (rendering_) rendering_();
  }
  bool elsewhere() const override { return elsewhere_; }
  int sounding() const override { return model_->sounding(); }

 private:
  std::unique_ptr<Model> model_;
  std::function<void()> rendering_;
  bool elsewhere_;
};

StreamLink& prepared(StreamLink& link, const StageSetup& setup) {
  link.frames.prepare(setup.pairs);
  link.input.prepare(setup.inputs);
  return link;
}

}  // namespace

std::unique_ptr<Model> stage_model(const StageSetup& setup) {
  std::unique_ptr<Model> model = model_of(setup);
  if (setup.rendering || setup.elsewhere) model = std::make_unique<Told>(std::move(model), setup.rendering, setup.elsewhere);
  return model;
}

std::unique_ptr<Model> model_of(const StageSetup& setup) {
  const ModelSetup model{.rate = setup.rate, .voices = setup.voices, .seed = setup.seed};
  if (setup.neural) return make_small_neural(model);
  return make_small_model(model);
}

Nanoseconds FakeClock::now() { return time += cost; }

Stage::Stage(const StageSetup& setup)
    : worker(worker_setup(setup), prepared(link, setup), stage_model(setup), &journal),
      port(link.clock),
      audio(link, setup.rate),
      heard(still_sound(0, setup.pairs)),
      setup_(setup),
      wake_(kBegin - 5'000'000) {
  worker.intake().add(port);
  if (setup.rescuer) audio.set_rescuer(&worker);
}

Nanoseconds Stage::time_of(double sample) const {
  return kBegin + Nanoseconds(std::llround(sample * 1e9 / setup_.rate));
}

void Stage::send_at(double push, const Event& event, double stamped) {
  pushes_.push_back({time_of(push), time_of(stamped < 0 ? push : stamped), event});
}

Nanoseconds Stage::kept_until(Nanoseconds t) const {
  for (const Stall& s : stalls_)
    if (t >= time_of(s.from) && t < time_of(s.until)) return time_of(s.until);
  return t;
}

void Stage::run(SampleIndex samples) {
  std::stable_sort(pushes_.begin() + std::ptrdiff_t(next_push_), pushes_.end(),
                   [](const Push& a, const Push& b) { return a.when < b.when; });
  while (audio.position() < samples) {
    const Nanoseconds jitter = setup_.jitter ? setup_.jitter(callbacks_) : 0;
    const Nanoseconds call = time_of(double(audio.position())) + jitter;
    const Nanoseconds push = next_push_ < pushes_.size() ? pushes_[next_push_].when : kNever;
    wanted_wake_ = std::min(wanted_wake_, wake_);
    wake_ = kept_until(wake_);
    if (push <= wake_ && push <= call) {
      const Push& p = pushes_[next_push_++];
      FakeClock::time = p.when;
      if (!port.send(p.event, p.stamped)) std::abort();
      const double exact = link.clock.read().sample_at(double(p.stamped));
      const SampleIndex last = stamps.empty() ? 0 : stamps.back();
      stamps.push_back(std::max(last, link.clock.read().running() ? SampleIndex(std::floor(exact)) : 0));
    } else if (wake_ <= call) {
      wake();
    } else {
      for (std::size_t i = 0; i < actions_.size(); i++)
        if (actions_[i].what && actions_[i].sample <= audio.position()) std::exchange(actions_[i].what, {})(*this);
      FakeClock::time = call;
      callback();
    }
  }
  // Blocks whose time has passed are counted when the device looks at them.
  empty_rings();
}

void Stage::wake() {
  FakeClock::time = wake_;
  const SampleIndex before = worker.counters().rendered.load();
  const std::uint64_t pieces = worker.counters().step.count();
  const AllocationGuard guard;
  const Nanoseconds next = worker.step(wake_);
  worst_allocations = std::max(worst_allocations, guard.count());
  const SampleIndex after = worker.counters().rendered.load();
  const auto made = SampleIndex(worker.counters().step.count() - pieces);
  // Pieces are kMaxSpan long, but for the last.
  for (SampleIndex i = 0; i < made; i++)
    expected.late_blocks += std::min(after, before + (i + 1) * kMaxSpan) <= audio.position();
  wake_ = wanted_wake_ = std::max(next, wake_ + 1);
  wakes++;
  empty_rings();
}

void Stage::callback() {
  const int frames = setup_.frames ? setup_.frames(callbacks_) : setup_.buffer;
  const SampleIndex first = audio.position();
  const auto size = heard.left.size();
  heard.resize(size + std::size_t(frames));
  if (!setup_.rescuer) {
    const SampleIndex made = std::clamp<SampleIndex>(worker.counters().rendered.load() - first, 0, frames);
    expected.missing_samples += std::uint64_t(frames - made);
    expected.missed_blocks += made < frames;
  }
  const bool short_of = worker.counters().rendered.load() < first + frames;
  expected.overslept += short_of && FakeClock::time >= wanted_wake_;
  const AllocationGuard guard;
  in_callback_ = true;
  audio.process(heard.span(size, frames), FakeClock::time);
  worst_allocations = std::max(worst_allocations, guard.count());
  in_callback_ = false;
  callbacks_++;
  empty_rings();
}

void Stage::empty_rings() {
  JournalRecord record;
  while (journal.pop(record)) records.push_back(record);
  while (link.misses.pop(record)) records.push_back(record);
}

int count_of(const std::vector<JournalRecord>& records, RecordKind kind) {
  return int(std::count_if(records.begin(), records.end(), [&](const JournalRecord& r) { return r.kind == kind; }));
}

Sound render_records(const std::vector<JournalRecord>& records, SampleIndex samples, int block,
                     const StageSetup& setup) {
  std::vector<Event> events;
  std::vector<JournalRecord> changes;  // of patch
  for (const JournalRecord& r : records) {
    if (r.kind == RecordKind::kEvent) events.push_back(r.event);
    if (r.kind == RecordKind::kPatch || r.kind == RecordKind::kHasten) changes.push_back(r);
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  Renderer renderer(setup.rate, model_of(setup));
  Sound sound = still_sound(std::size_t(samples), setup.pairs);
  std::size_t next = 0, changed = 0;
  while (renderer.position() < samples) {
    const SampleIndex at = renderer.position();
    (void)renderer.take_retired();
    if (changed < changes.size() && changes[changed].at <= at) {
      const JournalRecord& change = changes[changed++];
      if (change.kind == RecordKind::kHasten)
        (void)renderer.hasten();
      else
        renderer.swap(model_of(setup), change.value2);
    }
    SampleIndex until = std::min(samples, at + block);
    if (changed < changes.size()) until = std::min(until, std::max(changes[changed].at, at + 1));
    for (; next < events.size() && events[next].at < until; next++)
      if (!renderer.schedule(events[next])) std::abort();
    renderer.render({}, sound.span(std::size_t(at), int(until - at)));
  }
  return sound;
}

Sound conceal_records(const Sound& meant, const std::vector<JournalRecord>& records, double rate,
                      std::uint64_t* touched) {
  Sound sound = meant;
  Concealer concealer;
  concealer.prepare(rate, sound.pairs());
  std::vector<JournalRecord> misses;
  for (const JournalRecord& r : records)
    if (r.kind == RecordKind::kMiss) misses.push_back(r);
  std::uint64_t count = 0;
  const auto process = [&](SampleIndex from, SampleIndex until, bool missing, int lag) {
    if (until <= from) return;
    const int n = int(until - from);
    count += std::uint64_t(concealer.process(sound.span(std::size_t(from), n), missing ? 0 : n, lag));
  };
  SampleIndex at = 0;
  for (const JournalRecord& miss : misses) {
    process(at, miss.at, false, 0);
    process(miss.at, miss.at + miss.value, true, int(miss.value2));
    at = miss.at + miss.value;
  }
  process(at, SampleIndex(sound.left.size()), false, 0);
  if (touched != nullptr) *touched = count;
  return sound;
}

}  // namespace seaglass::test
