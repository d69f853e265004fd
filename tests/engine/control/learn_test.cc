// Which control was meant, and how it counts: streams of real controllers, and what must not be learned.

#include "engine/control/learn.h"

#include <random>

#include "tests/catch.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr Nanoseconds kMs = 1'000'000;

struct Room {
  Learn learn;
  Nanoseconds now = 1'000'000 * kMs;

  explicit Room(bool armed = true) {
    if (armed) arm();
  }
  void arm() { learn.arm(target_of(ParameterId::kVibrato), now); }

  std::optional<Learned> send(const Bytes& message, int device = 0, Nanoseconds later = 8 * kMs) {
    now += later;
    return learn.receive(device, message, now);
  }
  // Two halves of one value come within a millisecond.
  std::optional<Learned> send_all(const Stream& stream, int device = 0, Nanoseconds later = 8 * kMs) {
    for (std::size_t i = 0; i < stream.size(); i++) {
      const bool half = i > 0 && stream[i][0] >> 4 == 0xb && stream[i][1] == stream[i - 1][1] + 32;
      if (auto found = send(stream[i], device, half ? kMs : later)) return found;
    }
    return std::nullopt;
  }
  std::optional<Learned> wait(Nanoseconds time) {
    for (const Nanoseconds end = now + time; now < end;) {
      now += 50 * kMs;
      if (auto found = learn.tick(now)) return found;
    }
    return std::nullopt;
  }
};

}  // namespace

TEST_CASE("A swept knob is learned with 7 bits, wherever it stands and whichever way it goes") {
  for (const auto& [from, to] : {std::pair{0, 20}, {20, 0}, {127, 100}, {50, 80}, {80, 40}, {100, 127}, {1, 12}}) {
    Room room;
    auto learned = room.send_all(sweep(2, 21, from, to));
    if (!learned) learned = room.wait(500 * kMs);
    CAPTURE(from, to);
    REQUIRE(learned);
    CHECK(learned->control == knob_control(2, 21));
    CHECK_FALSE(learned->press);
    CHECK(room.learn.state() == Learn::State::kIdle);
  }
}

TEST_CASE("A slow hand, a fast one and a coarse knob are learned alike") {
  for (const Nanoseconds pace : {kMs, 100 * kMs, 900 * kMs}) {
    Room room;
    REQUIRE(room.send_all(sweep(1, 16, 30, 90), 0, pace));
  }
  Room room;
  const auto learned = room.send_all({cc(1, 16, 30), cc(1, 16, 47), cc(1, 16, 81)});
  REQUIRE(learned);
  CHECK(learned->control == knob_control(1, 16));
}

TEST_CASE("Nothing is learned before it is armed, nor twice") {
  Room room(false);
  CHECK_FALSE(room.send_all(sweep(1, 21, 0, 127)));
  CHECK_FALSE(room.wait(3000 * kMs));
  room.arm();
  CHECK(room.send_all(sweep(1, 21, 0, 127)));
  CHECK_FALSE(room.send_all(sweep(1, 22, 0, 127)));
  room.arm();
  room.learn.cancel();
  CHECK_FALSE(room.send_all(sweep(1, 22, 0, 127)));
}

TEST_CASE("A fader whose halves come together is learned with 14 bits, slow or fast, up or down") {
  for (const auto& [from, to, step] : {std::tuple{0, 4000, 40}, {9000, 3000, 90}, {500, 16383, 700}, {380, 900, 3}}) {
    Room room;
    const auto learned = room.send_all(fine_sweep(1, 7, from, to, step));
    CAPTURE(from, to, step);
    REQUIRE(learned);
    CHECK(learned->control == knob_control(1, 7, ControlFormat::kFine));
  }
}

TEST_CASE("A fader that sends its coarse half only when it changes is learned with 14 bits") {
  Room room;
  std::optional<Learned> learned;
  int coarse = -1;
  for (int v = 1000; v < 4000 && !learned; v += 11) {
    if (v >> 7 != coarse) learned = room.send(cc(1, 7, v >> 7));
    coarse = v >> 7;
    if (!learned) learned = room.send(cc(1, 39, v & 127), 0, kMs);
  }
  REQUIRE(learned);
  CHECK(learned->control == knob_control(1, 7, ControlFormat::kFine));
}

