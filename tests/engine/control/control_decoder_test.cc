// Streams of real controllers, and what no controller sends.

#include "engine/control/control_decoder.h"

#include <memory>
#include <random>

#include "tests/catch.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

ControllerMap map_of(const std::vector<Control>& controls) {
  std::vector<Mapping> mappings;
  for (const Control& c : controls) mappings.push_back(standard_mapping(c, target_of(ParameterId::kVibrato)));
  return ControllerMap(mappings);
}

Control nrpn_control(int channel, int number, ControlFormat format) {
  return whole_control({ControlKind::kNrpn, std::uint8_t(channel - 1), std::uint16_t(number)}, format);
}

// All complete moves of the stream.
std::vector<ControlMove> moves(const ControllerMap& map, const Stream& stream) {
  ControlDecoder decoder;
  std::vector<ControlMove> all;
  for (const Bytes& message : stream)
    if (const auto reading = decoder.receive(message, map); reading.complete) all.push_back(reading.move);
  return all;
}

std::vector<int> values(const std::vector<ControlMove>& all) {
  std::vector<int> result;
  for (const ControlMove& m : all) result.push_back(m.value);
  return result;
}

}  // namespace

TEST_CASE("Without a map every controller is 7 bits, and 32 to 63 are controls of their own") {
  const ControllerMap none;
  ControlDecoder decoder;
  for (int n = 0; n < 98; n++) {
    const auto reading = decoder.receive(cc(3, n, n), none);
    CAPTURE(n);
    REQUIRE(reading.complete);
    CHECK(reading.mapped == nullptr);
    CHECK(reading.move.id == knob_id(3, n));
    CHECK(reading.move.format == ControlFormat::kCoarse);
    CHECK(reading.move.value == n);
  }
  for (int n = 98; n < 102; n++) CHECK_FALSE(decoder.receive(cc(3, n, 127), none).complete);
  for (int n = 120; n < 128; n++) CHECK_FALSE(decoder.receive(cc(3, n, 0), none).complete);
}

TEST_CASE("Two controllers are 14 bits where the map says so, whole values only") {
  const ControllerMap map = map_of({knob_control(1, 16, ControlFormat::kFine)});
  const auto all = moves(map, fine_sweep(1, 16, 900, 860, 1));  // across 7 * 128 downwards
  REQUIRE(all.size() == 41);
  for (std::size_t i = 0; i < all.size(); i++) {
    CHECK(all[i].value == 900 - int(i));
    CHECK(all[i].id == knob_id(1, 16));
    CHECK(all[i].format == ControlFormat::kFine);
  }
}

TEST_CASE("A fader of 14 bits may leave out the half that stays, and the fine one altogether") {
  const ControllerMap map = map_of({knob_control(1, 16, ControlFormat::kFine)});
  // The coarse half only when it changes.
  CHECK(values(moves(map, {cc(1, 16, 7), cc(1, 48, 3), cc(1, 48, 2), cc(1, 48, 0), cc(1, 16, 6), cc(1, 48, 127)})) ==
        std::vector<int>{7 * 128 + 3, 7 * 128 + 2, 7 * 128, 6 * 128 + 127});
  // Never the fine half: from the second message on it is known, and the end is the end.
  CHECK(values(moves(map, {cc(1, 16, 5), cc(1, 16, 6), cc(1, 16, 127)})) == std::vector<int>{6 * 128, 16383});
}

TEST_CASE("Fine halves belong to their channel and their controller") {
  const ControllerMap map = map_of({knob_control(1, 16, ControlFormat::kFine)});
  ControlDecoder decoder;
  CHECK(decoder.receive(cc(1, 16, 1), map).mapped != nullptr);
  CHECK(decoder.receive(cc(1, 48, 1), map).mapped != nullptr);
  CHECK(decoder.receive(cc(2, 48, 1), map).mapped == nullptr);
  CHECK(decoder.receive(cc(1, 49, 1), map).move.id == knob_id(1, 49));
}

