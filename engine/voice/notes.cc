#include "engine/voice/notes.h"

#include <algorithm>
#include <cmath>

#include "engine/dsp/random.h"
#include "engine/note_key.h"

namespace seaglass {
namespace {

constexpr std::uint64_t kOfMember = std::uint64_t(1) << 40;  // what the chances of a swarm's other members are for

}  // namespace

void Notes::prepare(double rate, std::uint64_t seed) {
  rate_ = rate;
  seed_ = seed;
  chord_.prepare(rate);
}

// --- keys ---

Applied Notes::on(const Event& event) {
  if (event.part >= kParts) return {};
  if (mode_of(part(event.part)) != Mode::kPoly) return line_on(event);
  // The same key again: its old sound is let go, pedal or not, so that repeated notes do not pile up.
  pool_.for_part(event.part, [&](int i) {
    VoiceOwner& o = pool_.owner(i);
    if (o.source != event.source || o.id != event.id) return;
    o.key_down = o.sostenuto = false;
    o.let_go = true;
    if (pool_[i].waits()) pool_[i].fade_out();
    pool_[i].damp(1);
  });
  return start(event, event.value, 0);
}

void Notes::off(const Event& event) {
  std::array<bool, kParts> goes_on{};
  for_parts(event, [&](int p) { goes_on[std::size_t(p)] = mode_of(part(p)) != Mode::kPoly && line_off(event, p); });
  for (int i = 0; i < pool_.size(); i++)
    if (is_meant(i, event) && !goes_on[pool_.owner(i).part]) release(i);
}

void Notes::set(const Event& event) {
  for (int i = 0; i < pool_.size(); i++)
    if (is_meant(i, event)) set_note(i, event);
}

// Whether the voice plays the note that the event is about, and its key is down.
bool Notes::is_meant(int voice, const Event& event) const {
  const VoiceOwner& o = pool_.owner(voice);
  return pool_[voice].active() && o.key_down && o.id == event.id && o.source == event.source &&
         (o.part == event.part || event.part == kAllParts);
}

void Notes::set_voice(const Event& event) {
  pool_.for_active([&](int i) {
    if (event.id == kAllVoices || event.id == i) set_note(i, event);
  });
}

void Notes::set_note(int voice, const Event& event) {
  Voice& v = pool_[voice];
  const bool pressed = event.kind == EventKind::kNotePressure;
  const bool at_onset = event.kind == EventKind::kNoteSet && event.value2 != 0;
  if (const auto own = pressed ? std::nullopt : own_value_of(event.index)) {
    v.set_own(*own, event.value, at_onset, part(pool_.owner(voice).part));
    return;
  }
  switch (pressed ? NoteKey::kPressure : NoteKey(event.index)) {
    case NoteKey::kPitch: v.set_key(event.value); break;
    case NoteKey::kPressure: v.set_pressure(event.value); break;
    case NoteKey::kGain: v.set_gain(event.value, at_onset); break;
    case NoteKey::kPan: v.set_pan(event.value, at_onset); break;
    case NoteKey::kBrightness: v.set_brightness(event.value); break;
  }
}

// --- one key, many voices ---

// A key starts as many voices as its part is set to, but from notes that were struck before it none is taken for them but one
// for itself, nor do they cut short what still fades; keys of one chord share (engine/voice/chord.h). Those that stay out make
// the others louder, from the start; a member that is taken by a later key does not, for nobody played that.
Applied Notes::start(const Event& event, float glide_from, float glide_seconds) {
  const int wanted = int(std::lround(part(event.part).value(ParameterId::kCloud)));
  Applied applied;
  if (wanted > 1) applied.taken = chord_.share(pool_, wanted, now_);
  if (applied.taken < 0) applied.taken = pool_.make_room();
  const int own = applied.given = pool_.free_voice();
  const VoiceOwner owner{.source = event.source, .part = event.part, .id = event.id, .key_down = true, .serial = ++notes_};
  std::array<CloudPlace, kMostMembers> places;
  const auto swarm = std::span(places).first(std::size_t(std::clamp(pool_.room(), 1, wanted)));
  NoteStart note{.key = event.value, .velocity = event.value2, .glide_from = glide_from, .glide_seconds = glide_seconds,
                 .seed = hash64(seed_, owner.serial)};
  place_cloud(note.seed, swarm);
  note.cloud = swarm[0];
  pool_.start(own, owner, note, part(event.part));
  start_others(own, note, swarm.subspan(1));
  chord_.add(owner.serial, now_);
  return applied;
}

// The other members, each when its time comes: on the way of a glide it enters where the first has got to.
void Notes::start_others(int own, const NoteStart& first, std::span<const CloudPlace> places) {
  const VoiceOwner owner = pool_.owner(own);
  const Part& of = part(owner.part);
  int i = 0;
  for (const CloudPlace& place : places) {
    while (pool_[i].active()) i++;
    const double wait = place.time * of.value(ParameterId::kCloudTime);
    const float rest = wait < first.glide_seconds ? float(1 - wait / first.glide_seconds) : 0.0f;
    NoteStart note = first;
    note.glide_from = first.key + (first.glide_from - first.key) * rest;
    note.glide_seconds = first.glide_seconds * rest;
    note.seed = hash64(first.seed, kOfMember + std::uint64_t(place.number));
    note.wait = int(std::lround(wait * rate_));
    note.cloud = place;
    pool_.start(i, owner, note, of);
  }
}

// --- many keys, one voice ---

// Mono begins every note anew, legato carries a held note over to the next pitch.
Applied Notes::line_on(const Event& event) {
  const int old = pool_.newest_held(event.part);
  const float glide = part(event.part).value(ParameterId::kGlide);
  parts_[event.part].line.push(event);
  if (old >= 0 && mode_of(part(event.part)) == Mode::kLegato) {
    const std::uint64_t line = pool_.owner(old).serial;
    pool_.for_active([&](int i) {
      VoiceOwner& o = pool_.owner(i);
      if (o.serial != line) return;
      o.source = event.source;
      o.id = event.id;
      pool_[i].glide_to(event.value, glide);
    });
    return {.given = old, .taken = -1};
  }
  const float from = old >= 0 ? pool_[old].key() : event.value;
  pool_.for_part(event.part, [&](int i) {
    pool_.owner(i).key_down = false;
    pool_[i].fade_out();
  });
  return start(event, from, from != event.value ? glide : 0);
}

// True when the line goes on with a note held before.
bool Notes::line_off(const Event& event, int part_number) {
  MonoLine& line = parts_[std::size_t(part_number)].line;
  if (!line.remove(event.source, event.id)) return false;
  const Event* back = line.newest();
  if (back == nullptr) return false;
  line_on(Event(*back));
  return true;
}

// --- pedals, and all at once ---

void Notes::release(int voice) {
  VoiceOwner& o = pool_.owner(voice);
  o.key_down = false;
  pool_[voice].damp(o.sostenuto ? 0 : part(o.part).damping());
}

void Notes::all_off(int part_number) {
  parts_[std::size_t(part_number)].line.clear();
  pool_.for_part(part_number, [&](int i) {
    if (pool_.owner(i).key_down) release(i);
  });
}

void Notes::all_sound_off(int part_number) {
  parts_[std::size_t(part_number)].line.clear();
  pool_.for_part(part_number, [&](int i) {
    pool_.owner(i).key_down = false;
    pool_[i].fade_out();
  });
}

void Notes::hold_sostenuto(int part_number) {
  const bool down = part(part_number).sostenuto();
  for (int i = 0; i < pool_.size(); i++)
    if (VoiceOwner& o = pool_.owner(i); o.part == part_number) o.sostenuto = down && o.key_down;
}

void Notes::damp(int part_number) {
  const float damping = part(part_number).damping();
  pool_.for_part(part_number, [&](int i) {
    const VoiceOwner& o = pool_.owner(i);
    if (!o.key_down && !o.let_go) pool_[i].damp(o.sostenuto ? 0 : damping);
  });
}

void Notes::retune(int part_number) {
  pool_.for_part(part_number, [&](int i) { pool_[i].retune(); });
}

}  // namespace seaglass
