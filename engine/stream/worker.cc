#include "engine/stream/worker.h"

#include <algorithm>
#include <cmath>

#include "engine/audio_buffer.h"
#include "engine/rt/realtime_scope.h"

namespace seaglass {
namespace {

// A step over this share of the time it renders, several times running, is overload: voices are shed, an eighth at once.
constexpr double kOverload = 0.9;
constexpr int kOverloadedSteps = 3;
constexpr double kShedPauseSeconds = 0.03;

// A rescue in the callback takes at most this share of it on average; above, the gap is concealed instead.
constexpr float kRescueLoad = 0.5f;
constexpr int kRescueSamples = kMaxBuffer;
constexpr Nanoseconds kClaimedNs = 50'000;  // how soon the worker looks again when the audio thread is rendering

// How often a resting worker looks: a chord struck meanwhile is in the callback's hands for little longer. With a "safe"
// lead it wakes when the frame ring still holds so much: wakes 5 ms late were seen on a busy machine, and a callback
// that meets the worker in the middle of a block, at an empty ring, counts as a miss. What nobody hears is quiet.
constexpr double kRestSeconds = 0.016, kSpareSeconds = 0.0065;
constexpr float kQuiet = 1e-5f;
constexpr float kRestLoad = 0.25f;  // well below what makes rescue() decline

constexpr float kLoadSmoothing = 0.02f;
constexpr int kPiecesPerStep = 64;          // of catching up, before the caller gets a look
constexpr Nanoseconds kIdleNs = 2'000'000;  // how often to look when no callback is expected

template <class T, class V>
void put(std::atomic<T>& counter, V value) {
  counter.store(T(value), std::memory_order_relaxed);
}

}  // namespace

Worker::Worker(const WorkerSetup& setup, StreamLink& link, std::unique_ptr<Model> model,
               rt::SpscRing<JournalRecord>* journal)
    : setup_(setup),
      link_(link),
      tap_(journal),
      renderer_(setup.rate, std::move(model), &tap_),
      reporter_(link.report, setup.rate),
      wanted_lead_(setup.lead) {
  intake_.prepare(setup.rate);
  splice_.prepare(setup.rate);
  budget_ = DelayBudget::make(setup.buffer, setup.rate, setup.worst_step, setup.lead);
  put(counters_.delay, budget_.delay());
  put(counters_.lead, setup.lead);
  note(RecordKind::kDelay, budget_.delay());
  look_where();
}

void Worker::look_where() { here_.store(!renderer_.elsewhere(), std::memory_order_relaxed); }

void Worker::open_with(std::span<const Event> events) {
  for (const Event& event : events) (void)renderer_.schedule(event);  // far fewer than may wait
}

Nanoseconds Worker::step(Nanoseconds now) {
  const rt::RealtimeScope realtime;
  const ClockReading clock = link_.clock.read();
  // The audio thread has the renderer, and uses it.
  if (rest_.load(std::memory_order_acquire) != Rest::kNone &&
      counters_.rendered.load(std::memory_order_relaxed) >= clock.index)
    return rest_on(clock, now);
  if (!claim()) return now + kClaimedNs;
  rest_.store(Rest::kNone, std::memory_order_relaxed);
  const Nanoseconds next = step_claimed(clock, now);
  release();
  return next;
}

Nanoseconds Worker::step_claimed(const ClockReading& clock, Nanoseconds now) {
  follow_changes();
  for (int piece = 0; piece < kPiecesPerStep; piece++) {
    const SampleIndex until = horizon(clock, now);
    if (renderer_.position() >= until) return pause(clock, now);
    if (!render_one(until)) return now + kIdleNs;  // the reader stands still: no room
  }
  return now;
}

Rescuer::Outcome Worker::rescue(SampleIndex until) {
  // Asked before the claim, so that the worker never finds it taken for nothing, and after it, since it may change until then.
  const auto here = [this] { return here_.load(std::memory_order_relaxed); };
  if (!here() || counters_.load.load(std::memory_order_relaxed) > kRescueLoad || !claim()) return Outcome::kNothing;
  // Missed long ago: the worker catches up on its own time.
  bool made = here() && until - renderer_.position() <= kRescueSamples;
  while (made && renderer_.position() < until) made = render_one(until);
  const Rest rest = rest_.load(std::memory_order_acquire);
  if (rest != Rest::kNone && !silent()) disturbed_.store(true, std::memory_order_release);
  if (rest == Rest::kReturning) rest_.store(Rest::kNone, std::memory_order_release);
  release();
  if (!made) return Outcome::kNothing;
  const bool planned = rest != Rest::kNone && until <= rest_until_.load(std::memory_order_relaxed);
  return planned ? Outcome::kPlanned : Outcome::kRescued;
}

// Lead, host buffer, model: what [control] and [audio] have asked for since the last step.
void Worker::follow_changes() {
  const Lead lead = wanted_lead_.load(std::memory_order_acquire);
  const int buffer = std::max(setup_.buffer, link_.largest_buffer.load(std::memory_order_acquire));
  if (lead != counters_.lead.load(std::memory_order_relaxed) || buffer != budget_.buffer) retime();
  tap_.note(models_.follow(renderer_), renderer_.position());
  look_where();
}

void Worker::retime() {
  const Lead lead = wanted_lead_.load(std::memory_order_relaxed);
  const int buffer = std::max(setup_.buffer, link_.largest_buffer.load(std::memory_order_relaxed));
  const int before = budget_.delay();
  budget_ = DelayBudget::make(buffer, setup_.rate, setup_.worst_step, lead);
  draining_ = budget_.delay() < before;
  put(counters_.lead, lead);
  put(counters_.delay, budget_.delay());
  note(RecordKind::kDelay, budget_.delay());
}

// The sample up to which everything has to be rendered by now: the end of every callback whose deadline is less than W
// away, as far as callbacks can be predicted from the last one that was seen.
SampleIndex Worker::horizon(const ClockReading& clock, Nanoseconds now) const {
  // Before the first callback nothing says when the second one comes: W more than that needs.
  if (!clock.running()) return budget_.buffer + budget_.work + budget_.extra;
  const double reach = clock.sample_at(double(now)) + budget_.work - double(clock.index);
  const double most = std::ceil(double(budget_.work) / clock.frames) + 1;
  const double callbacks = std::clamp(std::floor(reach / clock.frames), 0.0, most);
  const SampleIndex newest = clock.index + SampleIndex(callbacks) * clock.frames;
  // The newest callback itself needs its own frames; the ones after it may be as large as any seen.
  const int frames = callbacks > 0 ? budget_.buffer : clock.frames;
  return newest + frames + budget_.extra;
}

// When to begin for the callback that is so many on from now, the first being the next that is W away or more.
Nanoseconds Worker::wake_for(const ClockReading& clock, Nanoseconds now, int callbacks) const {
  if (!clock.running()) return now + kIdleNs / 4;
  const double reach = clock.sample_at(double(now)) + budget_.work - double(clock.index);
  const double ahead = std::floor(reach / clock.frames) + callbacks;
  // Rounded up: a nanosecond early, and nothing would be due yet.
  const auto wake = Nanoseconds(clock.time_of(double(clock.index) + ahead * clock.frames - budget_.work)) + 2;
  return std::clamp(wake, now + 1, now + Nanoseconds(callbacks * clock.frames * clock.ns_per_sample) + kIdleNs);
}

int Worker::rest_callbacks(const ClockReading& clock) const {
  if (!clock.running()) return 1;
  const int samples = budget_.extra > 0 ? budget_.extra + budget_.work - int(std::lround(kSpareSeconds * setup_.rate))
                                        : int(std::lround(kRestSeconds * setup_.rate));
  return std::max(1, samples / clock.frames);
}

bool Worker::change_wanted() const {
  const Lead lead = wanted_lead_.load(std::memory_order_acquire);
  const int buffer = std::max(setup_.buffer, link_.largest_buffer.load(std::memory_order_acquire));
  return models_.staged() || lead != counters_.lead.load(std::memory_order_relaxed) || buffer != budget_.buffer;
}

// Nothing sounds, nothing is on its way to, no change is half made, and no model listens.
bool Worker::silent() const {
  return quiet_ && renderer_.sounding() == 0 && renderer_.pending() == 0 && !renderer_.swapping() && !draining_ &&
         link_.input.channels() == 0 && !change_wanted();
}

// All is rendered that is due. The audio thread gets no more than it can make with ease, should a chord be struck.
Nanoseconds Worker::pause(const ClockReading& clock, Nanoseconds now) {
  const int callbacks = rest_callbacks(clock);
  const bool here = here_.load(std::memory_order_relaxed);
  const bool light = setup_.worst_step <= kRescueLoad * float(budget_.buffer) &&
                     counters_.load.load(std::memory_order_relaxed) <= kRestLoad;
  if (!setup_.may_rest || !here || callbacks == 1 || !light || !silent()) return wake_for(clock, now, 1);
  if (budget_.extra == 0) {
    disturbed_.store(false, std::memory_order_relaxed);
    return rest_on(clock, now);
  }
  return wake_for(clock, now, callbacks);
}

// The renderer is the audio thread's: looks whether to ask for it, and touches nothing else. Once it has asked it looks
// often, so that it has most of a block's time left when it gets it.
Nanoseconds Worker::rest_on(const ClockReading& clock, Nanoseconds now) {
  const bool back = disturbed_.load(std::memory_order_acquire) || change_wanted();
  rest_.store(back ? Rest::kReturning : Rest::kResting, std::memory_order_release);
  const Nanoseconds soon = now + Nanoseconds(std::min(budget_.work, clock.frames) / 4 * clock.ns_per_sample);
  const Nanoseconds wake = back ? soon : wake_for(clock, now, rest_callbacks(clock));
  // Any callback before then is as planned.
  rest_until_.store(std::llround(clock.sample_at(double(wake))) + budget_.buffer, std::memory_order_relaxed);
  return wake;
}

bool Worker::render_one(SampleIndex until) {
  const SampleIndex first = renderer_.position();
  const int count = int(std::min<SampleIndex>(until - first, kMaxSpan));
  const Nanoseconds began = setup_.clock();
  intake_.collect(renderer_, budget_.delay(), draining_);
  draining_ = false;

  SpanBuffer buffer;
  const AudioSpan span = buffer.span(link_.frames.pairs(), count);
  InputBlock input;
  const bool sounds = renderer_.render(input.read(link_.input, first - budget_.delay(), count), span);
  const auto loud = [](float x) { return std::fabs(x) > kQuiet; };
  quiet_ = true;
  for (int c = 0; c < span.channels(); c++) quiet_ = quiet_ && std::none_of(span.channel(c), span.channel(c) + count, loud);
  if (renderer_.sounding() > 0) splice_.feed(span);
  const FrameBlock block{.first = first, .count = count, .epoch = link_.epoch.load(std::memory_order_relaxed) - (sounds ? 0 : 1),
                         .splice_lag = splice_.lag()};
  const bool written = link_.frames.write(block, span);

  judge_load(double(setup_.clock() - began), count);
  put(counters_.sounding, renderer_.sounding());
  put(counters_.bad_samples, renderer_.bad_samples());
  put(counters_.rendered, renderer_.position());
  reporter_.follow(renderer_);
  return written;
}

void Worker::judge_load(double step_ns, int samples) {
  const double share = step_ns * 1e-9 * setup_.rate / samples;
  counters_.step.add(step_ns * 1e-3);
  const float load = counters_.load.load(std::memory_order_relaxed);
  put(counters_.load, load + kLoadSmoothing * (float(share) - load));
  overloaded_steps_ = share > kOverload ? overloaded_steps_ + 1 : 0;
  const SampleIndex position = renderer_.position();
  if (overloaded_steps_ < kOverloadedSteps || position < shed_until_) return;
  const int voices = std::max(1, renderer_.sounding() / 8);
  const bool scheduled = renderer_.schedule({.at = position, .kind = EventKind::kShed, .value = float(voices)});
  if (scheduled) put(counters_.shed, counters_.shed.load(std::memory_order_relaxed) + std::uint64_t(voices));
  overloaded_steps_ = 0;
  shed_until_ = position + SampleIndex(kShedPauseSeconds * setup_.rate);
}

void Worker::note(RecordKind kind, std::int64_t value) { tap_.note(kind, renderer_.position(), value); }

}  // namespace seaglass
