#include "io/midi/midi_feed.h"

#include <algorithm>
#include <limits>

namespace seaglass::io {
namespace {

constexpr double kAwaySeconds = 0.25;

}  // namespace

MidiFeed::MidiFeed(const StreamClock& clock, const rt::Seqlock<BeatMap>& beats) : clock_(clock), beats_(beats) {
  waiting_.reserve(kWaiting);
}

void MidiFeed::look() {
  (void)beats_.try_load(map_);  // a write got in between: the map of the last time still serves
  for (rt::SpscRing<MidiMessage>* ring : rings_) {
    MidiMessage message;
    while (waiting_.size() < kWaiting && ring->pop(message)) keep(message);
  }
}

void MidiFeed::keep(const MidiMessage& message) {
  const auto later = [](const MidiMessage& a, const MidiMessage& b) { return a.at > b.at; };
  waiting_.insert(std::lower_bound(waiting_.begin(), waiting_.end(), message, later), message);
}

bool MidiFeed::next(SampleIndex until, MidiMessage& message) {
  const MidiOutputSet clock_outputs = clock_outputs_.load(std::memory_order_relaxed);
  // Nobody has asked for a while (the device was away): the ticks of that time are of no use to anybody.
  if (double(until - done_) > kAwaySeconds * map_.rate) writer_.skip_to(until - 1);
  if (clock_outputs == 0)
    writer_.skip_to(until);
  else if (!has_tick_)
    has_tick_ = writer_.next(map_, until, tick_);
  const bool due = !waiting_.empty() && waiting_.back().at < until;
  const bool tick_first = has_tick_ && (!due || tick_.at <= std::max(waiting_.back().at, done_));
  if (tick_first) {
    message = tick_;
    message.outputs = clock_outputs;
    has_tick_ = false;
  } else if (due) {
    message = waiting_.back();
    waiting_.pop_back();
  } else {
    done_ = std::max(done_, until);
    return false;
  }
  message.at = std::max(message.at, done_);
  return true;
}

SampleIndex MidiFeed::due() const {
  SampleIndex first = std::numeric_limits<SampleIndex>::max();
  if (!waiting_.empty()) first = waiting_.back().at;
  if (clock_outputs_.load(std::memory_order_relaxed) != 0) first = std::min(first, writer_.due(map_));
  return first;
}

}  // namespace seaglass::io
