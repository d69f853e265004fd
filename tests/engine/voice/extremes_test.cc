// Nothing that is sent gives a sample that is not a number, or a voice that never ends.

#include <cfloat>
#include <cmath>
#include <limits>

#include "engine/stream/renderer.h"
#include "tests/support/both_kinds.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr float kOdd[] = {0.0f, -1.0f, 1e-38f, 1e9f, -1e9f, 1e30f, 700.0f, FLT_MAX, -FLT_MAX,
                          std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                          std::numeric_limits<float>::quiet_NaN()};

struct Extremes : BothKinds {
  // The first kind of event whose odd values leave something behind that spoils a later, ordinary note; or none.
  void require_recovers(const std::vector<Event>& odd) const {
    auto renderer = std::make_unique<Renderer>(48000, make({.voices = 8}));
    std::vector<float> left(4800), right(4800);
    const auto render = [&] {
      renderer->render({}, {left.data(), right.data(), 4800});
      REQUIRE(finite(left));
      REQUIRE(finite(right));
      REQUIRE(peak(left) <= 1.0f);
      REQUIRE(peak(right) <= 1.0f);
    };
    REQUIRE(renderer->schedule(note_on(0, 1, 60)));
    render();
    for (Event e : odd) {
      e.at = renderer->position();
      const bool sane = std::fabs(e.value) <= 1e30f && std::fabs(e.value2) <= 1e30f;
      REQUIRE(renderer->schedule(e) == sane);
    }
    for (int i = 0; i < 3; i++) render();
    Event end = panic(renderer->position());
    REQUIRE(renderer->schedule(end));
    for (int p = 0; p < kParameterCount; p++)
      REQUIRE(renderer->schedule(control(renderer->position(), ParameterId(p), parameter(ParameterId(p)).standard)));
    for (int i = 0; i < 20; i++) render();
    REQUIRE(renderer->sounding() == 0);
    REQUIRE(peak(left) < 1e-4f);
    REQUIRE(renderer->schedule(note_on(renderer->position(), 2, 60)));
    render();
    REQUIRE(peak(left) > 1e-2f);
  }
};

}  // namespace

TEST_CASE_METHOD(Extremes, "An instrument outlives every kind of event with every odd value") {
  for (int kind = 0; kind <= int(EventKind::kLast); kind++) {
    if (EventKind(kind) == EventKind::kFadeOut) continue;
    for (const float value : kOdd)
      for (const float value2 : {0.5f, value}) {
        CAPTURE(kind, value, value2);
        std::vector<Event> odd;
        for (int index = 0; index < (EventKind(kind) == EventKind::kController ? 128 : kParameterCount); index++)
          odd.push_back({.kind = EventKind(kind), .source = Source::kMidi, .index = std::uint8_t(index), .id = 1,
                         .value = value, .value2 = value2});
        require_recovers(odd);
      }
  }
}

TEST_CASE_METHOD(Extremes, "A voice model stands every parameter at both ends at once, at every rate") {
  for (const double rate : {44100.0, 48000.0, 96000.0, 192000.0})
    for (int seed = 0; seed < 6; seed++) {
      std::vector<Event> events;
      for (int i = 0; i < kParameterCount; i++) {
        const Parameter& p = parameter(ParameterId(i));
        if (p.id != ParameterId::kMode && p.id != ParameterId::kVolume)
          events.push_back(control(0, p.id, (seed * 31 + i * 7) % 3 == 0 ? p.min : p.max, kAllParts));
      }
      for (int i = 0; i < 8; i++) events.push_back(note_on(0, i, float(i * 18), 1.0f, i % 3));
      events.push_back(bend(2000, 1, kAllParts));
      const Sound s = play(events, int(rate / 4), {.rate = rate, .voices = 8});
      CAPTURE(rate, seed);
      REQUIRE(finite(s.left));
      REQUIRE(peak(s.left) < 1e6f);
    }
}