TEST_CASE("A fine fader that is moved a little and left alone is not taken for its fine half") {
  Room room;
  CHECK_FALSE(room.send_all({cc(1, 7, 8), cc(1, 39, 3)}));
  for (int fine = 4; fine < 100; fine += 5) CHECK_FALSE(room.send(cc(1, 39, fine)));
  CHECK_FALSE(room.wait(1000 * kMs));
  const auto learned = room.send_all(fine_sweep(1, 7, 1100, 3000, 30));
  REQUIRE(learned);
  CHECK(learned->control == knob_control(1, 7, ControlFormat::kFine));
}

TEST_CASE("Controllers 33 to 63 are learned by themselves, also beside another that moved before") {
  Room room;
  CHECK_FALSE(room.send(cc(1, 8, 60)));
  room.now += 300 * kMs;
  CHECK_FALSE(room.send_all(sweep(1, 40, 10, 60)));
  const auto learned = room.wait(500 * kMs);
  REQUIRE(learned);
  CHECK(learned->control == knob_control(1, 40));
}

TEST_CASE("Endless encoders are learned with their way of counting, once they were turned both ways") {
  for (const ControlFormat format :
       {ControlFormat::kTwosComplement, ControlFormat::kSignMagnitude, ControlFormat::kBinaryOffset})
    for (const auto& steps : {std::vector<int>{1, 1, 1, 1, 1, -1, -1, -1},
                              {-1, -1, -1, -1, 1, 1},
                              {1, 2, 2, 4, 4, 1, -2, -1, -1},
                              {-1, -3, -3, -1, -1, 5, 5, 1}}) {
      Room room;
      const auto learned = room.send_all(turns(1, 20, format, steps), 0, 60 * kMs);
      CAPTURE(name_of(format), steps[0], steps[1]);
      REQUIRE(learned);
      CHECK(learned->control == knob_control(1, 20, format));
    }
}

TEST_CASE("Turned one way only, an encoder is asked for the other, and then taken for the commoner sort") {
  for (const auto& [format, step, expected] :
       {std::tuple{ControlFormat::kTwosComplement, 1, ControlFormat::kTwosComplement},
        {ControlFormat::kSignMagnitude, 1, ControlFormat::kTwosComplement},
        {ControlFormat::kSignMagnitude, -1, ControlFormat::kBinaryOffset},
        {ControlFormat::kBinaryOffset, 1, ControlFormat::kBinaryOffset}}) {
    Room room;
    CHECK_FALSE(room.send_all(turns(1, 20, format, {step, step, step, step, step, step})));
    CHECK(room.learn.wants_both_ways());
    CHECK_FALSE(room.wait(1000 * kMs));
    const auto learned = room.wait(1000 * kMs);
    REQUIRE(learned);
    CHECK(learned->control.format == expected);
    CHECK_FALSE(room.learn.wants_both_ways());
  }
  Room room;
  CHECK_FALSE(room.learn.wants_both_ways());
  CHECK(room.send_all(turns(1, 20, ControlFormat::kBinaryOffset, {-1, -1, -1, -1, -1})));  // 63 is one sort only
}

TEST_CASE("A knob that creeps among an encoder's values is a knob") {
  for (const auto& [from, to] : {std::pair{1, 15}, {113, 127}, {49, 63}, {65, 79}, {127, 120}}) {
    Room room;
    auto learned = room.send_all(sweep(1, 20, from, to));
    if (!learned) learned = room.wait(500 * kMs);
    CAPTURE(from, to);
    REQUIRE(learned);
    CHECK(learned->control == knob_control(1, 20));
  }
}

TEST_CASE("Buttons are learned, whether they are let go, held, or only say that they were pressed") {
  {
    Room room;
    const auto learned = room.send_all({cc(1, 41, 127), cc(1, 41, 0)});
    REQUIRE(learned);
    CHECK(learned->control == knob_control(1, 41));
    CHECK(learned->press == Press::kMomentary);
  }
  {
    Room room;
    CHECK_FALSE(room.send(cc(1, 41, 127)));
    CHECK_FALSE(room.wait(300 * kMs));
    const auto learned = room.wait(200 * kMs);
    REQUIRE(learned);
    CHECK(learned->press == Press::kMomentary);
  }
  {
    Room room(false);
    room.send(cc(1, 41, 127));  // one that stays down was pressed before
    room.arm();
    CHECK_FALSE(room.send(cc(1, 41, 0)));
    CHECK(room.wait(500 * kMs));
  }
}