TEST_CASE("NRPNs of a synth's panel") {
  const int number = 5 << 7 | 17;
  const ControllerMap fine = map_of({nrpn_control(1, number, ControlFormat::kFine)});
  CHECK(values(moves(fine, nrpn(1, number, 300) + nrpn(1, number, 255))) == std::vector<int>{300, 255});
  const ControllerMap coarse = map_of({nrpn_control(1, number, ControlFormat::kCoarse)});
  CHECK(values(moves(coarse, nrpn(1, number, 9, false) + nrpn(1, number, 10, false))) == std::vector<int>{9, 10});
  // Chosen once, moved often; then another, which is not mapped.
  const Stream once = nrpn(1, number, 20, false) + Stream{cc(1, 6, 21), cc(1, 6, 22)};
  CHECK(values(moves(coarse, once)) == std::vector<int>{20, 21, 22});
  ControlDecoder decoder;
  for (const Bytes& m : nrpn(1, number + 1, 20, false)) CHECK(decoder.receive(m, coarse).mapped == nullptr);
  CHECK(decoder.receive(cc(1, 98, 17), coarse).mapped == nullptr);
  CHECK(decoder.receive(cc(1, 6, 3), coarse).mapped != nullptr);
}

TEST_CASE("An NRPN without its fine half is understood by the second message, however often it is chosen") {
  const ControllerMap map = map_of({nrpn_control(1, 300, ControlFormat::kFine)});
  CHECK(values(moves(map, nrpn(1, 300, 5, false) + nrpn(1, 300, 6, false))) == std::vector<int>{6 * 128});
}

TEST_CASE("Increments of an NRPN are steps") {
  const ControllerMap map = map_of({nrpn_control(1, 300, ControlFormat::kFine)});
  const auto all = moves(map, Stream{cc(1, 99, 2), cc(1, 98, 44), cc(1, 96, 0), cc(1, 97, 64)});
  REQUIRE(all.size() == 2);
  CHECK(all[0].relative);
  CHECK(all[0].value == 1);
  CHECK(all[1].value == -1);
}

TEST_CASE("A registered number is nobody's control, and with none chosen data entry is a slider like others") {
  const ControllerMap map = map_of({knob_control(1, 6), nrpn_control(1, 0, ControlFormat::kCoarse)});
  ControlDecoder decoder;
  CHECK(decoder.receive(cc(1, 6, 20), map).mapped != nullptr);  // the seventh slider of a nanoKONTROL2
  (void)decoder.receive(cc(1, 101, 0), map);
  (void)decoder.receive(cc(1, 100, 0), map);
  CHECK(decoder.receive(cc(1, 6, 12), map).mapped == nullptr);  // the bend range
  (void)decoder.receive(cc(1, 99, 0), map);
  (void)decoder.receive(cc(1, 98, 0), map);
  const auto reading = decoder.receive(cc(1, 6, 12), map);
  CHECK(reading.move.id.kind == ControlKind::kNrpn);
  (void)decoder.receive(cc(1, 99, 127), map);
  (void)decoder.receive(cc(1, 98, 127), map);
  CHECK(decoder.receive(cc(1, 6, 20), map).move.id == knob_id(1, 6));
}

TEST_CASE("Encoders count their steps in three ways") {
  const std::vector<int> steps{1, 1, 3, -1, -2, -15, 15};
  for (const ControlFormat format :
       {ControlFormat::kTwosComplement, ControlFormat::kSignMagnitude, ControlFormat::kBinaryOffset}) {
    const auto all = moves(map_of({knob_control(1, 20, format)}), turns(1, 20, format, steps));
    CAPTURE(name_of(format));
    CHECK(values(all) == steps);
    for (const ControlMove& m : all) CHECK(m.relative);
  }
}

