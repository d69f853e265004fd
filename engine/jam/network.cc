#include "engine/jam/network.h"

#include <algorithm>

#include "engine/jam/network_tables.h"
#include "engine/jam/vocabulary.h"

namespace seaglass::jam {

void RowTable::add(int row, float* to) const {
  const auto at = std::size_t(std::clamp(row, 0, rows_.rows - 1)), columns = std::size_t(rows_.columns);
  const std::int8_t* const weight = rows_.weight.data() + at * columns;
  const float scale = rows_.scale[at];
  for (std::size_t i = 0; i < columns; i++) to[i] += scale * float(weight[i]);
}

void RowTable::add_column(int column, float* to) const {
  const auto rows = std::size_t(rows_.rows), columns = std::size_t(rows_.columns);
  for (std::size_t i = 0; i < rows; i++) to[i] += rows_.scale[i] * float(rows_.weight[i * columns + std::size_t(column)]);
}

Network::Block::Block(const JamBlock& block)
    : norm1(block.norm1), norm2(block.norm2), qkv(block.qkv), out(block.out), up(block.up), down(block.down) {}

EarTables::EarTables(const JamEar& e)
    : place(e.place), age(e.age), chord(e.chord), sounds(e.sounds), read(e.read), inner(e.inner), outlook(e.outlook),
      chords(e.chords), change(e.change) {}

Network::Field::Field(const JamField& field) : read(field.read) {
  for (const ScaledRows& rows : field.told) told.emplace_back(rows);
}

Network::Tables::Tables(const JamPatch& p)
    : kind(p.kind), value(p.value), over_root(p.over_root), micro(p.micro), duration(p.duration), velocity(p.velocity), place(p.place),
      meter(p.meter), style(p.style), tempo(p.tempo), roles(p.roles), chord(p.chord), age(p.age), held(p.held), norm(p.norm),
      kinds(p.next_kind), value_field(p.next_value), micro_field(p.next_micro), duration_field(p.next_duration),
      velocity_field(p.next_velocity), pitches(p.next_value.out, 0, kPitches), drums(p.next_value.out, kFirstDrum, kPitches),
      chords(p.next_value.out, kFirstChord, kChordValues), over(p.over), interval(p.interval), chord_step(p.chord_step),
      chord_player(p.chord_player), micros(p.next_micro.out), durations(p.next_duration.out), velocities(p.next_velocity.out),
      keys(p.key), outlook(p.outlook), ear(p.ear) {
  for (const JamBlock& block : p.blocks) blocks.emplace_back(block);
}

Network::Network(const JamPatch& patch, const Kernels& kernels)
    : shape_(patch.shape), kernels_(kernels), tables_(std::make_unique<Tables>(patch)) {}

Network::~Network() = default;

const EarTables& Network::ear() const { return tables_->ear; }

}  // namespace seaglass::jam
