#include "io/osc/osc_decoder.h"

#include <lo/lo.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <random>

#include "engine/note_key.h"
#include "io/osc/osc_packet.h"
#include "io/osc/osc_time.h"
#include "tests/catch.h"
#include "tests/io/osc/osc_bytes.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

std::optional<int> place_called(std::string_view name) {
  return name == "cello" ? std::optional(3) : std::nullopt;
}

OscMeaning decode(const OscBytes& bytes) {
  // An exact copy on the heap: reading one byte too many is seen by AddressSanitizer.
  const auto copy = std::make_unique<std::uint8_t[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), copy.get());
  OscMessage message;
  OscMeaning meaning;
  meaning.wrong = parse_osc_message({copy.get(), bytes.size()}, message);
  if (meaning.wrong == nullptr) decode_osc(message, place_called, meaning);
  return meaning;
}

bool is_wrong(const OscBytes& bytes) { return decode(bytes).wrong != nullptr; }

// The one event of a right message.
Event only(const OscBytes& bytes) {
  const OscMeaning meaning = decode(bytes);
  INFO((meaning.wrong ? meaning.wrong : ""));
  REQUIRE(meaning.wrong == nullptr);
  REQUIRE(meaning.count == 1);
  REQUIRE_FALSE(meaning.is_call);
  CHECK(meaning.events[0].source == Source::kOsc);
  return meaning.events[0];
}

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

}  // namespace

TEST_CASE("/note/on takes ints, floats, doubles and longs") {
  const OscBytes forms[] = {
      osc_message("/note/on", {7, 60.5f, 0.5f}), osc_message("/note/on", {7.0f, 60.5, 0.5}),
      osc_message("/note/on", {std::int64_t{7}, 60.5f, 0.5}),
      osc_message("/note/on", {7, 60.5f, 0.5f, 1})};
  for (const OscBytes& form : forms) {
    const Event event = only(form);
    CHECK(event.kind == EventKind::kNoteOn);
    CHECK(event.id == 7);
    CHECK(event.value == 60.5f);
    CHECK(event.value2 == 0.5f);
    CHECK(event.part == 0);
  }
  CHECK(only(osc_message("/note/on", {-5, 60, 1})).id == -5);
  CHECK(only(osc_message("/note/on", {-5, 60, true})).value2 == 1);
  CHECK(only(osc_message("/note/on", {1, 60, 0.5f, 16})).part == 15);
  CHECK(only(osc_message("/note/on", {1, -12, 1.0005f})).value2 == 1);
  CHECK(only(osc_message("/note/on", {1, 140, -0.0005f})).value2 == 0);
}

TEST_CASE("/note/on refuses what cannot sound") {
  for (const OscBytes& wrong :
       {osc_message("/note/on"), osc_message("/note/on", {1, 60}),
        osc_message("/note/on", {1, 60, 0.5f, 1, 1}), osc_message("/note/on", {"not", "numbers"}),
        osc_message("/note/on", {"1", 60, 0.5f}), osc_message("/note/on", {1.5f, 60, 0.5f}),
        osc_message("/note/on", {3e10f, 60, 0.5f}), osc_message("/note/on", {1, -12.1f, 0.5f}),
        osc_message("/note/on", {1, 140.1f, 0.5f}), osc_message("/note/on", {1, 60, 1.1f}),
        osc_message("/note/on", {1, 60, -0.1f}), osc_message("/note/on", {1, kNan, 0.5f}),
        osc_message("/note/on", {1, 60, kNan}), osc_message("/note/on", {1, kInf, 0.5f}),
        osc_message("/note/on", {1, 60, -kInf}), osc_message("/note/on", {kNan, 60, 0.5f}),
        osc_message("/note/on", {1, 60, 0.5f, 0}), osc_message("/note/on", {1, 60, 0.5f, 17}),
        osc_message("/note/on", {1, 60, 0.5f, "1"})})
    CHECK(is_wrong(wrong));
}

