#include "engine/voice/movement.h"

#include <algorithm>
#include <cmath>

#include "engine/dsp/random.h"

namespace seaglass {
namespace {

static_assert(kMostMovers == kMaxShares);

constexpr double kFadeInSeconds = 0.15;   // of held movement, after the onset
constexpr double kFadeOutSeconds = 0.5;   // of aligned movement, after its last row
constexpr float kStillStep = 0.1f;        // dB or cents
constexpr float kFastestBeat = 30;        // Hz: evaluations are 94 a second
constexpr float kDeepestBeat = 0.98f;     // of the second string against the first

struct PartialOctaves {  // log2 k
  float octave[kMaxPartials];
  PartialOctaves() {
    for (int k = 0; k < kMaxPartials; k++) octave[k] = std::log2(float(k + 1));
  }
};
const PartialOctaves kPartialOctaves;

}  // namespace

void Movement::start(const NeuralLibrary& library, float key, float dynamic, std::uint64_t seed) {
  library_ = &library;
  key_ = key;
  dynamic_ = dynamic;
  seed_ = seed;
  depth_ = 0;
  beats_changed_ = false;
  for (Reader& r : readers_) r.point = nullptr;
}

Movement::Reader& Movement::reader_of(const TimbrePoint& point) {
  for (Reader& r : readers_)
    if (r.point == &point) return r;
  // As many readers as a mix has shares: one of them is at rest.
  Reader& reader = *std::find_if(readers_.begin(), readers_.end(), [](const Reader& r) { return r.weight == 0; });
  begin(reader, point);
  return reader;
}

void Movement::begin(Reader& reader, const TimbrePoint& point) {
  const std::uint64_t choice = hash64(seed_, std::uint64_t(library_->number_of(point)));
  reader.point = &point;
  reader.entry = library_->movement(point, key_, dynamic_, choice);
  if (reader.entry == nullptr || reader.entry->aligned) return;
  const double length = (reader.entry->rows - 1) * library_->grid().sustain_hop_s;
  reader.turning.start(0.5 * length * unit_random(hash64(choice, 1)), 0, length, hash64(choice, 2));
}

void Movement::set_mix(const PointMix& mix) {
  for (Reader& r : readers_) {
    r.weight = 0;
    const bool stays = std::any_of(mix.all().begin(), mix.all().end(), [&](const auto& s) { return s.of == r.point; });
    if (!stays) r.point = nullptr;
  }
  float squares = 0;
  // Those that stay first, so that no newcomer takes their reader.
  for (const bool staying : {true, false})
    for (const auto& share : mix.all()) {
      const bool known = std::any_of(readers_.begin(), readers_.end(), [&](const Reader& r) { return r.point == share.of; });
      if (known != staying) continue;
      reader_of(*share.of).weight = std::max(share.weight, 1e-9f);
      squares += share.weight * share.weight;
    }
  norm_ = 1 / std::sqrt(squares);
  set_beating(mix);
}

void Movement::add_shade(float drift, std::span<float, kTimbreDims> position) const {
  for (const Reader& r : readers_) {
    if (r.point == nullptr || r.entry == nullptr) continue;
    const float gain = r.weight * norm_ * r.point->take_gain * std::min(drift, 1.0f);
    for (std::size_t d = 0; d < kTimbreDims; d++) position[d] += gain * r.entry->shade[d];
  }
}

bool Movement::aligned() const {
  return std::any_of(readers_.begin(), readers_.end(), [](const Reader& r) {
    return r.point != nullptr && r.entry != nullptr && r.entry->aligned;
  });
}

// Where the reader stands; the gain is what it has of the mix until then.
void Movement::follow(const Reader& reader, double time, double own_time, Mover& mover) const {
  const MovementEntry& entry = *reader.entry;
  const double last = entry.rows - 1;
  double at;
  if (entry.aligned) {
    const double end = library_->grid().time_of_frame(last);
    at = library_->grid().frame_at(std::max(own_time, 0.0));
    mover.gain *= float(std::clamp(1 - (own_time - end) / kFadeOutSeconds, 0.0, 1.0));
  } else {
    at = reader.turning.now() / library_->grid().sustain_hop_s;
    mover.gain *= float(std::min(time / kFadeInSeconds, 1.0));
  }
  at = std::clamp(at, 0.0, last);
  mover.row = std::min(int(at), std::max(entry.rows - 2, 0));
  mover.next = std::min(mover.row + 1, entry.rows - 1);
  mover.fraction = float(at - mover.row);
}

void Movement::order(double seconds, double time, double own_time, float drift, NeuralOrder& order, OrderList& orders) {
  for (Reader& r : readers_) {
    if (r.point == nullptr || r.entry == nullptr) continue;
    if (!r.entry->aligned) r.turning.advance(seconds);
    const float share = r.weight * norm_;
    Mover& mover = order.mover[order.movers++];
    mover.point = library_->number_of(*r.point);
    mover.entry = library_->number_of(*r.entry);
    mover.gain = share * r.point->movement_gain * drift;
    mover.still = share * r.point->take_gain * kStillStep * std::min(drift, 1.0f);
    follow(r, time, own_time, mover);
  }
  order_beating(seconds, drift, order, orders);
}

// --- paired strings ---

void Movement::set_beating(const PointMix& mix) {
  const bool beat_before = depth_ > 0;
  float depth = 0, hz = 0, growth = 0;
  for (const auto& share : mix.all()) {
    depth += share.weight * share.of->beat_depth;
    hz += share.weight * share.of->beat_hz;
    growth += share.weight * share.of->beat_growth;
  }
  depth_ = depth;
  if (depth == 0) return;
  beats_.begins = !beat_before || (beats_changed_ && beats_.begins);
  beats_.resumes = false;
  beats_changed_ = true;
  for (int k = 0; k < kMaxPartials; k++) {
    const float seeded = signed_random(hash64(seed_, 4000 + std::uint64_t(k)));  // an octave up or down
    beats_.hz[k] = std::min(hz * std::exp2(growth * kPartialOctaves.octave[k] + seeded), kFastestBeat);
    beats_.phase[k] = std::uint32_t(hash64(seed_, 5000 + std::uint64_t(k)));
  }
}

void Movement::order_beating(double seconds, float drift, NeuralOrder& order, OrderList& orders) {
  if (beats_changed_) orders.beat_table(order) = beats_;
  beats_changed_ = false;
  order.beat_depth = std::max(0.0f, std::min(depth_ * drift, kDeepestBeat));
  order.beat_circle = float(seconds * 0x1p32);
}

}  // namespace seaglass
