// The accompanist's network against PyTorch, and what its reader promises of its memory.

#include "engine/jam/reader.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/signal.h"
#include "tests/support/small_jam.h"

using namespace seaglass;
using namespace seaglass::jam;
using namespace seaglass::test;

namespace {

// What single precision and five decimals may lose. Logits here are sums of 16 to 64 products and reach about 5, after sums as
// long and softmax over 512 steps in each of two blocks. Each sum of n loses sqrt(n) x 2^-24 or so of its size, 5e-7, and
// PyTorch as much the other way; a hundred such sums in a row would show at 1e-4. A single weight off by one step of its
// scale, or one step too many in the window, moves some logit by 1e-3 and more (asserted below).
constexpr double kParity = 1e-4;

double worst_difference(std::span<const float> got, const nlohmann::json& wanted) {
  REQUIRE(got.size() == wanted.size());
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); i++) {
    const double off = std::abs(double(got[i]) - wanted[i].get<double>());
    if (!(off <= worst)) worst = off;
  }
  return worst;
}

// The worst over all that PyTorch said of the small patch's steps.
double worst_against_pytorch(std::shared_ptr<const jam::Network> network) {
  Reader reader(std::move(network));
  const auto& steps = small_jam_steps();
  double worst = 0;
  for (const auto& said : small_jam_said()) {
    const auto after = said["after"].get<std::int64_t>();
    while (reader.steps() <= after) reader.read(steps[std::size_t(reader.steps())]);
    const Step& next = steps[std::size_t(after) + 1];
    const auto compare = [&](std::span<const float> got, const char* field) {
      worst = std::max(worst, worst_difference(got, said[field]));
    };
    compare(reader.kinds(), "kinds");
    compare(reader.keys(), "keys");
    compare(reader.outlook(), "outlook");
    if (next.kind == Kind::kFrame) continue;
    compare(reader.values(next.kind, {.chord = next.chord, .now = next.now, .last = said["last"]}), "values");
    if (!is_note(next.kind)) continue;
    compare(reader.micros(next.kind, next.value), "micros");
    compare(reader.durations(next.kind, next.value, next.micro), "durations");
    compare(reader.velocities(next.kind, next.value, next.micro, next.duration), "velocities");
  }
  return worst;
}

void read_to(Reader& reader, std::int64_t end) {
  while (reader.steps() < end) reader.read(small_jam_steps()[std::size_t(reader.steps())]);
}

// A step that is in none of the small patch's places: to be forgotten.
Step other_step(int i) {
  return {.kind = Kind(i % kKinds), .frame = 7 * i, .place = std::uint8_t(i % kPlaces), .now = std::uint8_t(i % kChordValues),
          .value = std::int16_t(i * 31 % 120), .velocity = std::uint8_t(i % kVelocities)};
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) { return a.size() == b.size() && first_difference(a, b) == -1; }

}  // namespace

TEST_CASE("Step by step the accompanist's network says what PyTorch says of the whole, at every level") {
  for (const Kernels* kernels : kernels::available_jam()) {
    CAPTURE(kernels->name);
    const double worst = worst_against_pytorch(small_jam(*kernels));
    CHECK(worst < kParity);
    CHECK(worst > 0);  // equal to the last decimal would mean that nothing was compared
  }
}

TEST_CASE("A weight off by one step, a bias off by a hundredth, or another window would show against PyTorch") {
  const auto altered = [](auto&& change) {
    JamPatch patch = small_jam_patch();
    change(patch);
    return worst_against_pytorch(std::make_shared<const jam::Network>(patch, kernels::best_jam()));
  };
  CHECK(altered([](JamPatch& p) { p.blocks[1].down.rows.weight[5]++; }) > 2 * kParity);
  CHECK(altered([](JamPatch& p) { p.blocks[0].qkv.rows.weight[7]++; }) > 2 * kParity);
  CHECK(altered([](JamPatch& p) { p.over.bias[3] += 0.01f; }) > 2 * kParity);
  CHECK(altered([](JamPatch& p) { p.shape.window -= 16; }) > 2 * kParity);
  CHECK(altered([](JamPatch& p) { p.shape.window += 16; }) > 2 * kParity);
}

TEST_CASE("What is read after a rewind gives the same bits as if nothing had been forgotten") {
  for (const Kernels* kernels : kernels::available_jam()) {
    const auto network = small_jam(*kernels);
    Reader straight(network), winding(network);
    // Within the first window, over the end of the ring, and as far back as it goes.
    for (const auto& [end, beyond] : {std::pair{40, 10}, {300, 256}, {520, 100}, {700, 256}, {701, 1}}) {
      read_to(straight, end);
      read_to(winding, end);
      const auto before = all_said(winding, std::size_t(end) - 1);
      for (int i = 0; i < beyond; i++) winding.read(other_step(i));
      CAPTURE(kernels->name, end, beyond);
      REQUIRE_FALSE(same_bits(all_said(winding, std::size_t(end) - 1), before));
      REQUIRE(winding.rewind(end));
      REQUIRE(winding.steps() == end);
      REQUIRE(same_bits(all_said(winding, std::size_t(end) - 1), before));
      REQUIRE(same_bits(before, all_said(straight, std::size_t(end) - 1)));
    }
    read_to(straight, 719);
    read_to(winding, 719);
    REQUIRE(same_bits(all_said(straight, 718), all_said(winding, 718)));
  }
}