TEST_CASE("/note/off and /note/set find their note in its part") {
  const Event off = only(osc_message("/note/off", {9}));
  CHECK(off.kind == EventKind::kNoteOff);
  CHECK(off.id == 9);
  for (const std::int32_t id : {std::int32_t(-2147483647 - 1), std::int32_t(2147483647)}) CHECK(only(osc_message("/note/off", {id})).id == id);
  CHECK(off.part == kAllParts);  // whichever it sounds in
  CHECK(only(osc_message("/note/set", {99, "pan", 0})).part == kAllParts);
  CHECK(only(osc_message("/note/off", {9, 2})).part == 1);
  CHECK(is_wrong(osc_message("/note/off")));
  CHECK(is_wrong(osc_message("/note/off", {"x"})));

  const OscMeaning set = decode(osc_message("/note/set", {9, "pitch", 61.25f, "pressure", 2.0f, "gain", -6,
                                                          "pan", -3.0f, "brightness", 1}));
  REQUIRE(set.wrong == nullptr);
  REQUIRE(set.count == 5);
  const float values[] = {61.25f, 1, -6, -1, 1};  // clamped, but for the pitch
  for (int i = 0; i < 5; i++) {
    CHECK(set.events[std::size_t(i)].kind == EventKind::kNoteSet);
    CHECK(set.events[std::size_t(i)].id == 9);
    CHECK(set.events[std::size_t(i)].index == i);
    CHECK(set.events[std::size_t(i)].value == values[i]);
  }
  CHECK(is_wrong(osc_message("/note/set", {9})));
  CHECK(is_wrong(osc_message("/note/set", {9, "pitch"})));
  CHECK(is_wrong(osc_message("/note/set", {9, "pitch", 60, "pan"})));
  CHECK(is_wrong(osc_message("/note/set", {9, "pitch", 500})));
  CHECK(is_wrong(osc_message("/note/set", {9, "pan", kNan})));
  CHECK(is_wrong(osc_message("/note/set", {9, "colour", 1})));
  CHECK(is_wrong(osc_message("/note/set", {9, 1, 1})));
}

TEST_CASE("/note/set and /note/on reach every parameter that notes have of their own, and clamp to its range") {
  int owned = 0;
  for (const Parameter& p : parameters()) {
    const std::string name(p.name);
    INFO(name);
    if (p.per_note == PerNote::kNo) {
      CHECK(is_wrong(osc_message("/note/set", {9, name.c_str(), 1.0f})));
      CHECK(is_wrong(osc_message("/note/on", {9, 60, 0.5f, name.c_str(), 1.0f})));
    }
    if (p.per_note != PerNote::kOwn) continue;
    owned++;
    const Event set = only(osc_message("/note/set", {9, name.c_str(), p.standard}));
    CHECK(set.kind == EventKind::kNoteSet);
    CHECK(own_value_of(set.index) == p.id);
    CHECK(set.id == 9);
    CHECK(set.value == p.standard);
    CHECK(set.value2 == 0);
    CHECK(only(osc_message("/note/set", {9, name.c_str(), 1e30f})).value == p.max);
    CHECK(only(osc_message("/note/set", {9, name.c_str(), -1e30})).value == p.min);
    CHECK(is_wrong(osc_message("/note/set", {9, name.c_str(), kNan})));
    CHECK(is_wrong(osc_message("/note/set", {9, name.c_str(), "much"})));
    CHECK(is_wrong(osc_message("/note/on", {9, 60, 0.5f, name.c_str(), kInf})));
  }
  CHECK(owned == 28);
}

