#pragma once
// A performer's keys and wheels become events: each channel message of one MIDI source gives a few, by the rules of a
// MidiSetup that may be replaced while notes sound.
//
// A channel is one of three things. By itself, its messages are for the part of its number, or for the parts that
// layers name. The manager of an MPE zone is the same, for the whole zone. A member of a zone plays notes on the parts
// of its manager, each with a bend, a pressure and a brightness of its own, which come as the channel's bend, pressure
// and controller 74; all else that a member sends is left out, as M1-100 says.
//
// Nothing is left hanging: a note-off reaches what its note-on reached, and a channel that stops reaching a part, by
// another setup or a zone that comes or goes, leaves no pedal down there.

#include <array>
#include <bitset>
#include <span>

#include "engine/control/event_batch.h"
#include "engine/control/held_notes.h"
#include "engine/control/midi_setup.h"
#include "engine/control/parameter_number.h"
#include "engine/control/traces.h"
#include "engine/event.h"
#include "engine/rt/mailbox.h"

namespace seaglass {

class MidiPlayer {
 public:
  static constexpr int kMostKeyboards = 24;

  // `keyboard`: each source's own number, below kMostKeyboards, so that a note is ended by the hands that began it. The
  // notes of keyboard 0 have their keys for ids.
  explicit MidiPlayer(int keyboard = 0) : first_id_(keyboard << kKeyboardShift) {}

  // [control] Wait-free. The setup from the next message on; the newest counts.
  void set_setup(const MidiSetup& setup) { next_.put(setup); }

  // The functions below belong to the source's own thread ([midi], or [audio] for JACK). Wait-free. What they return is
  // at most EventBatch::kRoom events, to be sent together, and lasts until the next call.

  // Before each message: takes the newest setup, and gives what must end because of it.
  [[nodiscard]] std::span<const Event> follow_setup(Source source);

  // A channel message as io/midi/midi_parser.h gives it: its part is the channel, a note's id is the key. Whatever
  // comes of it has the message's source.
  [[nodiscard]] std::span<const Event> play(const Event& message);

  // Ends what this source has set sounding, takes back what its wheels and pedals have left, and forgets what it has
  // sent: its cable was pulled. What others play goes on. Gives as much as may be sent together: to be called until it
  // gives nothing.
  [[nodiscard]] std::span<const Event> release_all(Source source);

  const MpeZones& zones() const { return zones_; }

 private:
  static constexpr float kSlideMiddle = 64;
  static constexpr int kKeyboardShift = HeldKey::kIdBits;

  // What a channel has said last.
  struct Channel {
    ParameterNumber number;
    float bend = 0, pressure = 0, slide = kSlideMiddle;  // of a member: what its next note begins with
    Traces traces;
  };
  using Channels = std::bitset<kParts>;

  // Notes and how they are to begin.
  struct Strike {
    HeldKey notes;
    std::array<float, Layers::kMaxPerKey> level_db{};
  };

  // midi_player.cc
  void note_on(const Event& m);
  void note_off(const Event& m);
  void note_pressure(const Event& m);
  void bend(const Event& m);
  void channel_pressure(const Event& m);
  void program(const Event& m);
  void add_own(Event m);
  Strike strike_of(int channel, int key, float velocity) const;
  void begin(const Sounding& note, const Event& m, float velocity, float level_db);
  void give(const Sounding& note, const Event& m, NoteKey key, float value, bool at_onset);
  void tell(const Event& m, NoteKey key);
  float value_of(int channel, NoteKey key, float pitch) const;

  // midi_controllers.cc
  void controller(const Event& m);
  void member_controller(const Event& m);
  void set_note_bend_range(const Event& m);
  void forward(const Event& m, PartSet parts);
  PartSet forget_notes(int channel);
  void end_key(int channel, int key, Source source);
  void release_notes(Channels channels, int most, Source source);
  void change_zones(const MpeZones& zones, std::bitset<MpeZones::kZones> begun, float bend_range, Source source);

  bool is_member(int channel) const { return zones_.member_of(channel) != MpeZones::kNone; }
  PartSet reach(int channel) const { return is_member(channel) ? PartSet(0) : setup_.layers.parts_of(channel); }
  Channel& state(const Event& m) { return channels_[m.part]; }

  std::int32_t first_id_;
  rt::Mailbox<MidiSetup> next_;
  MidiSetup setup_;
  MpeZones zones_;
  std::array<float, MpeZones::kZones> bend_range_{MpeZones::kNoteBendRange, MpeZones::kNoteBendRange};  // of members
  std::array<Channel, kParts> channels_{};
  HeldNotes held_;
  EventBatch out_;
};

}  // namespace seaglass
