#include "engine/transport/transport.h"

#include <algorithm>
#include <cmath>

namespace seaglass {
namespace {

// A beat that is off gets there in this time, but never runs at less than half or more than one and a half times its
// tempo. Long enough that a tick's jitter is no wobble of the tempo, short enough that nobody hears two beats.
constexpr double kApproachSeconds = 0.1;
constexpr double kMostHurry = 0.5;

// A leader that is farther away than this has gone somewhere else: nobody would wait for two beats of hurrying.
constexpr double kLeapBeats = 1.0;

// A start is noticed, or carried out, a few ms late; the beat then begins with the first one all the same, and hurries
// after. More than this is no start that we saw.
constexpr double kLateStartBeats = 0.5;

// Nobody needs to be told of less: a tenth of a sample within the next second.
constexpr double kNoticeSamples = 0.1;

}  // namespace

std::string_view name_of(BeatAuthority authority) {
  switch (authority) {
    case BeatAuthority::kInternal: return "internal";
    case BeatAuthority::kTap: return "tap";
    case BeatAuthority::kMidiClock: return "MIDI clock";
    case BeatAuthority::kLink: return "Link";
  }
  return "";
}

Transport::Transport(double rate, double tempo) {
  map_.rate = rate;
  map_.lines[0].beats_per_sample = std::clamp(tempo, kMinTempo, kMaxTempo) / (60 * rate);
}

void Transport::start(Moment m) {
  BeatLine line = line_for(m);
  line.beat = 0;
  line.playing = true;
  line.take++;
  set_out(line, m);
}

void Transport::stop(Moment m) {
  BeatLine line = line_for(m);
  if (!line.playing) return;
  line.playing = false;
  put(line, m, Kind::kCommand);
}

void Transport::resume(Moment m) {
  BeatLine line = line_for(m);
  if (line.playing) return;
  line.playing = true;
  set_out(line, m);
}

void Transport::locate(double beat, Moment m) {
  BeatLine line = line_for(m);
  line.beat = beat;
  line.take++;
  set_out(line, m);
}

void Transport::set_tempo(double bpm, Moment m) {
  if (std::isnan(bpm)) return;
  taps_.forget();
  BeatLine line = line_for(m);
  line.beats_per_sample = std::clamp(bpm, kMinTempo, kMaxTempo) / (60 * map_.rate);
  put(line, m, Kind::kCommand);
}

void Transport::tap(double heard, Moment m) {
  const auto beat = taps_.tap(heard / map_.rate);
  if (!beat) return;
  BeatLine line = line_for(m);
  const double bpm = std::clamp(60 / beat->period, kMinTempo, kMaxTempo);
  line.beats_per_sample = bpm / (60 * map_.rate);
  if (!line.playing) {
    put(line, m, Kind::kCommand);
    return;
  }
  const double on_beat = beat->time * map_.rate;
  BeatLine target = line;
  target.beat = std::round(map_.beat_at(on_beat)) + (double(line.sample) - on_beat) * line.beats_per_sample;
  target.beat = line.beat + std::remainder(target.beat - line.beat, 1.0);  // whichever beat is nearest now
  approach(line, target, m, Kind::kCommand);
}

BeatAuthority Transport::authority(SampleIndex now) const {
  if (leader_ != BeatAuthority::kInternal) return leader_;
  return taps_.counting(double(now) / map_.rate) ? BeatAuthority::kTap : BeatAuthority::kInternal;
}

void Transport::follow(BeatAuthority who, const BeatLead& lead, Moment m) {
  const bool new_take = who != last_leader_ || lead.take != lead_take_;
  leader_ = last_leader_ = who;
  lead_take_ = lead.take;
  BeatLine target = line_for(m);
  if (lead.beats_per_sample > 0) target.beats_per_sample = lead.beats_per_sample;
  if (lead.placed) {
    follow_placed(lead, target, new_take, m);
    return;
  }
  // It only ticks: our beat keeps its own count, and comes to lie on its ticks.
  constexpr double kTick = 1.0 / 24;
  const BeatLine line = target;
  if (line.playing && lead.beats_per_sample > 0) {
    const double there = lead.beat + (double(line.sample) - lead.sample) * lead.beats_per_sample;
    target.beat += std::remainder(there - line.beat, kTick);
  }
  approach(line, target, m, Kind::kCorrection);
}

void Transport::follow_placed(const BeatLead& lead, const BeatLine& here, bool new_take, Moment m) {
  BeatLine line = here, target = here;
  target.beat = lead.playing ? lead.beat + (double(here.sample) - lead.sample) * here.beats_per_sample : lead.beat;
  if (!lead.playing) {
    if (line.playing || (new_take && line.beat != lead.beat)) {
      line.playing = false;
      if (line.beat != lead.beat) line.take++;
      line.beat = lead.beat;
      put(line, m, Kind::kCorrection);
    } else {
      approach(line, line, m, Kind::kCorrection);
    }
    return;
  }
  target.playing = true;
  const double late = target.beat - lead.start;
  if (new_take || !line.playing) {
    const double first = late >= 0 && late < kLateStartBeats ? lead.start : target.beat;
    if (new_take || line.beat != first) line.take++;
    line.beat = first;
  } else if (std::abs(target.beat - line.beat) > kLeapBeats) {
    line.take++;
    line.beat = target.beat;
  }
  line.playing = true;
  approach(line, target, m, Kind::kCorrection);
}

BeatLine Transport::line_for(Moment m) const {
  SampleIndex at = std::max({m.now, m.at, settled_});
  // No room to decide more beforehand: it comes with what was decided last.
  const BeatLine& last = map_.lines[std::size_t(map_.count - 1)];
  const bool full = map_.count > BeatMap::kMostLines - 2 && map_.lines[1].sample > m.now;
  if (full) at = last.sample;
  BeatLine line = map_.line_at(double(at));
  line.beat = line.beat_at(double(at));
  line.sample = at;
  return line;
}

// Takes out the lines that are over, and those that one from `from` on replaces.
void Transport::prune(SampleIndex now, SampleIndex from) {
  int past = 0;
  while (past + 1 < map_.count && map_.lines[std::size_t(past + 1)].sample <= now) past++;
  std::shift_left(map_.lines.begin(), map_.lines.begin() + map_.count, past);
  map_.count -= past;
  while (map_.count > 0 && map_.lines[std::size_t(map_.count - 1)].sample >= from) map_.count--;
}

void Transport::put(const BeatLine& line, Moment m, Kind kind) {
  prune(m.now, line.sample);
  map_.lines[std::size_t(map_.count++)] = line;
  if (kind == Kind::kCommand) settled_ = line.sample;
  changes_++;
}

// What should have set out at `m.at` and is late catches up.
void Transport::set_out(const BeatLine& line, Moment m) {
  BeatLine target = line;
  const double late = double(line.sample - m.at) * line.beats_per_sample;
  if (line.sample == m.now && late > 0 && late < kLateStartBeats) target.beat += late;
  approach(line, target, m, Kind::kCommand);
}

void Transport::approach(BeatLine line, const BeatLine& target, Moment m, Kind kind) {
  const double off = target.beat - line.beat;
  const double pace = target.beats_per_sample;
  const double notice = kNoticeSamples * pace;
  const BeatLine known = line_for(m);
  const bool unchanged = known.take == line.take && known.playing == line.playing && known.beat == line.beat;
  if (kind == Kind::kCorrection && unchanged) {
    // Where the map leads anyhow in a second, and where it should.
    const double later = double(line.sample) + map_.rate;
    const double error = line.playing ? target.beat_at(later) - map_.beat_at(later) : 0;
    const double faster = std::abs(map_.line_at(later).beats_per_sample - pace) * map_.rate;
    if (std::abs(error) < notice && faster < notice) return;
  }
  prune(m.now, line.sample);
  line.beats_per_sample = pace;
  if (!line.playing || std::abs(off) < 1e-9 || map_.count + 2 > BeatMap::kMostLines) {
    put(line, m, kind);
    return;
  }
  const double samples = std::max(kApproachSeconds * map_.rate, std::abs(off) / (kMostHurry * pace));
  const auto length = SampleIndex(std::ceil(samples));
  line.beats_per_sample = pace + off / double(length);
  put(line, m, kind);
  BeatLine there = target;
  there.take = line.take;
  there.playing = true;
  there.sample = line.sample + length;
  there.beat = line.beat_at(double(there.sample));
  map_.lines[std::size_t(map_.count++)] = there;
}

}  // namespace seaglass
