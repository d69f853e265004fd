#pragma once
// A neural patch of random numbers with all that kernels meet: a held place, a struck one that beats and a third to morph
// to, movement of both kinds. Made without a file, for programs that cannot read one.

#include <memory>
#include <random>

#include "engine/patch/neural.h"
#include "tests/kernels/networks.h"

namespace seaglass::test {

inline std::shared_ptr<const NeuralPatch> random_patch(unsigned seed) {
  constexpr int kPlaces = 3, kEntries = 2, kRows = 150;  // entries of each place
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  auto patch = std::make_shared<NeuralPatch>();
  patch->name = "random";
  patch->net = random_network({kNetInputs, 192, 192, 192, kNetOutputs}, seed);
  patch->places.resize(kPlaces);
  patch->points.resize(kPlaces);
  patch->basis_table.resize(std::size_t(kPlaces * kMovementRank * kMovementValues));
  for (float& x : patch->basis_table) x = 0.01f * normal(random);
  patch->still_table.resize(std::size_t(kPlaces * kEntries * kMovementValues));
  for (auto& x : patch->still_table) x = std::int8_t(random() % 41) - 20;
  patch->track_table.resize(std::size_t(kPlaces * kEntries * kRows * kMovementRank));
  for (auto& x : patch->track_table) x = std::int8_t(random() % 81) - 40;
  for (int p = 0; p < kPlaces; p++) {
    const bool struck = p == 1;
    Place& place = patch->places[std::size_t(p)];
    place.name = "place " + std::to_string(p);
    place.program = p;
    place.sustained = !struck;
    place.map = {0.2f + 0.3f * float(p), 0.5f};
    TimbrePoint& point = patch->points[std::size_t(p)];
    point.place = p;
    for (float& x : point.position) x = normal(random);
    for (float& cents : point.cents) cents = 5 * normal(random);
    for (CurvePoint& c : point.curve) c = {.log_b = -9, .gain_db = -45, .tail_db_per_s = struck ? 15.0f : 0.0f, .spare = 0};
    if (struck) point.beat_depth = 0.5f, point.beat_hz = 2, point.beat_growth = 0.3f;
    point.basis = std::span(patch->basis_table).subspan(std::size_t(p * kMovementRank * kMovementValues), kMovementRank * kMovementValues);
    for (int e = 0; e < kEntries; e++) {
      const int n = p * kEntries + e;
      MovementEntry entry;
      entry.point = p;
      entry.rows = kRows;
      entry.aligned = struck;
      entry.key = float(48 + 12 * e);
      entry.scale.fill(0.02f);
      entry.still = std::span(patch->still_table).subspan(std::size_t(n * kMovementValues), kMovementValues);
      entry.track = std::span(patch->track_table).subspan(std::size_t(n * kRows * kMovementRank), kRows * kMovementRank);
      patch->movements.push_back(entry);
    }
  }
  return patch;
}

}  // namespace seaglass::test