TEST_CASE("A rewind further than what is kept is refused and forgets nothing") {
  Reader reader(small_jam());
  read_to(reader, 400);
  const auto before = all_said(reader, 399);
  REQUIRE_FALSE(reader.rewind(400 - kMostRewind - 1));
  REQUIRE_FALSE(reader.rewind(401));
  REQUIRE_FALSE(reader.rewind(-1));
  REQUIRE(reader.steps() == 400);
  REQUIRE(same_bits(all_said(reader, 399), before));
  REQUIRE(reader.rewind(400));
  REQUIRE(reader.rewind(300));
  // Counted from the furthest: what lies before has been written over.
  REQUIRE_FALSE(reader.rewind(400 - kMostRewind - 1));
  REQUIRE(reader.rewind(400 - kMostRewind));
  read_to(reader, 400);
  REQUIRE(same_bits(all_said(reader, 399), before));
}

TEST_CASE("After a reset a reader is as new") {
  const auto network = small_jam();
  Reader fresh(network), used(network);
  read_to(used, 719);
  used.reset();
  REQUIRE(used.steps() == 0);
  REQUIRE(same_bits(all_said(used, 0), all_said(fresh, 0)));
  REQUIRE_FALSE(used.rewind(-1));
  for (const int end : {1, 50}) {
    read_to(fresh, end);
    read_to(used, end);
    REQUIRE(same_bits(all_said(used, std::size_t(end) - 1), all_said(fresh, std::size_t(end) - 1)));
  }
}

TEST_CASE("A step that has left the window is forgotten for good") {
  // In two blocks what a step knows may come from two windows back, the step itself from one: compare after two windows.
  const int window = small_jam_patch().shape.window;
  Reader one(small_jam()), other(small_jam());
  one.read(other_step(3));
  other.read(other_step(4));
  for (int i = 0; i < 2 * window; i++) {
    const Step& step = small_jam_steps()[std::size_t(i) % 700];
    one.read(step);
    other.read(step);
    if (i == window - 3) REQUIRE_FALSE(same_bits(all_said(one, 5), all_said(other, 5)));
  }
  REQUIRE(same_bits(all_said(one, 5), all_said(other, 5)));
}

TEST_CASE("Hours later the network hears the same: only distances between steps and frames count") {
  // Where the numbers of steps and frames stand makes a difference of rounding alone: rotations are computed in double and
  // rounded once, 6e-8 of each product.
  const auto network = small_jam();
  Reader early(network), late(network);
  for (int i = 0; i < 20000; i++) late.read(other_step(i));  // so that step numbers differ too
  constexpr std::int64_t kHours = 40'000'000;  // frames
  for (int i = 0; i < 1100; i++) {
    Step step = small_jam_steps()[std::size_t(i) % 700];
    step.frame = i;
    early.read(step);
    step.frame += kHours;
    late.read(step);
  }
  const auto a = all_said(early, 5), b = all_said(late, 5);
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); i++) REQUIRE(std::abs(a[i] - b[i]) < kParity);
  REQUIRE_FALSE(same_bits(a, b));
}

TEST_CASE("Reading, asking and rewinding allocate nothing") {
  if (!AllocationGuard::kActive) return;
  Reader reader(small_jam());
  (void)small_jam_steps();  // read from their file before anything is counted
  float sum = 0;
  const auto work = [&] {
    for (int i = 0; i < 40; i++) {
      reader.read(small_jam_steps()[std::size_t(i)]);
      for (int k = 0; k < kKinds; k++)
        for (const float x : reader.values(Kind(k), {.chord = 3, .now = 4, .last = {1, 2, 3, 4, 5, 6, 7, 8}})) sum += x;
      sum += reader.kinds()[0] + reader.micros(Kind::kBass, 40)[1] + reader.durations(Kind::kComp, 60, 3)[2] +
             reader.velocities(Kind::kDrums, 38, 12, 0)[3] + reader.keys()[4] + reader.outlook()[5];
    }
    if (!reader.rewind(10)) sum = NAN;
    reader.reset();
  };
  AllocationGuard guard;
  work();
  const auto counted = guard.count();
  REQUIRE(counted == 0);
  REQUIRE(std::isfinite(sum));
  AllocationGuard control;
  { const Reader another(small_jam()); }
  const auto seen = control.count();
  REQUIRE(seen > 10);
}

TEST_CASE("Numbers out of their ranges count as the nearest") {
  Reader reader(small_jam()), nearest(small_jam());
  reader.read({.kind = Kind::kBass, .place = 255, .now = 255, .value = 500, .micro = 255, .duration = 255, .velocity = 255});
  nearest.read({.kind = Kind::kBass, .place = kPlaces - 1, .now = kNoChord, .value = 127, .micro = kMicros - 1,
                .duration = kDurations - 1, .velocity = kVelocities - 1});
  reader.read({.kind = Kind::kFrame, .meter = 255, .style = 255, .tempo = 255, .roles = 255, .held = 0xffff, .chord = 255, .age = 255});
  nearest.read({.kind = Kind::kFrame, .meter = kMeters - 1, .style = kStyles - 1, .tempo = kTempos - 1, .roles = kRoleSets - 1,
                .held = 0xfff, .chord = kNoChord, .age = kAges - 1});
  REQUIRE(same_bits(all_said(reader, 0), all_said(nearest, 0)));
  const std::array<std::int16_t, kKinds> far{300, 300, 300, 300, 300, 300, 300, 300};
  for (int k = 0; k < kKinds; k++)
    for (const float x : reader.values(Kind(k), {.chord = 255, .now = 255, .last = far})) REQUIRE(std::isfinite(x));
}

TEST_CASE("Two readers share a network on two threads") {
  const auto network = small_jam();
  std::vector<float> said[2];
  const auto run = [&](std::vector<float>& to) {
    Reader reader(network);
    read_to(reader, 600);
    to = all_said(reader, 599);
  };
  std::thread other(run, std::ref(said[1]));
  run(said[0]);
  other.join();
  REQUIRE(same_bits(said[0], said[1]));
}
