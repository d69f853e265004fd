#include "tools/seaglass/live/telemetry_source.h"

#include <algorithm>
#include <cmath>

#include "engine/dsp/decibels.h"
#include "io/os/time.h"

namespace seaglass {
namespace {

constexpr double kFallDbPerSecond = 20;  // of the meters: slow enough for an eye

template <class T>
T get(const std::atomic<T>& value) {
  return value.load(std::memory_order_relaxed);
}

}  // namespace

void TelemetrySource::fill(io::Telemetry& t) {
  const Nanoseconds now = io::now_ns();
  if (started_ == 0) started_ = last_ = now;
  t.time_s = double(now - started_) * 1e-9;
  fill_stream(t);
  fill_meters(t, double(now - last_) * 1e-9);
  t.patch = patches_.playing().patch->name;
  t.places = patches_.places();
  const SetlistDesk::Where where = setlist_.where();
  t.setlist_position = where.position;
  t.setlist_entry = where.entry;
  t.setlist_next = where.next;
  t.lock = std::string(io::name_of(osc_.lock.load()));
  t.osc_messages = t.osc_rejected = 0;
  for (const io::OscReceiver* receiver : receivers_) {
    t.osc_messages += receiver->messages();
    t.osc_rejected += receiver->rejected();
  }
  t.midi_events = midi_.events();
  const BeatReading beat = conductor_.read(now);
  t.tempo = beat.tempo;
  t.beat = beat.beat;
  t.playing = beat.playing;
  t.tempo_said = beat.said;
  last_ = now;
}

void TelemetrySource::fill_stream(io::Telemetry& t) {
  const StreamLink& link = stream_.link();
  t.stage = link.report.load();
  t.sample = stream_.position();
  t.voices = t.stage.sounding;
  t.misses = get(link.missed_blocks);
  t.concealed = get(link.concealed_samples);
  t.late_blocks = get(link.late_blocks);
  t.rescued_blocks = get(link.rescued_blocks);
  t.xruns = get(link.xruns);
  t.events = get(stream_.intake().events);
  t.late = get(stream_.intake().late);
  t.lost = get(stream_.intake().lost);
  t.delay = stream_.delay();
  t.backend = "cpu";
  if (const Backend* backend = stream_.setup().backend) {
    t.backend = std::string(backend->sounding());
    const Backend::Changes changes = backend->changes();
    t.takeovers = changes.takeovers;
    t.returns = changes.returns;
  }
  t.lead = std::string(name_of(stream_.setup().lead));
  if (const WorkerCounters* w = stream_.worker()) {
    t.load = get(w->load);
    t.step_p50 = w->step.quantile(0.5);
    t.step_p99 = w->step.quantile(0.99);
    t.step_max = w->step.max();
    t.shed = get(w->shed);
    t.bad_samples = get(w->bad_samples);
    t.lead = std::string(name_of(get(w->lead)));
  }
}

void TelemetrySource::fill_meters(io::Telemetry& t, double seconds) {
  const float fall = amplitude_of_db(float(-kFallDbPerSecond * std::clamp(seconds, 0.0, 60.0)));
  StreamLink& link = stream_.link();
  t.peak_left = std::max(t.peak_left * fall, link.meter_left.exchange(0, std::memory_order_relaxed));
  t.peak_right = std::max(t.peak_right * fall, link.meter_right.exchange(0, std::memory_order_relaxed));
}

}  // namespace seaglass