TEST_CASE("An encoder that says that it stands still does not move") {
  for (const auto& [format, still] : {std::pair{ControlFormat::kTwosComplement, 0},
                                      {ControlFormat::kSignMagnitude, 0},
                                      {ControlFormat::kSignMagnitude, 64},
                                      {ControlFormat::kBinaryOffset, 64}}) {
    const ControllerMap map = map_of({knob_control(1, 20, format)});
    ControlDecoder decoder;
    const auto reading = decoder.receive(cc(1, 20, still), map);
    CHECK(reading.mapped != nullptr);
    CHECK_FALSE(reading.complete);
  }
}

TEST_CASE("Notes, programs, pressure and the wheel are controls too") {
  const ControllerMap none;
  const auto all = moves(none, {note_on(2, 36, 90),
                                note_off(2, 36),
                                note_on(2, 36, 0),
                                program(2, 5),
                                pressed(2, 33),
                                bend(2, 8192),
                                key_pressed(2, 60, 40)});
  REQUIRE(all.size() == 7);
  CHECK(all[0].id == ControlId{ControlKind::kNote, 1, 36});
  CHECK(values(all) == std::vector<int>{90, 0, 0, 5, 33, 8192, 40});
  CHECK(all[5].format == ControlFormat::kFine);
  CHECK(all[6].id == ControlId{ControlKind::kKeyPressure, 1, 60});
}

TEST_CASE("A program that is mapped by itself goes before all programs") {
  const std::vector<Mapping> mappings{
      standard_mapping(whole_control({ControlKind::kProgram, 0, kAnyProgram}, ControlFormat::kCoarse),
                       target_of(ControlAction::kSetlistGo)),
      standard_mapping(whole_control({ControlKind::kProgram, 0, 3}, ControlFormat::kCoarse),
                       target_of(ControlAction::kPanic))};
  const ControllerMap map(mappings);
  ControlDecoder decoder;
  CHECK(map.targets(*decoder.receive(program(1, 3), map).mapped)[0].target.action == ControlAction::kPanic);
  CHECK(map.targets(*decoder.receive(program(1, 4), map).mapped)[0].target.action == ControlAction::kSetlistGo);
  CHECK(decoder.receive(program(2, 4), map).mapped == nullptr);
}

TEST_CASE("Broken messages are nothing") {
  const ControllerMap none;
  ControlDecoder decoder;
  for (const Bytes& broken : Stream{{},
                                    {0xb0},
                                    {0xb0, 1},
                                    {0xb0, 1, 128},
                                    {0xb0, 200, 1},
                                    {0xb0, 1, 2, 3},
                                    {0xc0, 128},
                                    {0xf0, 1, 2},
                                    {0xf8},
                                    {0x40, 1, 2},
                                    {0xe0, 1},
                                    {0xd0, 1, 2}}) {
    CHECK_FALSE(is_channel_message(broken));
    CHECK_FALSE(decoder.receive(broken, none).complete);
  }
}

TEST_CASE("Any stream decodes to values within what the control counts") {
  std::mt19937 random(9);
  for (int round = 0; round < 300; round++) {
    std::vector<Control> controls;
    for (int i = 0; i < 20; i++)
      controls.push_back(knob_control(1 + int(random() % 2), int(random() % 120),
                                      ControlFormat(random() % (int(ControlFormat::kLast) + 1))));
    const ControllerMap map = map_of(controls);
    ControlDecoder decoder;
    for (int i = 0; i < 2000; i++) {
      const Bytes message = random() % 8 == 0 ? nrpn(1, int(random() % 3), int(random() % 16384))[random() % 4]
                                              : cc(1 + int(random() % 2), int(random() % 128), int(random() % 128));
      const auto reading = decoder.receive(message, map);
      if (!reading.complete) continue;
      if (reading.mapped != nullptr) REQUIRE(reading.mapped->control.id == reading.move.id);
      if (reading.move.relative)
        REQUIRE((reading.move.value != 0 && std::abs(reading.move.value) <= 127));
      else
        REQUIRE((reading.move.value >= 0 &&
                 reading.move.value <= (reading.move.format == ControlFormat::kFine ? 16383 : 127)));
    }
  }
}
