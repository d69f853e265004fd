#include "engine/voice/cloud.h"

#include <algorithm>
#include <cmath>

#include "engine/dsp/random.h"
#include "engine/voice/timbre.h"

namespace seaglass {
namespace {

constexpr float kTiltSpread = 3;         // dB per octave at full timbre spread, for what a patch without a timbre space has too
constexpr float kWanderSemitones = 0.6f; // at full drift
constexpr float kWanderTilt = 1.5f;      // dB per octave
constexpr float kWanderOffset = 0.5f;    // in each dimension
constexpr double kSlowest = 0.12, kLiveliest = 0.9;  // turns a second without and at full drift
constexpr double kLeastPace = 0.7, kMostPace = 1.4;  // of one member against another, so that no two turn together
constexpr double kWays = 64;

// What each chance is for.
enum Chance : std::uint64_t { kOfPitch = 1, kOfTime, kOfTilt, kOfPan, kOfSide, kOfPace, kOfStart, kOfWay, kOfWayTilt, kOfOffset = 100, kOfWayOffset = 200 };

// The numbers below the order's size in an order that follows from the seed.
void shuffle(std::uint64_t seed, std::span<std::uint8_t> order) {
  for (std::size_t i = 0; i < order.size(); i++) {
    const auto j = std::size_t(hash64(seed, i) % (i + 1));
    order[i] = order[j];
    order[j] = std::uint8_t(i);
  }
}

// Each member's share of 0..1, drawn from an equal stretch of its own. The last stretch's is drawn from its outer half, so
// that the whole reaches about as far as the spread says, however few they are.
class Draw {
 public:
  Draw(std::uint64_t seed, int members) : seed_(seed), order_(std::span(room_).first(std::size_t(members))) {
    shuffle(seed, order_);
  }
  float operator[](int i) const {
    const float in = unit_random(hash64(seed_, 1000 + std::uint64_t(i)));
    const bool last = order_[std::size_t(i)] + 1u == order_.size();
    return (float(order_[std::size_t(i)]) + (last ? 0.5f + 0.5f * in : in)) / float(order_.size());
  }
  // The same to both sides, in turns, inner and outer alike.
  float side(int i, bool left) const { return ((order_[std::size_t(i)] & 1) != 0) == left ? -(*this)[i] : (*this)[i]; }

 private:
  std::uint64_t seed_;
  std::array<std::uint8_t, kMostMembers> room_{};
  std::span<std::uint8_t> order_;
};

}  // namespace

void place_cloud(std::uint64_t seed, std::span<CloudPlace> places) {
  const auto members = int(places.size()), others = members - 1;
  places[0] = {.number = 0, .members = members};
  if (others == 0) return;
  const Draw pitch(hash64(seed, kOfPitch), others), time(hash64(seed, kOfTime), others);
  const Draw tilt(hash64(seed, kOfTilt), others), pan(hash64(seed, kOfPan), others);
  const std::uint64_t side = hash64(seed, kOfSide);
  for (int i = 0; i < others; i++)
    places[std::size_t(i) + 1] = {.number = i + 1, .members = members, .pitch = pitch.side(i, (side & 1) != 0), .time = time[i],
                                  .tilt = tilt.side(i, (side & 2) != 0), .pan = pan.side(i, (side & 4) != 0)};
}

void CloudMember::start(const CloudPlace& place, std::uint64_t seed) {
  place_ = place;
  seed_ = seed;
  thin_out(place.members);
  begun_ = false;
  pitch_ = timbre_ = drift_ = {};
  way_ = kWays * unit_random(hash64(seed, kOfStart));  // no two set out together, nor from a turning
  goal_ = wandered_ = tilt_ = 0;
}

void CloudMember::thin_out(int members) {
  place_.members = members;
  level_ = members > 1 ? 1 / std::sqrt(float(members)) : 1;
  level_db_ = members > 1 ? -10 * std::log10(float(members)) : 0;
}

void CloudMember::Steered::advance(double elapsed, float value) {
  if (value != target) {
    target = value;
    left = kSteerSeconds;
  }
  if (elapsed < left) {
    now += (target - now) * float(elapsed / left);
    left -= elapsed;
  } else {
    now = target;
    left = 0;
  }
}

void CloudMember::advance(double elapsed, const NotePart& part) {
  if (!wanders()) return;
  const float pitch = 0.01f * part.value(ParameterId::kCloudPitch);
  const float timbre = part.value(ParameterId::kCloudTimbre), drift = part.value(ParameterId::kCloudDrift);
  if (begun_) {
    pitch_.advance(elapsed, pitch);
    timbre_.advance(elapsed, timbre);
    drift_.advance(elapsed, drift);
  } else {
    pitch_.jump(pitch);
    timbre_.jump(timbre);
    drift_.jump(drift);
    begun_ = true;
  }
  const double pace = kLeastPace + (kMostPace - kLeastPace) * unit_random(hash64(seed_, kOfPace));
  way_ += elapsed * pace * (kSlowest + (kLiveliest - kSlowest) * drift_.now);
  goal_ = pitch * place_.pitch;
  wandered_ = kWanderSemitones * drift_.now * wander(hash64(seed_, kOfWay), way_, 1);
  tilt_ = kTiltSpread * timbre_.now * place_.tilt + kWanderTilt * drift_.now * wander(hash64(seed_, kOfWayTilt), way_, 1);
}

void CloudMember::add_offset(std::span<float, kTimbreDims> position) const {
  if (!wanders()) return;
  for (std::size_t d = 0; d < kTimbreDims; d++) {
    position[d] += timbre_.now * signed_random(hash64(seed_, kOfOffset + d));
    if (drift_.now > 0) position[d] += kWanderOffset * drift_.now * wander(hash64(seed_, kOfWayOffset + d), way_, 1);
  }
}

}  // namespace seaglass
