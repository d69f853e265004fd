#include "engine/jam/reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/jam/network_tables.h"

namespace seaglass::jam {
namespace {

constexpr float kNormFloor = 1e-5f;    // as the trainer's
constexpr double kSlowestTurn = 1e-4;  // radians a step of the slowest pair, but for one step of the series
constexpr int kStates = kMostRewind + 1;

int whole_panels(int count) { return (count + kPanel - 1) / kPanel * kPanel; }

// out = in / sqrt(mean of in^2) x weight
void normalise(const float* in, const std::vector<float>& weight, float* out) {
  float squares[kGranule] = {};
  const std::size_t count = weight.size();
  for (std::size_t i = 0; i < count; i += kGranule)
    for (std::size_t l = 0; l < kGranule; l++) squares[l] += in[i + l] * in[i + l];
  float sum = 0;
  for (const float x : squares) sum += x;
  const float scale = 1.0f / std::sqrt(sum / float(count) + kNormFloor);
  for (std::size_t i = 0; i < count; i++) out[i] = in[i] * scale * weight[i];
}

void add(const float* from, float* to, int count) {
  for (int i = 0; i < count; i++) to[i] += from[i];
}

int root_of(int chord) { return chord < kChords ? chord / kQualities : -1; }

// As the patch numbers it.
int file_value(Kind kind, int value) {
  const int own = std::clamp(value, 0, std::max(value_count(kind) - 1, 0));
  return own + (is_drum(kind) ? kFirstDrum : kind == Kind::kChord ? kFirstChord : 0);
}

}  // namespace

struct Reader::Memory {
  explicit Memory(const JamShape& s)
      : capacity(whole_panels(s.window + kMostRewind)), size(s.width / s.heads),
        keys(std::size_t(s.layers) * std::size_t(s.width) * std::size_t(capacity)),
        values(std::size_t(s.layers) * std::size_t(s.width) * std::size_t(capacity)),
        states(std::size_t(kStates) * std::size_t(s.width)), h(std::size_t(s.width)), in(std::size_t(s.width)),
        qkv(std::size_t(whole_panels(3 * s.width))), mixed(std::size_t(s.width)), out(std::size_t(whole_panels(s.width))),
        inner(std::size_t(whole_panels(s.inner))), scores(std::size_t(capacity)), units(std::size_t(whole_panels(s.units))),
        told(std::size_t(s.units)) {
    for (int i = 0; i < size / 2; i++) rates.push_back(std::pow(kSlowestTurn, 2.0 * i / size));
    for (auto& turn : turns) turn.resize(rates.size());
  }

  const int capacity;  // of the ring
  const int size;      // of a head
  std::vector<double> rates;  // radians a step or frame, of each pair

  // What attention looks back at, step s at s % capacity. keys: [layer][head][capacity / kPanel][size][kPanel], values:
  // [layer][head][capacity][size].
  AlignedNumbers keys, values;
  AlignedNumbers states;  // what was known after each of the last steps: [kStates][width]

  // Of the step at hand.
  struct Turn {
    float cosine, sine;
  };
  std::array<std::vector<Turn>, 2> turns;  // by step, by frame
  AlignedNumbers h, in, qkv, mixed, out, inner, scores;

