#pragma once
// Cloud mode: one key starts a swarm of voices. The first is the key's own and sounds as it would alone, but softer; each of
// the others has a place of its own around it, in pitch, time, timbre and from left to right, and wanders about it. How far
// the places lie apart and how far they wander is steered while they sound: a place is a direction, the parameters are the
// distances.

#include <array>
#include <cstdint>
#include <span>

#include "engine/patch/neural.h"
#include "engine/voice/note_controls.h"

namespace seaglass {

// Where a member stands, for as long as it sounds. All in -1..1 but for the time, which is in 0..1.
struct CloudPlace {
  int number = 0;  // 0: the key's own voice
  int members = 1;
  float pitch = 0, time = 0, tilt = 0, pan = 0;
};

// [worker] Bounded. Places for a swarm of places.size() members, kMostMembers at most. They follow from the seed, lie apart
// evenly but not regularly, and the same member is high or low, early or late, left or right by chance.
void place_cloud(std::uint64_t seed, std::span<CloudPlace> places);

// One voice in its swarm. All [worker], bounded.
class CloudMember {
 public:
  void start(const CloudPlace& place, std::uint64_t seed);

  // The swarm has so many members left.
  void thin_out(int members);

  // The next frame begins, `elapsed` seconds after the one before.
  void advance(double elapsed, const NotePart& part);

  bool wanders() const { return place_.number > 0; }
  const CloudPlace& place() const { return place_; }

  float level() const { return level_; }  // the powers of all members add up to one voice's
  float level_db() const { return level_db_; }

  // At the frame that has begun.
  float goal() const { return goal_; }            // semitones from the key: where its place is, once a step has arrived
  float aside() const { return pitch_.now * place_.pitch; }        // and now,
  float semitones() const { return aside() + wandered_; }          // with what it has wandered
  float tilt() const { return tilt_; }                             // dB per octave
  void add_offset(std::span<float, kTimbreDims> position) const;   // in the timbre space

 private:
  // Follows a parameter in straight lines, each kSteerSeconds long.
  struct Steered {
    float now = 0, target = 0;
    double left = 0;  // seconds

    void jump(float value) { *this = {value, value, 0}; }
    void advance(double elapsed, float value);
  };

  CloudPlace place_;
  std::uint64_t seed_ = 0;
  float level_ = 1, level_db_ = 0;
  bool begun_ = false;
  Steered pitch_, timbre_, drift_;  // pitch_: semitones at the place 1
  double way_ = 0;                  // how much it has wandered: turns of its directions
  float goal_ = 0, wandered_ = 0, tilt_ = 0;
};

}  // namespace seaglass
