#include "tools/seaglass/live/conductor.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <system_error>
#include <utility>

#include "engine/transport/beat_time.h"
#include "io/os/time.h"
#include "tools/seaglass/live/command_desk.h"

namespace seaglass {
namespace {

// How often a leader is looked at: a start is noticed within a quarter of a tick at 120 beats a minute.
constexpr Nanoseconds kFollowing = 5 * io::kMillisecond;
constexpr Nanoseconds kAlone = 50 * io::kMillisecond;

std::string bpm_text(double bpm) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g bpm", bpm);
  return text;
}

double tempo_of(const BeatMap& map) { return map.lines[std::size_t(map.count - 1)].beats_per_sample * map.rate * 60; }

}  // namespace

void Conductor::prepare(double rate, double tempo, std::unique_ptr<io::LinkSession> link) {
  transport_.emplace(rate, tempo > 0 ? tempo : kDefaultTempo);
  said_ = tempo > 0;
  link_ = std::move(link);
  publish();
}

void Conductor::start() {
  running_ = true;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw io::ResourceError("no thread is left to keep the beat; close other programs");
  }
}

void Conductor::stop() noexcept {
  if (!thread_.joinable()) return;
  running_ = false;
  wake_.wake();
  thread_.join();
  // Those who were sent a clock are told that it ends: with the next period, not when a device that is late gets there.
  const std::lock_guard lock(mutex_);
  transport_->stop({stream_.position(), stream_.position()});
  publish();
  link_.reset();  // leaves the session; the others go on
}

void Conductor::run() {
  while (running_) wake_.wait_until(step(io::now_ns()));
}

Nanoseconds Conductor::step(Nanoseconds now) {
  const ClockReading clock = stream_.clock().read();
  if (!clock.running()) return now + kFollowing;
  const auto sample = SampleIndex(std::ceil(clock.sample_at(double(now))));
  const std::lock_guard lock(mutex_);
  bool led = true;
  if (link_)
    follow_link(clock, sample);
  else
    led = follow_midi(clock, sample, now);
  publish();
  return now + (led ? kFollowing : kAlone);
}

void Conductor::follow_link(const ClockReading& clock, SampleIndex now) {
  const double beats_per_ns = 1 / 60e9;
  SampleIndex at = now;
  io::LinkReading link = link_->read(heard_time(clock, double(at)));
  // It begins in a moment: from then on.
  if (link.playing && link.since > heard_time(clock, double(at))) {
    at = SampleIndex(std::ceil(heard(clock, double(link.since))));
    link = link_->read(heard_time(clock, double(at)));
  }
  const BeatLead lead{.sample = double(at), .beat = link.beat, .beats_per_sample = link.tempo * beats_per_ns * clock.ns_per_sample,
                      .playing = link.playing, .take = link.take, .start = link.start};
  transport_->follow(BeatAuthority::kLink, lead, {now, at});
  said_ = true;
  if (link.peers != peers_)
    news_ = link.peers == 0 ? "Link: alone, the beat carries on"
                            : "Link: with " + std::to_string(link.peers) + (link.peers == 1 ? " other, " : " others, ") + bpm_text(link.tempo);
  peers_ = link.peers;
}

bool Conductor::follow_midi(const ClockReading& clock, SampleIndex now, Nanoseconds wall) {
  const bool led = transport_->authority(now) == BeatAuthority::kMidiClock;
  const auto midi = midi_.clock(wall);
  if (!midi) {
    if (led) news_ = "MIDI clock has fallen silent: the beat carries on at " + bpm_text(tempo_of(transport_->map()));
    transport_->release();
    return false;
  }
  if (midi->ns_per_tick == 0 && !midi->playing) return true;  // nothing known yet
  const bool on_frame = midi->latency == io::MidiClock::kOnFrame;
  const double ns_per_sample = on_frame ? 1e9 / stream_.clock().rate() : clock.ns_per_sample;
  const double sample = on_frame ? midi->time_ns / ns_per_sample - double(midi->graph_ahead)
                                 : heard(clock, midi->time_ns - midi->latency * ns_per_sample);
  const double per_tick = ns_per_sample / TickLoop::kTicksPerBeat;
  const BeatLead lead{.sample = sample, .beat = midi->beat, .beats_per_sample = midi->ns_per_tick > 0 ? per_tick / midi->ns_per_tick : 0,
                      .playing = midi->playing, .take = midi->take, .start = midi->start, .placed = midi->placed};
  transport_->follow(BeatAuthority::kMidiClock, lead, {now, now});
  if (!led) news_ = "following MIDI clock, " + bpm_text(tempo_of(transport_->map()));
  said_ = true;
  clock_placed_ = midi->placed;
  return true;
}

