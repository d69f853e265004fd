#include "io/midi/clock_writer.h"

#include <cmath>
#include <limits>

#include "io/midi/clock_bytes.h"

namespace seaglass::io {
namespace {

constexpr double kTicksPerBeat = 24;
constexpr double kAheadSeconds = 0.001;  // from start or continue to its tick
constexpr double kHair = 1e-6;           // of a tick or a sample: rounding, no distance

// Farther behind than a beat, a burst of ticks would be no help: the receivers are told anew where the beat is.
constexpr std::int64_t kFarBehind = 24;

constexpr SampleIndex kNever = std::numeric_limits<SampleIndex>::max();

std::int64_t tick_from(double beat) { return std::int64_t(std::ceil(beat * kTicksPerBeat - kHair)); }

std::int64_t position_from(double beat) {
  return std::max<std::int64_t>(0, std::int64_t(std::ceil(beat * kTicksPerBeat / kTicksPerSixteenth - kHair)));
}

SampleIndex sample_from(double s) { return s < 9e15 ? SampleIndex(std::ceil(s - kHair)) : kNever; }

SampleIndex ahead_of(const BeatMap& map) { return SampleIndex(kAheadSeconds * map.rate); }

}  // namespace

bool ClockWriter::next(const BeatMap& map, SampleIndex until, MidiMessage& message) {
  while (true) {
    if (said_taken_ < said_count_) {
      message = said_[said_taken_++];
      message.at = at_;
      return true;
    }
    said_count_ = said_taken_ = 0;
    if (at_ >= until) return false;

    meet(map.line_at(double(at_)));
    const BeatLine& ahead = map.line_at(double(at_ + ahead_of(map)));
    if (!known_ || ahead.take != take_ || ahead.playing != playing_) {
      announce(ahead);
      continue;
    }
    const Step step = this->step(map);
    if (step.at >= until) {
      at_ = until;
      return false;
    }
    at_ = step.at;
    switch (step.what) {
      case What::kLook: break;
      case What::kSetOut:
        say({from_start_ ? kMidiStart : kMidiContinue});
        set_out_ = wound_ = false;
        running_ = true;
        break;
      case What::kTick:
        say({kMidiTick});
        if (map.line_at(double(at_)).playing) next_tick_++;
        idle_tick_ = double(at_) + 1 / (kTicksPerBeat * map.line_at(double(at_)).beats_per_sample);
        break;
    }
  }
}

// The line that holds now decides which tick is the next.
void ClockWriter::meet(const BeatLine& line) {
  if (!line.playing) return;
  if (!known_ || line.take != tick_take_) {
    tick_take_ = line.take;
    next_tick_ = tick_from(line.beat_at(double(std::max(at_, line.sample))));
  } else if (line.beat_at(double(at_)) * kTicksPerBeat - double(next_tick_) > kFarBehind) {
    next_tick_ = tick_from(line.beat_at(double(at_)));
    known_ = false;
  }
}

// What the receivers are to know of a line that begins within the next millisecond.
void ClockWriter::announce(const BeatLine& line) {
  const bool leaps = !known_ || line.take != take_;
  if (running_ && (leaps || !line.playing)) {
    say({kMidiStop});
    running_ = false;
  }
  if (leaps) {
    const std::int64_t position = position_from(line.beat_at(double(std::max(at_, line.sample))));
    from_start_ = position == 0;
    set_out_tick_ = position * kTicksPerSixteenth;
    const bool told = known_ || position > 0;  // a receiver that was told nothing is at 0
    const int p = int(position % kMidiPositions);
    if (told && !(line.playing && from_start_))
      say({kMidiPosition, std::uint8_t(p & 127), std::uint8_t(p >> 7)});
    wound_ = true;
  } else if (!wound_) {
    from_start_ = false;
    set_out_tick_ = next_tick_;  // where they stopped
  }
  set_out_ = line.playing;
  take_ = line.take;
  playing_ = line.playing;
  known_ = true;
}

ClockWriter::Step ClockWriter::step(const BeatMap& map) const {
  Step first{kNever, What::kLook};
  const auto sooner = [&](SampleIndex at, What what) {
    if (at < first.at) first = {std::max(at, at_), what};
  };
  const SampleIndex ahead = ahead_of(map);
  const BeatLine& line = map.line_at(double(at_));
  SampleIndex end = kNever;
  for (int i = map.count - 1; i >= 0; i--) {
    const SampleIndex begins = map.lines[std::size_t(i)].sample;
    if (begins > at_) end = begins;
    if (begins - ahead > at_) sooner(begins - ahead, What::kLook);
  }
  if (end != kNever) sooner(end, What::kLook);
  if (set_out_)
    if (const auto s = map.sample_of(double(set_out_tick_) / kTicksPerBeat)) sooner(sample_from(*s) - ahead, What::kSetOut);
  SampleIndex tick = kNever;
  if (line.playing)
    tick = sample_from(line.sample_of(double(next_tick_) / kTicksPerBeat));
  else if (!playing_)
    tick = sample_from(idle_tick_);
  if (tick < end) sooner(tick, What::kTick);
  return first;
}

void ClockWriter::say(std::initializer_list<std::uint8_t> bytes) {
  if (said_count_ < said_.size()) said_[said_count_++] = MidiMessage(std::span(bytes.begin(), bytes.size()));
}

}  // namespace seaglass::io
