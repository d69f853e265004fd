#include "io/midi/midi_parser.h"

#include <vector>

#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

std::optional<Event> parse(std::vector<std::uint8_t> bytes) { return parse_midi(bytes); }

Event event(EventKind kind, int part, int index, int id, float value, float value2 = 0) {
  Event e;
  e.kind = kind;
  e.source = Source::kMidi;
  e.part = std::uint8_t(part);
  e.index = std::uint8_t(index);
  e.id = id;
  e.value = value;
  e.value2 = value2;
  return e;
}

}  // namespace

TEST_CASE("every channel message becomes its event") {
  CHECK(parse({0x92, 60, 127}) == event(EventKind::kNoteOn, 2, 0, 60, 60, 1));
  CHECK(parse({0x90, 0, 1}) == event(EventKind::kNoteOn, 0, 0, 0, 0, 1 / 127.0f));
  CHECK(parse({0x9f, 127, 64}) == event(EventKind::kNoteOn, 15, 0, 127, 127, 64 / 127.0f));
  CHECK(parse({0x90, 60, 0}) == event(EventKind::kNoteOff, 0, 0, 60, 60, 0));
  CHECK(parse({0x81, 61, 127}) == event(EventKind::kNoteOff, 1, 0, 61, 61, 1));
  CHECK(parse({0xa3, 62, 127}) == event(EventKind::kNotePressure, 3, 0, 62, 1));
  CHECK(parse({0xb4, 74, 100}) == event(EventKind::kController, 4, 74, 0, 100));
  CHECK(parse({0xb4, 0, 0}) == event(EventKind::kController, 4, 0, 0, 0));
  CHECK(parse({0xc5, 127}) == event(EventKind::kProgram, 5, 127, 0, 0));
  CHECK(parse({0xd6, 127}) == event(EventKind::kChannelPressure, 6, 0, 0, 1));
  CHECK(parse({0xd6, 0}) == event(EventKind::kChannelPressure, 6, 0, 0, 0));
}

TEST_CASE("the pitch wheel is exact in the middle and at its ends, and rises all the way") {
  CHECK(parse({0xe0, 0, 64})->value == 0.0f);
  CHECK(parse({0xe0, 0, 0})->value == -1.0f);
  CHECK(parse({0xe0, 127, 127})->value == 1.0f);
  float before = -2;
  for (int position = 0; position < 16384; position++) {
    const auto e = parse({0xe7, std::uint8_t(position & 127), std::uint8_t(position >> 7)});
    REQUIRE(e);
    REQUIRE(e->value > before);
    before = e->value;
  }
}

TEST_CASE("what is not one whole channel message is refused") {
  CHECK_FALSE(parse({}));
  for (int status = 0; status < 0x80; status++) CHECK_FALSE(parse({std::uint8_t(status), 1, 2}));
  for (int status = 0xf0; status < 0x100; status++) {
    CHECK_FALSE(parse({std::uint8_t(status)}));
    CHECK_FALSE(parse({std::uint8_t(status), 1, 2}));
  }
  for (int status = 0x80; status < 0xf0; status++) {
    const auto s = std::uint8_t(status);
    const bool two = (s & 0xe0) == 0xc0;
    CHECK(channel_message_length(s) == (two ? 2 : 3));
    CHECK_FALSE(parse({s}));
    CHECK(bool(parse({s, 1})) == two);
    CHECK(bool(parse({s, 1, 2})) == !two);
    CHECK_FALSE(parse({s, 1, 2, 3}));
    CHECK_FALSE(parse({s, 128, 2}));
    CHECK_FALSE(parse({s, 255}));
    CHECK_FALSE(parse({s, 1, 128}));
  }
}