  // Of predictions.
  AlignedNumbers units, told;
  AlignedNumbers kinds{kPanel}, values_out{4 * kPanel}, beside{4 * kPanel}, micros{kPanel}, durations{kPanel},
      velocities{kPanel}, music_keys{kPanel}, outlook{2 * kPanel};
};

Reader::Reader(std::shared_ptr<const Network> network)
    : network_(std::move(network)), memory_(std::make_unique<Memory>(network_->shape())) {}

Reader::~Reader() = default;

void Reader::reset() {
  steps_ = furthest_ = 0;
  std::fill_n(state_after(0), network_->shape().width, 0.0f);
}

bool Reader::rewind(std::int64_t steps) {
  if (steps < 0 || steps > steps_ || steps < furthest_ - kMostRewind) return false;
  steps_ = steps;
  return true;
}

float* Reader::state_after(std::int64_t steps) {
  return memory_->states.data() + std::size_t(steps % kStates) * std::size_t(network_->shape().width);
}

void Reader::multiply(const PackedMatrix& matrix, const float* in, AlignedNumbers& out) const {
  network_->kernels().multiply(matrix.view(), in, out.data());
}

// --- one step ---

void Reader::read(const Step& step) {
  Memory& m = *memory_;
  const JamShape& shape = network_->shape();
  const Network::Tables& tables = *network_->tables_;
  float* const h = m.h.data();
  embed(step);
  turn(step);
  for (int b = 0; b < shape.layers; b++) {
    const Network::Block& block = tables.blocks[std::size_t(b)];
    normalise(h, block.norm1, m.in.data());
    multiply(block.qkv, m.in.data(), m.qkv);
    attend(b);
    multiply(block.out, m.mixed.data(), m.out);
    add(m.out.data(), h, shape.width);

    normalise(h, block.norm2, m.in.data());
    multiply(block.up, m.in.data(), m.inner);
    network_->kernels().silu(m.inner.data(), shape.inner);
    multiply(block.down, m.inner.data(), m.out);
    add(m.out.data(), h, shape.width);
  }
  steps_++;
  furthest_ = std::max(furthest_, steps_);
  normalise(h, tables.norm, state_after(steps_));
}

void Reader::embed(const Step& step) {
  const Network::Tables& t = *network_->tables_;
  float* const h = memory_->h.data();
  std::fill_n(h, network_->shape().width, 0.0f);
  t.kind.add(int(step.kind), h);
  t.place.add(step.place, h);
  if (step.kind == Kind::kFrame) {
    t.meter.add(step.meter, h);
    t.style.add(step.style, h);
    t.tempo.add(step.tempo, h);
    t.roles.add(step.roles, h);
    t.chord.add(step.chord, h);
    t.age.add(step.age, h);
    for (int i = 0; i < kHeldClasses; i++)
      if ((step.held >> i & 1) != 0) t.held.add_column(i, h);
    return;
  }
  const int root = is_pitched(step.kind) ? root_of(step.now) : -1;
  t.value.add(file_value(step.kind, step.value), h);
  t.over_root.add(root < 0 ? 12 : (file_value(step.kind, step.value) - root + 12) % 12, h);
  if (is_note(step.kind)) {
    t.micro.add(step.micro, h);
    t.velocity.add(step.velocity, h);
  }
  if (has_duration(step.kind)) t.duration.add(step.duration, h);
}

// Angles in double precision: after hours they are as exact as at the beginning.
void Reader::turn(const Step& step) {
  Memory& m = *memory_;
  const double at[2] = {double(steps_), double(step.frame)};
  for (std::size_t by = 0; by < 2; by++) {
    for (std::size_t i = 0; i < m.rates.size(); i++) {
      const double angle = at[by] * m.rates[i];
      m.turns[by][i] = {float(std::cos(angle)), float(std::sin(angle))};
    }
  }
}

void Reader::attend(int block) {
  Memory& m = *memory_;
  const JamShape& shape = network_->shape();
  const int half = m.size / 2, place = int(steps_ % m.capacity);
  const std::int64_t first = std::max<std::int64_t>(0, steps_ - shape.window + 1);
  const float scale = 1.0f / std::sqrt(float(m.size));
  for (int head = 0; head < shape.heads; head++) {
    const std::size_t ring = std::size_t(block * shape.heads + head) * std::size_t(m.size) * std::size_t(m.capacity);
    float* const keys = m.keys.data() + ring;
    float* const values = m.values.data() + ring;
    float* const query = m.qkv.data() + head * m.size;
    const float* const key = query + shape.width;
    const float* const value = key + shape.width;
    const auto& turns = m.turns[head < shape.heads / 2 ? 0 : 1];

    float* const column = keys + place / kPanel * m.size * kPanel + place % kPanel;
    for (int i = 0; i < half; i++) {
      const auto [cosine, sine] = turns[std::size_t(i)];
      column[i * kPanel] = key[i] * cosine - key[half + i] * sine;
      column[(half + i) * kPanel] = key[i] * sine + key[half + i] * cosine;
      const float a = query[i] * scale, b = query[half + i] * scale;
      query[i] = a * cosine - b * sine;
      query[half + i] = a * sine + b * cosine;
    }
    std::copy_n(value, m.size, values + place * m.size);
    const Glance glance{.query = query, .keys = keys, .values = values, .size = m.size, .capacity = m.capacity,
                        .first = int(first % m.capacity), .count = int(steps_ - first + 1)};
    network_->kernels().glance(glance, m.scores.data(), m.mixed.data() + head * m.size);
  }
}

// --- what may come next ---

const float* Reader::units(const Network::Field& field, std::span<const int> told) {
  Memory& m = *memory_;
  const int count = network_->shape().units;
  multiply(field.read, state_after(steps_), m.units);
  std::fill_n(m.told.data(), count, 0.0f);
  for (std::size_t i = 0; i < told.size(); i++) field.told[i].add(told[i], m.told.data());
  add(m.told.data(), m.units.data(), count);
  network_->kernels().silu(m.units.data(), count);
  return m.units.data();
}

std::span<const float, kKinds> Reader::kinds() {
  multiply(network_->tables_->kinds, state_after(steps_), memory_->kinds);
  return std::span<const float, kKinds>(memory_->kinds.data(), kKinds);
}

std::span<const float> Reader::values(Kind kind, const Before& before) {
  Memory& m = *memory_;
  const Network::Tables& t = *network_->tables_;
  const float* const z = units(t.value_field, std::array{int(kind)});
  float* const logits = m.values_out.data();
  const float* const beside = m.beside.data();
  if (is_drum(kind)) {
    multiply(t.drums, z, m.values_out);
  } else if (kind == Kind::kChord) {
    multiply(t.chords, z, m.values_out);
    add_chords(t.chord_step, root_of(before.chord), logits);
    add_chords(t.chord_player, before.last[std::size_t(Kind::kPlayer)], logits);
  } else if (is_pitched(kind)) {
    multiply(t.pitches, z, m.values_out);
    if (const int root = root_of(before.now); root >= 0) {
      multiply(t.over, z, m.beside);
      for (int p = 0; p < kPitches; p++) logits[p] += beside[(p - root + 12) % 12];
    }
    if (const int last = before.last[std::size_t(kind)]; last >= 0) {
      multiply(t.interval, z, m.beside);
      constexpr int kMost = kIntervals / 2;
      for (int p = 0; p < kPitches; p++) logits[p] += beside[std::clamp(p - last, -kMost, kMost) + kMost];
    }
  }
  return {logits, std::size_t(value_count(kind))};
}

// A table of roots and qualities over `root`, a pitch; nothing where there is none.
void Reader::add_chords(const PackedMatrix& table, int root, float* logits) {
  if (root < 0) return;
  multiply(table, memory_->units.data(), memory_->beside);
  const int turn = root % 12 * kQualities;
  for (int c = 0; c < kChords; c++) logits[c] += memory_->beside.data()[(c - turn + kChords) % kChords];
}

std::span<const float, kMicros> Reader::micros(Kind kind, int value) {
  const Network::Tables& t = *network_->tables_;
  multiply(t.micros, units(t.micro_field, std::array{int(kind), file_value(kind, value)}), memory_->micros);
  return std::span<const float, kMicros>(memory_->micros.data(), kMicros);
}

std::span<const float, kDurations> Reader::durations(Kind kind, int value, int micro) {
  const Network::Tables& t = *network_->tables_;
  multiply(t.durations, units(t.duration_field, std::array{int(kind), file_value(kind, value), micro}), memory_->durations);
  return std::span<const float, kDurations>(memory_->durations.data(), kDurations);
}

std::span<const float, kVelocities> Reader::velocities(Kind kind, int value, int micro, int duration) {
  const Network::Tables& t = *network_->tables_;
  multiply(t.velocities, units(t.velocity_field, std::array{int(kind), file_value(kind, value), micro, duration}),
           memory_->velocities);
  return std::span<const float, kVelocities>(memory_->velocities.data(), kVelocities);
}

std::span<const float, kKeys> Reader::keys() {
  multiply(network_->tables_->keys, state_after(steps_), memory_->music_keys);
  return std::span<const float, kKeys>(memory_->music_keys.data(), kKeys);
}

std::span<const float, 12 * kHorizons> Reader::outlook() {
  multiply(network_->tables_->outlook, state_after(steps_), memory_->outlook);
  return std::span<const float, 12 * kHorizons>(memory_->outlook.data(), 12 * kHorizons);
}

}  // namespace seaglass::jam
