#pragma once
// The least accompanist's patch, and what may be asked of any.

#include "engine/jam/ear.h"
#include "engine/jam/reader.h"
#include "tests/fuzz/least_patch.h"

namespace seaglass::fuzz {

// One layer, one head, no width that could be smaller.
inline LeastPatch least_jam() {
  constexpr std::int64_t kWidth = jam::kGranule;
  LeastPatch patch;
  std::int64_t weights = 0;
  const auto norm = [&](const char* name) {
    patch.add(name, "F32", {kWidth}, std::vector<float>(kWidth, 1));
    weights += kWidth;
  };
  const auto matrix = [&](const std::string& name, std::int64_t rows, std::int64_t columns, bool biased) {
    std::vector<std::int8_t> values(std::size_t(rows * columns));
    for (std::size_t i = 0; i < values.size(); i++) values[i] = std::int8_t(int(i * 37 % 255) - 127);
    patch.add(name.c_str(), "I8", {rows, columns}, values);
    patch.add((name + ".scale").c_str(), "F32", {rows}, std::vector<float>(std::size_t(rows), 0.002f));
    weights += rows * columns;
    if (!biased) return;
    patch.add((name + ".bias").c_str(), "F32", {rows}, std::vector<float>(std::size_t(rows), 0.1f));
    weights += rows;
  };
  constexpr std::pair<const char*, int> kTables[] = {
      {"kind", jam::kKinds}, {"value", jam::kValues}, {"over_root", 13}, {"micro", jam::kMicros}, {"duration", jam::kDurations},
      {"velocity", jam::kVelocities}, {"place", jam::kPlaces}, {"told.meter", jam::kMeters}, {"told.style", jam::kStyles},
      {"told.tempo", jam::kTempos}, {"told.roles", jam::kRoleSets}, {"told.chord", jam::kChordValues}, {"told.age", jam::kAges}};
  for (const auto& [name, rows] : kTables) matrix(name, rows, kWidth, false);
  matrix("held", kWidth, jam::kHeldClasses, false);
  norm("blocks.0.norm1");
  norm("blocks.0.norm2");
  norm("norm");
  matrix("blocks.0.qkv", 3 * kWidth, kWidth, false);
  matrix("blocks.0.out", kWidth, kWidth, false);
  matrix("blocks.0.up", kWidth, kWidth, true);
  matrix("blocks.0.down", kWidth, kWidth, true);
  for (const auto& [name, rows] : {std::pair{"kinds", jam::kKinds}, {"key", jam::kKeys}, {"outlook", 36}, {"over", 12},
                                   {"interval", jam::kIntervals}, {"chord_step", jam::kChords}, {"chord_player", jam::kChords}})
    matrix(name, rows, kWidth, true);
  for (const auto& [name, rows] : {std::pair{"ear.place", jam::kPlaces}, {"ear.age", jam::kAges}, {"ear.chord", jam::kChordValues},
                                   {"ear.sounds", 2}})
    matrix(name, rows, kWidth, false);
  matrix("ear.read", kWidth, 12 * jam::kDecays, true);
  for (const auto& [name, rows] : {std::pair{"ear.inner", int(kWidth)}, {"ear.outlook", 12 * jam::kHorizons}, {"ear.chords", jam::kChords},
                                   {"ear.change", 1}})
    matrix(name, rows, kWidth, true);
  constexpr std::pair<const char*, int> kFields[] = {{"kind", jam::kKinds}, {"value", jam::kValues}, {"micro", jam::kMicros},
                                                     {"duration", jam::kDurations}, {"velocity", jam::kVelocities}};
  for (std::size_t i = 1; i < std::size(kFields); i++) {
    const std::string name = std::string("heads.") + kFields[i].first;
    matrix(name + ".read", kWidth, kWidth, true);
    matrix(name + ".out", kFields[i].second, kWidth, true);
    for (std::size_t told = 0; told < i; told++) matrix(name + ".told." + kFields[told].first, kFields[told].second, kWidth, false);
  }
  patch.document = {{"format", kJamFormat}, {"name", "least"}, {"license", "CC0-1.0"}, {"attribution", "nobody"},
                    {"model", {{"kind", kJamKind}, {"weights", weights}, {"width", kWidth}, {"layers", 1}, {"heads", 1}, {"inner", kWidth},
                               {"head", kWidth}, {"ear", kWidth}, {"window", kWidth}}},
                    {"provenance", {{{"file", "a"}, {"sha256", "b"}, {"license", "CC0-1.0"}, {"seconds", 0}}}}};
  return patch;
}

// Some steps of every kind; whatever the patch holds, what is said of them are numbers.
inline void read_a_little(const JamPatch& patch) {
  const auto network = std::make_shared<const jam::Network>(patch, kernels::best_jam());
  jam::Reader reader(network);
  const auto numbers = [](std::span<const float> said) {
    for (const float x : said) must(std::isfinite(x), "what a network says are numbers");
  };
  for (int i = 0; i < 20; i++) {
    const jam::Kind kind = jam::Kind(i % jam::kKinds);
    const jam::Before before{.chord = std::uint8_t(i * 9), .now = std::uint8_t(i * 8), .last = {1, 2, 40, 60, 70, 36, 72, 38}};
    reader.read({.kind = kind, .frame = i / 3, .place = std::uint8_t(i), .now = std::uint8_t(i * 7), .value = std::int16_t(i * 13),
                 .micro = std::uint8_t(i), .duration = std::uint8_t(i), .velocity = std::uint8_t(i), .held = 0xabc});
    numbers(reader.kinds());
    numbers(reader.values(kind, before));
    numbers(reader.micros(kind, i * 5));
    numbers(reader.durations(kind, i * 5, i));
    numbers(reader.velocities(kind, i * 5, i, i));
  }
  numbers(reader.keys());
  numbers(reader.outlook());

  jam::Ear ear(network);
  jam::EarMemory memory;
  memory.pass(0x91);
  const jam::EarAnswer& answer = ear.listen({.memory = memory, .last = 64, .sounds = true, .place = 3, .age = 5, .chord = 17});
  numbers(answer.outlook);
  numbers(answer.chords);
  numbers({&answer.change, 1});
}

}  // namespace seaglass::fuzz
