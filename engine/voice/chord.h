#pragma once
// Keys that are struck together share the voices of their swarms. The first takes all that are free, and may leave none; each
// that follows within a moment takes members of the largest swarm of these until it has as many itself. Members that have
// not begun are gone without a sound, others fade. Those that stay are as much louder as they are fewer: each key sounds as
// loud as it would alone. After that moment a swarm keeps its voices, but for those that new keys need for themselves.

#include <array>
#include <cstdint>

#include "engine/voice/voice_pool.h"

namespace seaglass {

// All functions [worker], bounded.
class Chord {
 public:
  // So long after a key another one is struck together with it: hands that mean one chord are seldom further apart.
  static constexpr double kSeconds = 0.03;

  // [control] For a rate in Hz.
  void prepare(double rate);

  // Before a key that wants so many voices gets any, at sample `now`. Returns a voice that it is given, or -1.
  int share(VoicePool& pool, int wanted, SampleIndex now);

  // The key has been struck: the note with this serial number, one more than the last.
  void add(std::uint64_t serial, SampleIndex now);

 private:
  static constexpr int kKeys = 16;  // of the newest; more make no chord that a small pool could share
  struct Key {
    std::uint64_t serial = 0;
    SampleIndex at = 0;
  };
  // What a key's swarm has, and what it has to give.
  struct Swarm {
    int size = 0;               // voices
    int silent = 0, heard = 0;  // of its members, besides the key's own: not begun, and begun
    int drop = 0, fade = 0;     // that it gives of them
  };
  using Swarms = std::array<Swarm, kKeys>;
  int key_of(std::uint64_t serial, SampleIndex now) const;
  Swarms look(const VoicePool& pool, SampleIndex now) const;
  static bool take_one(Swarms& swarms, int own, int& fades);
  static int thin_out(VoicePool& pool, std::uint64_t serial, Swarm swarm);

  std::array<Key, kKeys> keys_;
  int window_ = 0;  // samples
};

}  // namespace seaglass