TEST_CASE("/note/on takes values of the note's own, with a part or without one") {
  for (const bool with_part : {false, true}) {
    const OscMeaning meaning = decode(with_part ? osc_message("/note/on", {7, 60, 0.5f, 3, "vibrato", 40, "gain", -3.5f})
                                                : osc_message("/note/on", {7, 60, 0.5f, "vibrato", 40, "gain", -3.5f}));
    REQUIRE(meaning.wrong == nullptr);
    REQUIRE(meaning.count == 3);
    CHECK(meaning.events[0].kind == EventKind::kNoteOn);
    CHECK(meaning.events[0].value2 == 0.5f);
    for (std::size_t i = 0; i < 3; i++) {
      CHECK(meaning.events[i].id == 7);
      CHECK(meaning.events[i].part == (with_part ? 2 : 0));
      if (i > 0) CHECK(meaning.events[i].kind == EventKind::kNoteSet);
      if (i > 0) CHECK(meaning.events[i].value2 == 1);  // given with the note-on
    }
    CHECK(own_value_of(meaning.events[1].index) == ParameterId::kVibrato);
    CHECK(meaning.events[1].value == 40);
    CHECK(meaning.events[2].index == std::uint8_t(NoteKey::kGain));
    CHECK(meaning.events[2].value == -3.5f);
  }
  for (const OscBytes& wrong :
       {osc_message("/note/on", {7, 60, 0.5f, "vibrato"}), osc_message("/note/on", {7, 60, 0.5f, 1, "vibrato"}),
        osc_message("/note/on", {7, 60, 0.5f, "vibrato", 1, 2}), osc_message("/note/on", {7, 60, 0.5f, "vibrato", 1, "x"}),
        osc_message("/note/on", {7, 60, 0.5f, "volume", 1}), osc_message("/note/on", {7, 60, 0.5f, "", 1}),
        osc_message("/note/on", {7, 60, 0.5f, 0, "vibrato", 1}), osc_message("/note/on", {7, 60, 0.5f, 17, "vibrato", 1}),
        osc_message("/note/on", {7, 60, "vibrato", 1}), osc_message("/note/on", {7, 60, 0.5f, "pitch", 200}),
        osc_message("/note/on", {7, 60, 0.5f, 1, 40, 1})})
    CHECK(is_wrong(wrong));
}

TEST_CASE("A message about a note has room for each key once, and for no more") {
  for (const bool on : {false, true})
    for (const int pairs : {OscMeaning::kMaxPairs, OscMeaning::kMaxPairs + 1}) {
      OscBytes message;
      append_text(message, on ? "/note/on" : "/note/set");
      std::string types = on ? ",iiii" : ",i";
      for (int i = 0; i < pairs; i++) types += "si";
      append_text(message, types);
      append_big(message, 7, 4);
      if (on)
        for (const int number : {60, 1, 2}) append_big(message, std::uint64_t(number), 4);
      for (int i = 0; i < pairs; i++) {
        append_text(message, "pan");
        append_big(message, 1, 4);
      }
      const OscMeaning meaning = decode(message);
      INFO(on << ' ' << pairs << ' ' << (meaning.wrong ? meaning.wrong : ""));
      CHECK((meaning.wrong == nullptr) == (pairs == OscMeaning::kMaxPairs));
      if (meaning.wrong == nullptr) CHECK(meaning.count == pairs + on);
    }
}

TEST_CASE("/control reaches every parameter and clamps to its range") {
  for (const Parameter& p : parameters()) {
    const std::string name(p.name);
    const Event event = only(osc_message("/control", {name.c_str(), p.standard}));
    CHECK(event.kind == EventKind::kControl);
    CHECK(event.index == std::uint8_t(p.id));
    CHECK(event.value == p.standard);
    CHECK(event.part == kAllParts);
    CHECK(only(osc_message("/control", {name.c_str(), 1e30f})).value == p.max);
    CHECK(only(osc_message("/control", {name.c_str(), -1e30})).value == p.min);
    CHECK(only(osc_message("/control", {name.c_str(), 0, 3})).part == 2);
    CHECK(is_wrong(osc_message("/control", {name.c_str(), kNan})));
    CHECK(is_wrong(osc_message("/control", {name.c_str(), kInf})));
    CHECK(is_wrong(osc_message("/control", {name.c_str(), "loud"})));
    CHECK(is_wrong(osc_message("/control", {name.c_str()})));
  }
  CHECK(is_wrong(osc_message("/control", {"no such control", 1.0f})));
  CHECK(is_wrong(osc_message("/control", {"", 1.0f})));
  CHECK(is_wrong(osc_message("/control", {1, 1.0f})));
  CHECK(is_wrong(osc_message("/control")));
}

