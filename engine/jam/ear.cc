#include "engine/jam/ear.h"

#include <algorithm>

#include "engine/jam/network_tables.h"

namespace seaglass::jam {

Ear::Ear(std::shared_ptr<const Network> network)
    : network_(std::move(network)), heard_(12 * kDecays), units_(network_->ear().read.outputs()),
      inner_(network_->ear().inner.outputs()), out_(std::max({network_->ear().outlook.outputs(), network_->ear().chords.outputs(),
                                                               network_->ear().change.outputs()})) {}

const EarAnswer& Ear::listen(const EarQuestion& q) {
  answer_ = {};
  if (q.last < 0) return answer_;
  const EarTables& t = network_->ear();
  const Kernels& kernels = network_->kernels();
  const int root = q.last % 12, units = network_->shape().ear;
  float* const z = units_.data();
  q.memory.shares_over(root, heard_.data());
  kernels.multiply(t.read.view(), heard_.data(), z);
  t.sounds.add(q.sounds ? 1 : 0, z);
  t.place.add(q.place, z);
  t.age.add(q.age, z);
  t.chord.add(q.chord < kChords ? (q.chord - kQualities * root + kChords) % kChords : kNoChord, z);
  kernels.silu(z, units);
  kernels.multiply(t.inner.view(), z, inner_.data());
  kernels.silu(inner_.data(), units);
  for (int i = 0; i < units; i++) z[i] += inner_.data()[i];

  const float* const out = out_.data();
  kernels.multiply(t.outlook.view(), z, out_.data());
  for (int h = 0; h < kHorizons; h++)
    for (int p = 0; p < 12; p++) answer_.outlook[std::size_t(12 * h + (p + root) % 12)] = out[12 * h + p];
  kernels.multiply(t.chords.view(), z, out_.data());
  for (int c = 0; c < kChords; c++) answer_.chords[std::size_t((c + kQualities * root) % kChords)] = out[c];
  kernels.multiply(t.change.view(), z, out_.data());
  answer_.change = out[0];
  return answer_;
}

}  // namespace seaglass::jam
