#include "engine/stream/audio_side.h"

#include <algorithm>
#include <cmath>

#include "engine/stream/master.h"
#include "engine/stream/peaks.h"

namespace seaglass {
namespace {

template <class T>
void add(std::atomic<T>& counter, T amount) {
  counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

}  // namespace

AudioSide::AudioSide(StreamLink& link, double rate) : link_(link), ending_samples_(Master::fade_out_samples(rate)) {
  concealer_.prepare(rate, link.frames.pairs());
  link.clock.prepare(rate);
}

void AudioSide::process(const AudioSpan& out, Nanoseconds now, double device_ns_per_sample) {
  // Time.
  const int count = out.count;
  link_.clock.tick(position_, count, now, device_ns_per_sample);
  if (count > link_.largest_buffer.load(std::memory_order_relaxed))
    link_.largest_buffer.store(count, std::memory_order_release);

  // Samples.
  const FrameRing::Taken taken = take(out);
  const int missing = count - taken.available;
  const int concealed = concealer_.process(out, taken.available, taken.splice_lag);
  if (missing > 0)
    record({.kind = RecordKind::kMiss, .at = position_ + taken.available, .value = missing, .value2 = taken.splice_lag,
            .event = {}, .applied = {}});
  if (ending_wanted_.load(std::memory_order_acquire)) end(out);
  position_ += count;

  // Counters and meters.
  add(link_.callbacks, std::uint64_t{1});
  if (missing > 0) add(link_.missed_blocks, std::uint64_t{1});
  if (concealed > 0) add(link_.concealed_samples, std::uint64_t(concealed));
  if (taken.late_blocks > 0) add(link_.late_blocks, std::uint64_t(taken.late_blocks));
  raise_peaks(link_, out);
}

// What the worker made; when it has overslept or rests, what can still be made now.
FrameRing::Taken AudioSide::take(const AudioSpan& out) {
  const auto epoch = link_.epoch.load(std::memory_order_acquire);
  FrameRing::Taken taken = link_.frames.read(position_, epoch, out);
  if (taken.available == out.count || rescuer_ == nullptr) return taken;
  const Rescuer::Outcome outcome = rescuer_->rescue(position_ + out.count);
  if (outcome == Rescuer::Outcome::kNothing) return taken;
  const int had = taken.available;
  const FrameRing::Taken more = link_.frames.read(position_ + had, epoch, out.part(had, out.count - had));
  add(outcome == Rescuer::Outcome::kPlanned ? link_.planned_blocks : link_.rescued_blocks, std::uint64_t{1});
  return {.available = had + more.available,
          .late_blocks = taken.late_blocks + more.late_blocks,
          .splice_lag = more.splice_lag};
}

void AudioSide::end(const AudioSpan& out) {
  if (ending_.target() != 0.0f) {
    ending_.move(0, ending_samples_);
    record({.kind = RecordKind::kEvent, .at = position_, .value = 0, .value2 = 0,
            .event = {.at = position_, .kind = EventKind::kFadeOut}, .applied = {}});
  }
  for (int c = 0; c < out.channels(); c++)
    for (int i = 0; i < out.count; i++) out.channel(c)[i] *= ending_.at(i);
  ending_.advance(out.count);
  if (ending_.steady()) ended_.store(true, std::memory_order_release);
}

void AudioSide::record(const JournalRecord& record) {
  if (!link_.misses.push(record)) add(link_.misses_unrecorded, std::uint64_t{1});
}

}  // namespace seaglass