TEST_CASE("/place, /panic and the commands") {
  CHECK(only(osc_message("/place", {"cello"})).index == 3);
  CHECK(only(osc_message("/place", {"cello"})).part == kAllParts);
  CHECK(only(osc_message("/place", {"cello", 4})).part == 3);
  CHECK(is_wrong(osc_message("/place", {"kazoo"})));
  CHECK(is_wrong(osc_message("/place", {3})));
  CHECK(is_wrong(osc_message("/place")));
  CHECK(only(osc_message("/panic")).kind == EventKind::kPanic);
  CHECK(only(osc_message("/panic", {0})).part == kAllParts);

  const OscMeaning patch = decode(osc_message("/patch", {"a/b.glass"}));
  REQUIRE(patch.wrong == nullptr);
  CHECK(patch.is_call);
  CHECK(patch.verb == OscVerb::kPatch);
  CHECK(patch.count == 0);
  for (const char* address : {"/", "/quit", "/note", "/note/on/", "/note/o?", "/Note/on", "//note/on"})
    CHECK(is_wrong(osc_message(address, {1, 60, 0.5f})));
}

TEST_CASE("every cut and every changed byte of a message is survived") {
  for (const OscBytes& whole :
       {osc_message("/note/set", {9, "pitch", 61.25f, "gain", -6.0, "pan", true, "vibrato", 20, "dim_12", 0.5f}),
        osc_message("/note/on", {9, 61.25f, 0.5f, 2, "x", 0.25f, "gain", -6.0, "morph_to", 4, "attack", 2})}) {
    REQUIRE_FALSE(is_wrong(whole));
    for (std::size_t size = 0; size < whole.size(); size++)
      CHECK(is_wrong(OscBytes(whole.begin(), whole.begin() + long(size))));
    OscBytes longer = whole;
    longer.insert(longer.end(), 4, 0);
    CHECK(is_wrong(longer));
    std::mt19937 random(1);
    for (int i = 0; i < 20000; i++) {
      OscBytes changed = whole;
      for (int n = int(random() % 4); n >= 0; n--) changed[random() % changed.size()] = std::uint8_t(random());
      const OscMeaning meaning = decode(changed);
      REQUIRE(meaning.count <= OscMeaning::kMaxEvents);
      for (int e = 0; e < meaning.count && meaning.wrong == nullptr; e++)
        REQUIRE(std::isfinite(meaning.events[std::size_t(e)].value));
    }
  }
  OscBytes many;
  append_text(many, "/note/on");
  append_text(many, "," + std::string(1000, 'T'));
  CHECK(is_wrong(many));
}

TEST_CASE("liblo's messages are read as they were meant") {
  const lo_message made = lo_message_new();
  const lo_blob blob = lo_blob_new(3, "abc");
  lo_message_add(made, "ihfdsSTFNIcbt", 42, std::int64_t{1} << 40, 0.5, 0.25, "text", "symbol", 'c',
                 blob, lo_timetag{1, 2});
  std::size_t size = 0;
  void* bytes = lo_message_serialise(made, "/any", nullptr, &size);
  OscMessage message;
  REQUIRE(parse_osc_message({static_cast<std::uint8_t*>(bytes), size}, message) == nullptr);
  CHECK(message.address == "/any");
  REQUIRE(message.count == 13);
  CHECK(message.arguments[0].number == 42);
  CHECK(message.arguments[1].number == std::ldexp(1.0, 40));
  CHECK(message.arguments[2].number == 0.5);
  CHECK(message.arguments[3].number == 0.25);
  CHECK(message.arguments[4].text == "text");
  CHECK(message.arguments[5].text == "symbol");
  CHECK(message.arguments[6].number == 1);
  CHECK(message.arguments[7].number == 0);
  CHECK(message.arguments[12].kind == OscArgument::Kind::kOther);
  free(bytes);
  lo_message_free(made);
  lo_blob_free(blob);
}