void Conductor::publish() {
  if (published_ == transport_->changes() + 1) return;
  published_ = transport_->changes() + 1;
  beats_.store(transport_->map());
}

// -------------------------------------------------------------------------------------------------

// A command of our own, or one that Link shares with the others; `shared` is told when it will be heard.
template <class Own, class Shared>
void Conductor::obey(Wish wish, Nanoseconds arrived, Own own, Shared shared) {
  const std::lock_guard lock(mutex_);
  expect_free(wish);
  const Transport::Moment m = moment(arrived);
  if (link_)
    shared(heard_time(stream_.clock().read(), double(m.at)));
  else
    own(m);
  said_ = true;
  publish();
  wake_.wake();
}

void Conductor::play(Nanoseconds arrived) {
  obey(Wish::kPlace, arrived, [this](auto m) { transport_->start(m); }, [this](auto when) { link_->start(0, when); });
}

void Conductor::halt(Nanoseconds arrived) {
  obey(Wish::kPlace, arrived, [this](auto m) { transport_->stop(m); }, [this](auto when) { link_->stop(when); });
}

void Conductor::resume(Nanoseconds arrived) {
  obey(Wish::kPlace, arrived, [this](auto m) { transport_->resume(m); },
       [this](auto when) {
         const io::LinkReading link = link_->read(when);
         if (!link.playing) link_->start(link.beat, when);
       });
}

void Conductor::locate(double beat, Nanoseconds arrived) {
  obey(Wish::kPlace, arrived, [=, this](auto m) { transport_->locate(beat, m); }, [=, this](auto when) { link_->locate(beat, when); });
}

void Conductor::set_tempo(double bpm, Nanoseconds arrived) {
  obey(Wish::kTempo, arrived, [=, this](auto m) { transport_->set_tempo(bpm, m); }, [=, this](auto when) { link_->set_tempo(bpm, when); });
}

void Conductor::tap(Nanoseconds arrived) {
  obey(Wish::kTempo, arrived,
       [=, this](auto m) { transport_->tap(heard(stream_.clock().read(), double(arrived)), m); },
       [=, this](auto when) {
         const auto beat = link_taps_.tap(double(arrived) * 1e-9);
         if (!beat) return;
         link_->set_tempo(std::clamp(60 / beat->period, kMinTempo, kMaxTempo), when);
         // The beat that is nearest to the tap moves there, unless others play along.
         const auto tapped = Nanoseconds(beat->time * 1e9);
         const io::LinkReading link = link_->read(tapped);
         if (link.playing && link.peers == 0) link_->align(std::round(link.beat), tapped);
       });
}

void Conductor::expect_free(Wish wish) const {
  if (link_ || transport_->authority(0) != BeatAuthority::kMidiClock) return;
  if (wish == Wish::kTempo) throw CommandError("a MIDI clock says the tempo; stop it first");
  if (clock_placed_) throw CommandError("a MIDI clock says where the beat is; start and stop it there");
}

Transport::Moment Conductor::moment(Nanoseconds arrived) const {
  const ClockReading clock = stream_.clock().read();
  if (!clock.running()) return {stream_.position(), stream_.position()};
  return {.now = SampleIndex(std::ceil(clock.sample_at(double(io::now_ns())))),
          .at = SampleIndex(std::floor(clock.sample_at(double(arrived)))) + stream_.delay()};
}

// The sample that is heard at a time, with fraction, and the reverse.
double Conductor::heard(const ClockReading& clock, double wall) const {
  return clock.sample_at(wall) - latency_.load(std::memory_order_relaxed);
}
Nanoseconds Conductor::heard_time(const ClockReading& clock, double sample) const {
  return Nanoseconds(std::llround(clock.time_of(sample + latency_.load(std::memory_order_relaxed))));
}

Nanoseconds Conductor::latency_ns() const {
  return Nanoseconds(latency_.load(std::memory_order_relaxed) * stream_.clock().read().ns_per_sample);
}

BeatReading Conductor::read(Nanoseconds now) const {
  const ClockReading clock = stream_.clock().read();
  const double sample = clock.running() ? heard(clock, double(now)) : 0;
  const std::lock_guard lock(mutex_);
  const BeatMap& map = transport_->map();
  return {.tempo = tempo_of(map), .beat = map.beat_at(sample), .playing = map.playing_at(sample), .said = said_,
          .authority = transport_->authority(SampleIndex(sample)), .peers = peers_};
}

std::optional<Nanoseconds> Conductor::time_of(double beat) const {
  return time_of_beat(beats_.load(), stream_.clock().read(), beat, io::now_ns());
}

std::string Conductor::take_news() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, {});
}

}  // namespace seaglass
