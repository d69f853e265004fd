// The two loops that make sound, [worker] and [audio], with the patch that the instrument starts with: every kind of
// event, more notes than voices, a change of model, missed blocks, the end.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "engine/audio_buffer.h"
#include "engine/patch/load.h"
#include "engine/stream/audio_side.h"
#include "engine/stream/event_port.h"
#include "engine/stream/inline_driver.h"
#include "engine/stream/worker.h"
#include "engine/voice/make_model.h"
#include "kernels/kernels.h"
#include "tests/realtime/realtime_case.h"

using namespace seaglass;
using seaglass::test::keep;

namespace {

constexpr double kRate = 48000;
constexpr int kBuffer = 64;
constexpr int kVoices = 12;  // few, so that stealing is common

Nanoseconds time_of(SampleIndex sample) { return 1'000'000'000 + Nanoseconds(double(sample) * 1e9 / kRate); }

// The worker measures its steps by this; a counter is as good as a clock here.
Nanoseconds counting_clock() {
  static Nanoseconds now = 0;
  return now += 1000;
}

std::shared_ptr<const Patch> read_patch(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  return load_patch(std::as_bytes(std::span(bytes)));
}

enum class Kind { kTracks, kNeural };

std::unique_ptr<Model> make_model(Kind kind = Kind::kTracks) {
  static const std::shared_ptr<const Patch> tracks = read_patch(SEAGLASS_PATCH);
  static const std::shared_ptr<const Patch> neural = read_patch(SEAGLASS_SMALL_NEURAL);
  auto model = seaglass::make_model(kind == Kind::kNeural ? neural : tracks, kernels::best());
  model->prepare({.rate = kRate, .voices = kVoices, .seed = 1});
  return model;
}

// All kinds of events with all that they may carry, in a row; the values reach beyond their ranges.
Event event_number(int n) {
  Event event{.kind = EventKind(n % (int(EventKind::kLast) + 1)), .source = Source(n % (int(Source::kLast) + 1))};
  event.part = std::uint8_t(n % 37 == 0 ? kAllParts : n % kParts);
  event.index = std::uint8_t(n / 14 % 140);
  event.id = n / 14 % 40;
  event.value = float(n * 29 % 260) * 0.5f - 1;
  event.value2 = float(n % 12) * 0.1f;
  if (event.kind == EventKind::kPanic && n % 5 != 0) event.kind = EventKind::kNoteOn;
  if (event.kind == EventKind::kFadeOut) event.kind = EventKind::kNoteOn;  // the stream would end
  if (event.kind == EventKind::kNoteOn) event.value = float(21 + n * 7 % 88);
  return event;
}

// A worker, an audio thread and a player, taking turns in one thread.
struct Stage {
  explicit Stage(Lead lead = Lead::kFast, bool may_rest = false, Kind kind = Kind::kTracks, int pairs = 1)
      : out(pairs, kBuffer),
        worker({.rate = kRate, .buffer = kBuffer, .worst_step = 20, .lead = lead, .clock = counting_clock,
                .may_rest = may_rest},
               prepared(link, pairs), make_model(kind), &journal),
        audio(link, kRate) {
    worker.intake().add(port);
    if (may_rest) audio.set_rescuer(&worker);
  }

  // A case in which nothing sounds has tried little.
  ~Stage() {
    if (sent > 0 && link.peak_left.load() < 1e-3f) std::abort();
  }

  void send(int events) {
    for (int i = 0; i < events; i++) keep(port.send(event_number(sent++), time_of(audio.position())));
  }

  static StreamLink& prepared(StreamLink& link, int pairs) {
    link.frames.prepare(pairs);
    return link;
  }

  void callback() {
    rt::RealtimeScope scope;
    audio.process(out.span(kBuffer), time_of(audio.position()));
  }

  // Takes what [disk] would take.
  void empty_journal() {
    JournalRecord record;
    while (journal.pop(record)) keep(record);
  }

  AudioBuffer out;
  StreamLink link;
  rt::SpscRing<JournalRecord> journal{256};
  Worker worker;
  EventPort port{link.clock};
  AudioSide audio;
  int sent = 0;
};

}  // namespace

REALTIME_CASE(worker_and_audio_with_every_event) {
  Stage stage;
  for (int block = 0; block < 1500; block++) {  // two seconds
    stage.callback();
    {
      rt::RealtimeScope scope;
      stage.send(3);
      keep(stage.worker.step(time_of(stage.audio.position())));
    }
    if (block % 100 != 0) stage.empty_journal();
  }
}

REALTIME_CASE(worker_and_audio_with_a_neural_voice) {
  Stage stage(Lead::kFast, false, Kind::kNeural);
  for (int block = 0; block < 1500; block++) {
    stage.callback();
    {
      rt::RealtimeScope scope;
      stage.send(3);
      keep(stage.worker.step(time_of(stage.audio.position())));
    }
    if (block % 100 != 0) stage.empty_journal();
  }
}

// Parts that go from output to output, late blocks, a change of model, the end.
REALTIME_CASE(worker_and_audio_on_four_outputs) {
  for (const Kind kind : {Kind::kTracks, Kind::kNeural}) {
    Stage stage(Lead::kFast, kind == Kind::kNeural, kind, kMaxOutputs);
    float peaks[kMaxOutputs] = {};
    for (int block = 0; block < 1500; block++) {
      if (block == 600) keep(stage.worker.models().stage(make_model(kind), 1));
      if (block == 1450) stage.audio.fade_out();
      stage.callback();
      const AudioSpan heard = stage.out.span(kBuffer);
      for (int p = 0; p < kMaxOutputs; p++) peaks[p] = std::max(peaks[p], std::abs(heard.pair(p).left[kBuffer - 1]));
      {
        rt::RealtimeScope scope;
        stage.send(3);
        keep(stage.port.send({.kind = EventKind::kControl, .part = std::uint8_t(block % kParts),
                              .index = std::uint8_t(ParameterId::kOutput), .value = float(1 + block / 3 % kMaxOutputs)},
                             time_of(stage.audio.position())));
        if (block % 200 < 180) keep(stage.worker.step(time_of(stage.audio.position())));
      }
      stage.empty_journal();
    }
    for (const float peak : peaks)
      if (peak < 1e-3f) std::abort();
  }
}

REALTIME_CASE(worker_with_a_full_journal_and_a_flood) {
  Stage stage;
  for (int block = 0; block < 100; block++) {
    stage.callback();
    rt::RealtimeScope scope;
    stage.send(500);
    keep(stage.worker.step(time_of(stage.audio.position())));
  }
}

REALTIME_CASE(worker_changes_models) {
  Stage stage;
  for (int block = 0; block < 3000; block++) {
    if (block % 300 == 0)  // from kind to kind
      keep(stage.worker.models().stage(make_model(block % 600 == 0 ? Kind::kNeural : Kind::kTracks), block));
    stage.callback();
    {
      rt::RealtimeScope scope;
      stage.send(1);
      keep(stage.worker.step(time_of(stage.audio.position())));
    }
    stage.empty_journal();
    if (block % 10 == 0) keep(stage.worker.models().collect());
  }
}

REALTIME_CASE(worker_keeps_old_models_that_nobody_collects) {
  Stage stage;
  for (int block = 0; block < 6000; block++) {
    if (block % 300 == 0) keep(stage.worker.models().stage(make_model(), block));
    stage.callback();
    rt::RealtimeScope scope;
    keep(stage.worker.step(time_of(stage.audio.position())));
  }
}

REALTIME_CASE(worker_changes_its_lead) {
  Stage stage;
  for (int block = 0; block < 2000; block++) {
    if (block % 500 == 499) stage.worker.set_lead(block % 1000 == 499 ? Lead::kSafe : Lead::kFast);
    stage.callback();
    rt::RealtimeScope scope;
    stage.send(1);
    keep(stage.worker.step(time_of(stage.audio.position())));
  }
}

REALTIME_CASE(audio_renders_while_the_worker_rests) {
  Stage stage(Lead::kFast, true);
  Nanoseconds wake = 0;
  for (int block = 0; block < 3000; block++) {
    const Nanoseconds now = time_of(stage.audio.position());
    if (block % 500 == 100) stage.send(40);
    if (block % 500 == 300) keep(stage.port.send({.kind = EventKind::kPanic, .part = kAllParts}, now));
    stage.callback();
    rt::RealtimeScope scope;
    if (now >= wake) wake = stage.worker.step(now);
  }
  if (stage.link.planned_blocks < 500) std::abort();
}

REALTIME_CASE(audio_without_a_worker) {
  Stage stage;
  for (int block = 0; block < 5000; block++) stage.callback();
}

REALTIME_CASE(audio_conceals_and_fades_out) {
  Stage stage;
  for (int block = 0; block < 2000; block++) {
    if (block == 1900) stage.audio.fade_out();
    stage.callback();
    rt::RealtimeScope scope;
    stage.send(1);
    if (block % 100 < 80) keep(stage.worker.step(time_of(stage.audio.position())));  // then 20 blocks are missed
    if (block % 500 == 0) stage.audio.xrun();
  }
}

REALTIME_CASE(inline_driver_with_every_event) {
  StreamLink link;
  link.clock.prepare(kRate);
  InlineDriver driver(link, kRate, kBuffer, make_model(), nullptr);
  EventPort port(link.clock);
  driver.intake().add(port);
  std::array<float, kBuffer> left{}, right{};
  rt::RealtimeScope scope;
  float peak = 0;
  for (int block = 0; block < 1500; block++) {
    const SampleIndex position = SampleIndex(block) * kBuffer;
    for (int i = 0; i < 3; i++) keep(port.send(event_number(block * 3 + i), time_of(position)));
    driver.process({left.data(), right.data(), kBuffer}, time_of(position));
    for (float x : left) peak = std::max(peak, std::abs(x));
  }
  if (peak < 1e-3f) std::abort();
}