TEST_CASE("bundles are walked in order, and a wrong element does not hide those before it") {
  const auto walk = [](const OscBytes& packet) {
    std::string seen;
    OscWalk elements(packet);
    while (const auto e = elements.next()) {
      seen += e->wrong ? '!' : char(e->data[1]);
      seen += e->time_tag > 1 ? std::to_string(e->time_tag) : "";
    }
    return seen;
  };
  const OscBytes a = osc_message("/a"), b = osc_message("/b"), c = osc_message("/c");
  CHECK(walk(a) == "a");
  CHECK(walk({}) == "!");
  CHECK(walk(osc_bundle(1, {})) == "");
  CHECK(walk(osc_bundle(1, {a, b, c})) == "abc");
  CHECK(walk(osc_bundle(5, {a, osc_bundle(7, {b}), osc_bundle(1, {c})})) == "a5b7c5");
  OscBytes cut = osc_bundle(1, {a, b});
  cut.resize(cut.size() - 3);
  CHECK(walk(cut) == "a!");
  CHECK(walk(osc_bundle(1, {{}, a})) == "!a");
  OscBytes claims = osc_bundle(1, {a});
  append_big(claims, 0x7fffffff, 4);
  claims.push_back('a');
  CHECK(walk(claims) == "a!");
  OscBytes negative = osc_bundle(1, {a});
  append_big(negative, 0xffffffff, 4);
  CHECK(walk(negative) == "a!");
  OscBytes nested = a;
  for (int i = 0; i < 8; i++) nested = osc_bundle(1, {nested, b});
  CHECK(walk(nested) == "abbbbbbbb");
  nested = osc_bundle(1, {nested});
  CHECK(walk(nested) == "!bbbbbbb");
  OscBytes text;
  append_text(text, "#bundle");
  CHECK(walk(text) == "!");
  append_text(text, "abc");
  CHECK(walk(text) == "!");  // a time tag has eight bytes
}

