#include "engine/voice/voice_pool.h"

#include <algorithm>

namespace seaglass {
namespace {

constexpr float kReleasedBonusDb = 12;  // a note let go counts as this much quieter when a voice is needed
constexpr float kMemberBonusDb = 12;    // and so does one of many in a swarm, which the others cover
constexpr float kUnheardDb = -1000;

}  // namespace

void VoicePool::prepare(int voices) {
  most_ = voices;
  voices_.resize(std::size_t(voices + kGhosts));
  owners_.resize(voices_.size());
  looks_.resize(voices_.size());
  ordered_.resize(voices_.size());
}

// The look of the note before may still lie there, and that of this one be lost with a piece.
void VoicePool::start(int voice, const VoiceOwner& owner, const NoteStart& note, const Part& part) {
  const auto i = std::size_t(voice);
  owners_[i] = owner;
  voices_[i].start(note, part);
  looks_[i] = {.level_db = voices_[i].level_db()};
}

void VoicePool::see() {
  for_active([this](int i) { (*this)[i].see(looks_[std::size_t(i)]); });
}

int VoicePool::sounding() const {
  int count = 0;
  for (int i = 0; i < size(); i++) count += sounds_on(i);
  return count;
}

bool VoicePool::sounds(int part) const {
  bool any = false;
  for_part(part, [&](int i) { any = any || (*this)[i].begun(); });
  return any;
}

int VoicePool::make_room() {
  if (sounding() < most_) return -1;
  const int taken = least_audible();
  if (taken >= 0) (*this)[taken].fade_out();
  return taken;
}

int VoicePool::free_voice() const {
  int faded = 0;
  for (int i = 0; i < size(); i++) {
    if (!(*this)[i].active()) return i;
    if ((*this)[i].fade_position() > (*this)[faded].fade_position()) faded = i;
  }
  return faded;
}

int VoicePool::idle() const {
  return int(std::count_if(voices_.begin(), voices_.end(), [](const Voice& v) { return !v.active(); }));
}

int VoicePool::room() const { return std::min(idle(), most_ - sounding()); }

int VoicePool::newest_held(int part) const {
  int newest = -1;
  for_part(part, [&](int i) {
    if ((*this)[i].fading() || !owner(i).key_down) return;
    if (newest < 0 || owner(i).serial > owner(newest).serial) newest = i;
  });
  return newest;
}

int VoicePool::shed(int count, bool of_waiting_too) {
  int found = 0;
  for (int i = 0; i < size(); i++)
    if (sounds_on(i) && (of_waiting_too || !(*this)[i].waits())) ordered_[std::size_t(found++)] = i;
  count = std::min(count, found);
  if (count <= 0) return -1;
  const auto first = ordered_.begin();
  // All at once: a thousand looks for the quietest would take longer than a block.
  std::nth_element(first, first + count - 1, first + found, [this](int a, int b) { return less_audible(a, b); });
  std::for_each(first, first + count, [this](int i) { (*this)[i].fade_out(); });
  return first[count - 1];
}

std::span<const int> VoicePool::by_audibility() {
  int found = 0;
  for (int i = 0; i < size(); i++)
    if (sounds_on(i)) ordered_[std::size_t(found++)] = i;
  const auto voices = std::span(ordered_).first(std::size_t(found));
  std::sort(voices.begin(), voices.end(), [this](int a, int b) { return less_audible(b, a); });
  return voices;
}

// A note that was let go counts as quieter than it is, and so does one of many in a swarm; one that waits for its time in a
// swarm is not heard at all. Of equals the older one goes first.
bool VoicePool::less_audible(int a, int b) const {
  const auto level = [this](int i) {
    const Voice& v = (*this)[i];
    if (v.waits()) return kUnheardDb;
    return v.level_db() - (v.released() ? kReleasedBonusDb : 0) - (v.cloud().wanders() ? kMemberBonusDb : 0);
  };
  const float of_a = level(a), of_b = level(b);
  const std::uint64_t serial_a = owner(a).serial, serial_b = owner(b).serial;
  return of_a != of_b ? of_a < of_b : serial_a != serial_b ? serial_a < serial_b : a < b;
}

int VoicePool::least_audible() const {
  int best = -1;
  for (int i = 0; i < size(); i++)
    if (sounds_on(i) && (best < 0 || less_audible(i, best))) best = i;
  return best;
}

}  // namespace seaglass
