// The accompanist's ear against PyTorch, and in every key.

#include "engine/jam/ear.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/small_jam.h"

using namespace seaglass;
using namespace seaglass::jam;
using namespace seaglass::test;

namespace {

// As for the reader (reader_test.cc); its sums are shorter and fewer.
constexpr double kParity = 1e-4;

EarMemory heard_until(const nlohmann::json& sounds, int frame, int semitones = 0) {
  EarMemory memory;
  for (int f = 0; f < frame; f++) memory.pass(turned(PitchClasses(sounds[std::size_t(f)].get<int>()), semitones));
  return memory;
}

EarQuestion question_of(const nlohmann::json& said, const EarMemory& memory) {
  return {.memory = memory, .last = said["last"], .sounds = said["held"] != 0, .place = said["place"], .age = said["age"], .chord = said["chord"]};
}

}  // namespace

TEST_CASE("The accompanist's ear says what PyTorch says, at every level") {
  const nlohmann::json& golden = small_jam_heard();
  for (const Kernels* kernels : kernels::available_jam()) {
    CAPTURE(kernels->name);
    Ear ear(small_jam(*kernels));
    double worst = 0;
    for (const auto& said : golden["said"]) {
      const EarMemory memory = heard_until(golden["sounds"], said["frame"]);
      const EarAnswer& answer = ear.listen(question_of(said, memory));
      for (std::size_t i = 0; i < answer.outlook.size(); i++)
        worst = std::max(worst, std::fabs(double(answer.outlook[i]) - said["outlook"][i].get<double>()));
      for (std::size_t i = 0; i < answer.chords.size(); i++)
        worst = std::max(worst, std::fabs(double(answer.chords[i]) - said["chords"][i].get<double>()));
      worst = std::max(worst, std::fabs(double(answer.change) - said["change"][0].get<double>()));
    }
    CHECK(worst < kParity);
    CHECK(worst > 0);
  }
}

TEST_CASE("In another key the ear says the same, moved") {
  const nlohmann::json& golden = small_jam_heard();
  const auto& said = golden["said"][3];
  const EarMemory memory = heard_until(golden["sounds"], said["frame"]);
  const EarMemory higher = heard_until(golden["sounds"], said["frame"], 5);
  Ear ear(small_jam());
  EarQuestion question = question_of(said, memory);
  question.chord = 37;
  const EarAnswer here = ear.listen(question);
  EarQuestion moved = question_of(said, higher);
  moved.last += 5;
  moved.chord = (37 + 5 * kQualities) % kChords;
  const EarAnswer there = ear.listen(moved);
  for (std::size_t p = 0; p < 12; p++) REQUIRE(there.outlook[(p + 5) % 12] == here.outlook[p]);
  for (std::size_t c = 0; c < std::size_t(kChords); c++) REQUIRE(there.chords[(c + 5 * kQualities) % kChords] == here.chords[c]);
  REQUIRE(there.change == here.change);
}

TEST_CASE("Before the player's first note the ear says nothing") {
  Ear ear(small_jam());
  const EarMemory memory;
  const EarAnswer& answer = ear.listen({.memory = memory});
  for (const float x : answer.outlook) REQUIRE(x == 0);
  for (const float x : answer.chords) REQUIRE(x == 0);
  REQUIRE(answer.change == 0);
}

TEST_CASE("Listening takes no memory") {
  Ear ear(small_jam());
  EarMemory memory;
  memory.pass(0x15);
  const AllocationGuard guard;
  (void)ear.listen({.memory = memory, .last = 60, .sounds = true, .place = 2, .age = 4, .chord = 11});
  const auto taken = guard.count();
  REQUIRE(taken == 0);
}
