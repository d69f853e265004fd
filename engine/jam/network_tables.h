#pragma once
// What a Network holds; for network.cc, reader.cc and ear.cc alone.

#include <vector>

#include "engine/jam/network.h"
#include "engine/jam/packed_matrix.h"

namespace seaglass::jam {

// Rows of which a few are added up, kept as in the file.
class RowTable {
 public:
  // [control]
  explicit RowTable(const ScaledRows& rows) : rows_(rows) {}

  // [any] to[columns] += a row: the nearest that there is.
  void add(int row, float* to) const;

  // [any] to[rows] += a column.
  void add_column(int column, float* to) const;

 private:
  const ScaledRows rows_;
};

// Of the ear (ear.h).
struct EarTables {
  explicit EarTables(const JamEar& ear);

  RowTable place, age, chord, sounds;
  PackedMatrix read, inner, outlook, chords, change;
};

struct Network::Block {
  explicit Block(const JamBlock& block);

  std::vector<float> norm1, norm2;
  PackedMatrix qkv, out, up, down;
};

// What a field's own layer reads: what is known, and the fields before.
struct Network::Field {
  explicit Field(const JamField& field);

  PackedMatrix read;
  std::vector<RowTable> told;
};

struct Network::Tables {
  explicit Tables(const JamPatch& patch);

  RowTable kind, value, over_root, micro, duration, velocity, place;
  RowTable meter, style, tempo, roles, chord, age;
  RowTable held;  // a column for each pitch class
  std::vector<Block> blocks;
  std::vector<float> norm;

  PackedMatrix kinds;
  Field value_field, micro_field, duration_field, velocity_field;
  PackedMatrix pitches, drums, chords;  // of values
  PackedMatrix over, interval, chord_step, chord_player;
  PackedMatrix micros, durations, velocities;
  PackedMatrix keys, outlook;
  EarTables ear;
};

}  // namespace seaglass::jam
