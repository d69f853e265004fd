#include "engine/voice/chord.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace seaglass {

void Chord::prepare(double rate) { window_ = int(std::lround(kSeconds * rate)); }

void Chord::add(std::uint64_t serial, SampleIndex now) { keys_[serial % kKeys] = {serial, now}; }

int Chord::share(VoicePool& pool, int wanted, SampleIndex now) {
  int own = std::max(0, pool.room());
  if (own >= wanted) return -1;
  Swarms swarms = look(pool, now);
  // What fades still keeps its voice. Of the voices that are free besides, a key lets half be, for the keys after it.
  int fades = (pool.idle() - own) / 2;
  while (own < wanted && take_one(swarms, own, fades)) own++;
  int taken = -1;
  for (int k = 0; k < kKeys; k++)
    if (const Swarm& swarm = swarms[std::size_t(k)]; swarm.drop + swarm.fade > 0)
      taken = thin_out(pool, keys_[std::size_t(k)].serial, swarm);
  return taken;
}

// Where the key with this note lies, or -1 when it was struck too long ago.
int Chord::key_of(std::uint64_t serial, SampleIndex now) const {
  const auto k = std::size_t(serial % kKeys);
  return keys_[k].serial == serial && now - keys_[k].at <= window_ ? int(k) : -1;
}

Chord::Swarms Chord::look(const VoicePool& pool, SampleIndex now) const {
  Swarms swarms;
  pool.for_active([&](int i) {
    const Voice& v = pool[i];
    const int key = v.fading() ? -1 : key_of(pool.owner(i).serial, now);
    if (key < 0) return;
    Swarm& swarm = swarms[std::size_t(key)];
    swarm.size++;
    if (v.cloud().wanders()) (v.begun() ? swarm.heard : swarm.silent)++;
  });
  return swarms;
}

// From the largest that has one to give. False: none is larger than what the new key has by then.
bool Chord::take_one(Swarms& swarms, int own, int& fades) {
  Swarm* largest = nullptr;
  for (Swarm& swarm : swarms) {
    const bool gives = swarm.silent > 0 || (swarm.heard > 0 && fades > 0);
    if (gives && (largest == nullptr || swarm.size > largest->size)) largest = &swarm;
  }
  if (largest == nullptr || largest->size < own + 2) return false;
  largest->size--;
  if (largest->silent > 0) {
    largest->silent--;
    largest->drop++;
  } else {
    largest->heard--;
    largest->fade++;
    fades--;
  }
  return true;
}

// Those with the highest numbers go: their places lie anywhere in the swarm.
int Chord::thin_out(VoicePool& pool, std::uint64_t serial, Swarm swarm) {
  std::array<int, kMostMembers> room;
  std::size_t count = 0;
  pool.for_active([&](int i) {
    if (!pool[i].fading() && pool.owner(i).serial == serial && count < room.size()) room[count++] = i;
  });
  const auto members = std::span(room).first(count);
  std::sort(members.begin(), members.end(), [&](int a, int b) { return pool[a].cloud().place().number > pool[b].cloud().place().number; });
  int taken = -1;
  for (const int i : members) {
    Voice& v = pool[i];
    int& gives = v.begun() ? swarm.fade : swarm.drop;
    if (v.cloud().wanders() && gives > 0) {
      gives--;
      taken = i;
      v.begun() ? v.fade_out() : v.drop();
    } else {
      v.thin_out(swarm.size);
    }
  }
  return taken;
}

}  // namespace seaglass