TEST_CASE("Notes and programs are learned as buttons") {
  {
    Room room;
    CHECK_FALSE(room.send_all({note_on(10, 36, 100), note_off(10, 36)}));
    const auto learned = room.wait(250 * kMs);
    REQUIRE(learned);
    CHECK(learned->control.id == ControlId{ControlKind::kNote, 9, 36});
  }
  {
    Room room;
    CHECK_FALSE(room.send_all({cc(1, 0, 1), cc(1, 32, 0)}));  // the bank goes before
    const auto learned = room.send(program(1, 5));
    REQUIRE(learned);
    CHECK(learned->control.id == ControlId{ControlKind::kProgram, 0, 5});
  }
}

TEST_CASE("A pad that is struck again and again is learned with the third stroke, without a pause") {
  Room room;
  CHECK_FALSE(room.send_all({note_on(10, 36, 100), note_off(10, 36), note_on(10, 36, 90), note_off(10, 36)}));
  const auto learned = room.send(note_on(10, 36, 110));
  REQUIRE(learned);
  CHECK(learned->control.id == ControlId{ControlKind::kNote, 9, 36});
}

TEST_CASE("A key that was let go only is not learned") {
  Room room;
  CHECK_FALSE(room.send(note_off(1, 60)));
  CHECK_FALSE(room.wait(500 * kMs));
}

TEST_CASE("A pad is a pad however hard it is pressed, a motor fader is a fader although it says that it is touched") {
  {
    Room room;
    Stream stream{note_on(10, 36, 100)};
    for (int v = 0; v < 100; v += 9) stream.push_back(pressed(10, v));
    CHECK_FALSE(room.send_all(stream));
    const auto learned = room.wait(300 * kMs);
    REQUIRE(learned);
    CHECK(learned->control.id.kind == ControlKind::kNote);
  }
  {
    Room room;
    Stream stream{note_on(1, 104, 127)};
    for (int v = 3000; v < 9000; v += 150) stream.push_back(bend(1, v));
    const auto learned = room.send_all(stream);
    REQUIRE(learned);
    CHECK(learned->control == whole_control({ControlKind::kBend, 0, 0}, ControlFormat::kFine));
  }
  {
    Room room;
    Stream breath;
    for (int v = 0; v < 60; v += 4) breath.push_back(pressed(1, v));
    const auto learned = room.send_all(breath);
    REQUIRE(learned);
    CHECK(learned->control.id.kind == ControlKind::kPressure);
  }
  {
    Room room;
    Stream fingers;
    for (int v = 0; v < 60; v += 4) fingers.push_back(key_pressed(1, 60, v));
    CHECK_FALSE(room.send_all(fingers));
  }
}

TEST_CASE("NRPNs of a synth's panel are learned as they count") {
  const auto panel = [](int number, const std::vector<int>& values, bool fine) {
    Stream stream;
    for (const int v : values) stream = stream + nrpn(1, number, v, fine);
    return stream;
  };
  const ControlId id{ControlKind::kNrpn, 0, 300};
  {
    Room room;
    const auto learned = room.send_all(panel(300, {100, 900, 1900, 2900, 4000}, true));
    REQUIRE(learned);
    CHECK(learned->control == whole_control(id, ControlFormat::kFine));
  }
  {
    Room room;
    const auto learned = room.send_all(panel(300, {40, 42, 45, 50}, false));
    REQUIRE(learned);
    CHECK(learned->control == whole_control(id, ControlFormat::kCoarse));
  }
  for (const auto& [values, last] :
       {std::pair{std::vector<int>{90, 91, 92, 95, 100}, 127}, {{120, 124, 127, 129, 130}, 255}}) {
    Room room;
    CHECK_FALSE(room.send_all(panel(300, values, true)));
    const auto learned = room.wait(500 * kMs);
    REQUIRE(learned);
    CHECK(learned->control.format == ControlFormat::kFine);
    CHECK(learned->control.last == last);
  }
  {
    Room room;
    const auto learned = room.send_all({cc(1, 99, 2), cc(1, 98, 44), cc(1, 96, 0), cc(1, 96, 0)});
    REQUIRE(learned);
    CHECK(learned->control.id == id);
  }
}