TEST_CASE("time tags count from 1900 and wrap in 2036") {
  const std::uint64_t now = ntp_now();
  CHECK((now >> 32) - 2208988800u == std::uint64_t(time(nullptr)));
  CHECK(ntp_ahead(now + (3ull << 32), now) == 3'000'000'000);
  CHECK(ntp_ahead(now - (1ull << 31), now) == -500'000'000);
  CHECK(ntp_ahead(1ull << 32, ~0ull - (1ull << 32) + 1) == 2'000'000'000);
}

TEST_CASE("Parts, voices and parameters are reached by address, and by patterns over them") {
  const Event vibrato = only(osc_message("/part/3/vibrato", {30}));
  CHECK((vibrato.kind == EventKind::kControl && vibrato.part == 2 && vibrato.value == 30));
  CHECK(vibrato.index == std::uint8_t(ParameterId::kVibrato));
  CHECK(only(osc_message("/part/*/vibrato", {300})).part == kAllParts);
  CHECK(only(osc_message("/part/*/vibrato", {300})).value == 100);  // clamped
  CHECK(only(osc_message("/control/x", {0.25f})).value == 0.25f);
  CHECK(only(osc_message("/control/x", {0.25f})).part == kAllParts);
  CHECK(only(osc_message("/control/x", {0.25f, 4})).part == 3);
  CHECK(is_wrong(osc_message("/control/x", {0.25f, 17})));
  CHECK(only(osc_message("/part/16/bend", {-0.5f})).kind == EventKind::kBend);
  CHECK(only(osc_message("/part/1/pressure", {1})).kind == EventKind::kChannelPressure);
  CHECK(only(osc_message("/part/2/place", {"cello"})).index == 3);
  const Event pitch = only(osc_message("/voice/7/pitch", {60.5f}));
  CHECK((pitch.kind == EventKind::kVoiceSet && pitch.id == 6 && pitch.value == 60.5f));
  CHECK(only(osc_message("/voice/*/pan", {1})).id == kAllVoices);

  const OscMeaning few = decode(osc_message("/part/{1,4}/dim_[12]", {0.5f}));
  REQUIRE(few.wrong == nullptr);
  REQUIRE(few.count == 4);
  std::string reached;
  for (int i = 0; i < 4; i++)
    reached += std::to_string(few.events[std::size_t(i)].part) + parameters()[few.events[std::size_t(i)].index].name.back() + " ";
  CHECK(reached == "01 31 02 32 ");
  CHECK(decode(osc_message("/voice/[1-4]/gain", {-6})).count == 4);
  CHECK(decode(osc_message("/part/?/drift", {0})).count == 9);

  for (const char* address : {"/part/0/x", "/part/17/x", "/part/one/x", "/part/1/colour", "/part/1/place", "/voice/0/pitch",
                              "/voice/9999/pitch", "/voice/1/volume", "/control/colour", "/part/1", "/part/1/x/y", "/part//x",
                              "/part/[/x", "/part/{1/x", "/part/1/dim_{", "/part/1/*", "/voice/1*/pitch"})
    CHECK(is_wrong(osc_message(address, {1})));
  CHECK(is_wrong(osc_message("/voice/1/pitch", {200})));
  // What the table calls a family of addresses is a pattern to whoever sends it.
  for (const char* address : {"/control/{parameter}", "/part/{part}/{parameter}", "/part/{part}/place", "/voice/{voice}/{key}"})
    CHECK(is_wrong(osc_message(address, {1})));
  CHECK(only(osc_message("/control/{x}", {0.25f})).value == 0.25f);
  CHECK(is_wrong(osc_message("/part/1/x", {"a"})));
  CHECK(is_wrong(osc_message("/part/1/x", {1, 2})));
  CHECK(is_wrong(osc_message("/control/x", {kNan})));
}

TEST_CASE("An address alone is a question") {
  for (const char* address : {"/part/3/vibrato", "/voice/*/pitch", "/control/x", "/status/load", "/transport/tempo"}) {
    const OscMeaning meaning = decode(osc_message(address));
    CHECK(meaning.wrong == nullptr);
    CHECK(meaning.is_query);
    CHECK(meaning.count == 0);
  }
  CHECK_FALSE(decode(osc_message("/panic")).is_query);
}

TEST_CASE("What makes events may say when, in seconds or in beats") {
  OscMeaning meaning = decode(osc_message("/note/on", {1, 60, 0.5f, "at", 0.25f}));
  REQUIRE(meaning.wrong == nullptr);
  CHECK(meaning.when == OscMeaning::When::kSeconds);
  CHECK(meaning.when_value == 0.25);
  CHECK(meaning.count == 1);
  meaning = decode(osc_message("/note/on", {1, 60, 0.5f, 2, "pan", 1, "beat", 16}));
  REQUIRE(meaning.wrong == nullptr);
  CHECK(meaning.when == OscMeaning::When::kBeat);
  CHECK((meaning.when_value == 16 && meaning.count == 2 && meaning.events[1].part == 1));
  CHECK(decode(osc_message("/voice/1/pitch", {61, "at", 1})).when == OscMeaning::When::kSeconds);
  CHECK(decode(osc_message("/place", {"cello", "at", 1})).when == OscMeaning::When::kSeconds);
  CHECK(decode(osc_message("/control", {"x", 0.5f})).when == OscMeaning::When::kBundle);
  CHECK(is_wrong(osc_message("/note/off", {1, "at"})));
  CHECK(is_wrong(osc_message("/note/off", {1, "at", "noon"})));
  CHECK(is_wrong(osc_message("/note/off", {1, "at", kInf})));
}
