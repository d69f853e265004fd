#pragma once
// One note that sounds: what it has been told, and the orders for its sound that follow (engine/voice/orders.h). Frames lie on
// the voice's own grid, from its onset and again from its release, so its samples do not depend on blocks or on other voices.

#include <cstdint>

#include "engine/dsp/ramp.h"
#include "engine/voice/order_list.h"
#include "engine/voice/part.h"
#include "engine/voice/timbre.h"

namespace seaglass {

// What voices know of the stream.
struct VoiceTime {
  double rate = 48000;  // Hz
  int frame = 128;      // samples in a whole frame
  int fade = 384;       // samples in a last fade

  // [any] For a rate in Hz.
  static VoiceTime at(double rate);
};

// All functions [worker], bounded, unless said otherwise.
class Voice {
 public:
  // [control] Both outlive the voice.
  void prepare(const VoiceTime& times, Timbre& timbre);

  void start(const NoteStart& note, const Part& part);

  // Orders its next n samples, or fewer when it ends before. `part_number` is where they are heard. `look_at`: it is looked at
  // when so many of them have sounded, 1 to n; 0: not at all.
  void order(int number, const Part& part, int part_number, int n, int look_at, OrderList& orders);

  // How it stood when it was last looked at.
  void see(const VoiceLook& look);

  // From the next sample on: how much the note is damped (0 held, 1 let go). Leaving 0 begins a new frame. One that waits to
  // begin never does then, unless it is a single stroke, which hands do not let go of.
  void damp(float damping);

  // The pitch wheel or a tuning moved: heard from the next sample on.
  void retune() { retuned_ = changed_ = true; }

  // A new pitch for the sounding note, reached in glide_seconds.
  void glide_to(float key, float glide_seconds);

  void set_key(float key);
  void set_pressure(float pressure) { pressure_ = pressure; }
  void set_brightness(float db_per_octave) { brightness_ = db_per_octave; }

  // `at_onset`: it came with the note-on, and a note that has not begun to sound has it from its first sample. Otherwise
  // gain and pan are approached.
  void set_gain(float db, bool at_onset);
  void set_pan(float position, bool at_onset);

  // The note's own value of a parameter, instead of the part's.
  void set_own(ParameterId id, float value, bool at_onset, const Part& part);

  // Fades out within kGhostSeconds, whatever else happens. One that waits to begin is gone at once, without a sound.
  void fade_out();

  // One that has not begun: gone, without a sound.
  void drop() { active_ = false; }

  // Others of its swarm are gone, and so many are left: it grows as loud as if they had been as few from the start.
  void thin_out(int members);

  // The next frame begins now, and its orders tell all that a synth needs that has never heard of the note.
  void resume();

  bool active() const { return active_; }
  bool begun() const { return frame_ > 0; }  // to sound, since its start()
  bool waits() const { return wait_ > 0; }   // for its time in the swarm: silent until then
  bool fading() const { return fade_at_ >= 0; }
  int fade_position() const { return fade_at_; }
  bool released() const { return damping_ > 0; }
  float level_db() const { return level_db_ + cloud_.level_db(); }  // about how loud it was a moment ago, for choosing whom to take
  float key() const { return key_; }
  const CloudMember& cloud() const { return cloud_; }

 private:
  void strike(const Part& part);
  void begin_frame(const Part& part, RunOrder& run, OrderList& orders);
  void order_strike(FrameOrder& frame, OrderList& orders);
  void order_table(FrameOrder& frame, OrderList& orders);
  void order_change(const Part& part, RunOrder& run, OrderList& orders);
  float vibrato(const NotePart& part, double elapsed);
  double glide_rest() const { return glide_left_ > 0 ? glide_left_ / glide_time_ : 0.0; }

  const VoiceTime* times_ = nullptr;
  Timbre* timbre_ = nullptr;
  Spectrum spectrum_;

  // Fixed at the onset.
  float base_key_ = 0;  // that was struck; an unpitched note is tuned from it
  float velocity_db_ = 0;
  std::uint64_t seed_ = 0;
  NoteStart note_;
  int placing_ = 0;     // of the part
  float width_ = 0;
  CloudMember cloud_;

  // Moving.
  float key_ = 60, glide_from_ = 60;
  double glide_left_ = 0, glide_time_ = 0;  // seconds
  double time_ = 0;                         // seconds since onset
  double vibrato_phase_ = 0;
  float damping_ = 0;
  float pressure_ = 0, brightness_ = 0, stretch_ = 0;
  Ramp level_{1}, pan_{0};
  float level_db_ = -200;
  VoiceLook past_;                          // the last that was seen
  std::int64_t frame_ = 0;
  int into_frame_ = 0, frame_length_ = 0;  // samples; a frame is cut short where a release begins
  int fade_at_ = -1;
  int wait_ = 0;  // samples until it begins
  bool active_ = false, panned_ = false;   // panned: by the player
  bool looked_ = false;                    // at this note, at least once
  NoteControls own_;

  // Not ordered yet.
  bool struck_ = false, resumes_ = false, let_go_ = false, changed_ = false, retuned_ = false;
  float contour_ = 0, contour_from_ = 0, contour_to_ = 0;  // semitones to add where the pitch is on its way
};

}  // namespace seaglass
