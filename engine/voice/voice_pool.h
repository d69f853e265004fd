#pragma once
// The voices that all notes share: whom each belongs to, which of them is free, and which is missed least when none is.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/event.h"
#include "engine/voice/voice.h"

namespace seaglass {

// Whose a voice is.
struct VoiceOwner {
  Source source = Source::kEngine;
  std::uint8_t part = 0;
  std::int32_t id = 0;
  bool key_down = false;
  bool sostenuto = false;  // was down when the sostenuto pedal went down
  bool let_go = false;     // its key was struck again: damped, whatever the pedals do
  std::uint64_t serial = 0;  // of the note, the same for all of a swarm
};

// All functions [worker], bounded, unless said otherwise.
class VoicePool {
 public:
  // [control] Takes all memory. So many voices may sound at one time; kGhosts more fade beside them.
  void prepare(int voices);

  // [control] Voices have to be prepared one by one.
  int size() const { return int(voices_.size()); }

  Voice& operator[](int voice) { return voices_[std::size_t(voice)]; }
  const Voice& operator[](int voice) const { return voices_[std::size_t(voice)]; }
  VoiceOwner& owner(int voice) { return owners_[std::size_t(voice)]; }
  const VoiceOwner& owner(int voice) const { return owners_[std::size_t(voice)]; }

  // Calls act(voice) for every voice that is active; for every one of a part.
  template <class Act>
  void for_active(Act act) const {
    for (int i = 0; i < size(); i++)
      if ((*this)[i].active()) act(i);
  }
  template <class Act>
  void for_part(int part, Act act) const {
    for_active([&](int i) {
      if (owner(i).part == part) act(i);
    });
  }

  // The note begins in a voice; `part` is its owner's.
  void start(int voice, const VoiceOwner& owner, const NoteStart& note, const Part& part);

  // How the voices stood when they were last looked at: whoever sounds them fills it, see() tells them.
  std::span<VoiceLook> looks() { return looks_; }
  void see();

  // Voices that may sound from now on.
  void set_most(int voices) { most_ = voices; }

  // Those that sound or wait to, and do not fade.
  int sounding() const;

  // Whether a voice of the part has begun to sound.
  bool sounds(int part) const;

  // Fades the least audible voice out where as many sound as may. Returns which, or -1.
  int make_room();

  // A voice for a note, once there is room. Where all ghosts are still fading, the one that is nearest to its end.
  int free_voice() const;

  // Voices that neither sound, wait nor fade.
  int idle() const;

  // How many notes can begin without one that sounds being taken, or one that fades being cut short.
  int room() const;

  // The newest note of a part whose key is down: of a swarm one voice, or -1.
  int newest_held(int part) const;

  // Fades so many of the least audible voices out. Returns the one of them that was heard most, or -1.
  int shed(int count, bool of_waiting_too);

  // Those that sound or wait to, the most audible first. Until the next call of shed() or of this.
  std::span<const int> by_audibility();

  // ---------------------------------------------------------------------------------------------------------------
 private:
  bool less_audible(int a, int b) const;
  int least_audible() const;
  bool sounds_on(int i) const { return (*this)[i].active() && !(*this)[i].fading(); }

  std::vector<Voice> voices_;
  std::vector<VoiceOwner> owners_;
  std::vector<VoiceLook> looks_;
  std::vector<int> ordered_;  // room to put voices in order
  int most_ = 0;
};

}  // namespace seaglass