TEST_CASE("Excluded controllers are never learned, however they are moved") {
  for (int n = 0; n < 128; n++) {
    if (may_be_learned(n)) continue;
    Room room;
    CAPTURE(n);
    CHECK_FALSE(room.send_all(sweep(1, n, 0, 127)));
    CHECK_FALSE(room.send_all({cc(1, n, 127), cc(1, n, 0)}));
    CHECK_FALSE(room.wait(2000 * kMs));
  }
  Room room;  // a registered parameter
  CHECK_FALSE(room.send_all(Stream{cc(1, 101, 0), cc(1, 100, 0)} + sweep(1, 6, 0, 40)));
  CHECK_FALSE(room.wait(2000 * kMs));
}

TEST_CASE("Worn pots that tremble by a step are not learned, and do not keep the moved one from being") {
  Room room(false);
  std::array<int, 128> up{};  // controllers send what changes only
  const auto tremble = [&](int n) { return cc(1, n, 61 + n % 3 + (up[std::size_t(n)] ^= 1)); };
  for (int i = 0; i < 50; i++) room.send(tremble(16 + i % 4));
  room.send(cc(1, 30, 126));  // one at its end
  room.arm();
  CHECK_FALSE(room.send(cc(1, 30, 127)));
  for (int i = 0; i < 200; i++) {
    CHECK_FALSE(room.send(tremble(16 + i % 4), 0, 37 * kMs));
    CHECK_FALSE(room.learn.tick(room.now));
  }
  std::optional<Learned> learned;
  for (int v = 20; v < 60 && !learned; v++) {
    learned = room.send(cc(1, 23, v));
    if (!learned) learned = room.send(tremble(17));
  }
  REQUIRE(learned);
  CHECK(learned->control == knob_control(1, 23));
}

TEST_CASE("Of two controllers with the same knob the one that is moved is meant") {
  Room room;
  CHECK_FALSE(room.send_all({cc(1, 21, 60), cc(1, 21, 61), cc(1, 21, 60)}, 4));
  const auto learned = room.send_all(sweep(1, 21, 0, 20), 7);
  REQUIRE(learned);
  CHECK(learned->device == 7);
}

TEST_CASE("Armed without a target, it waits for a parameter to be touched and then for a knob") {
  Room room(false);
  const Target pan = target_of(ParameterId::kPan, 3);
  CHECK_FALSE(room.learn.touch(pan, room.now));
  room.learn.arm(room.now);
  CHECK(room.learn.state() == Learn::State::kAwaitsTarget);
  CHECK_FALSE(room.send_all(sweep(1, 21, 0, 50)));
  CHECK(room.learn.touch(pan, room.now));
  CHECK_FALSE(room.learn.touch(target_of(ParameterId::kX), room.now));
  CHECK(room.send_all(sweep(1, 22, 0, 50)));
  CHECK(room.learn.target() == pan);
}

TEST_CASE("Patience ends, once") {
  Room room;
  CHECK_FALSE(room.learn.expired(room.now + Learn::kPatience - 1));
  CHECK(room.learn.expired(room.now + Learn::kPatience));
  CHECK_FALSE(room.learn.expired(room.now + 2 * Learn::kPatience));
  CHECK_FALSE(room.send_all(sweep(1, 21, 0, 50)));
}

TEST_CASE("Any bytes from any number of controllers are survived, and whatever is learned may be mapped") {
  std::mt19937 random(2);
  int learned = 0;
  for (int round = 0; round < 300; round++) {
    Room room;
    for (int i = 0; i < 400; i++) {
      Bytes message(1 + random() % 3);
      for (auto& byte : message) byte = std::uint8_t(random() % 2 == 0 ? random() : 0x80 | random() % 0x70);
      if (random() % 2 == 0) message = cc(1, int(random() % 128), int(random() % 128));
      auto found = room.send(message, int(random() % 3), Nanoseconds(random() % 50) * kMs);
      if (!found) found = room.learn.tick(room.now);
      if (!found) continue;
      learned++;
      REQUIRE(what_is_wrong(standard_mapping(found->control, room.learn.target())).empty());
      if (found->control.id.kind == ControlKind::kController) REQUIRE(may_be_learned(found->control.id.number));
      room.arm();
    }
  }
  CHECK(learned > 300);
}
