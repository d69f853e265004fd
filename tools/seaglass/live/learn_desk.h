#pragma once
// MIDI controllers while playing: what they are mapped to, how that is learned, and the lights that show it.

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "io/midi/controller_desk.h"
#include "io/midi/midi_inputs.h"
#include "io/midi/midi_outputs.h"
#include "tools/seaglass/live/command_desk.h"
#include "tools/seaglass/live/live_stream.h"

namespace seaglass {

// All functions [control].
class LearnDesk {
 public:
  // `path`: the file of mappings; empty: nothing is kept. Carries out what buttons ask for by `act`, which takes a line as it
  // is typed, and tells by `say`. Registers itself with the inputs, which must not be open yet. All must outlive it.
  using Line = std::function<void(const std::string&)>;
  using Act = std::function<void(const std::string& line, Nanoseconds when)>;
  LearnDesk(const std::string& path, PresentValues& present, io::MidiInputs& inputs, io::MidiOutputs& outputs, LiveStream& stream,
            io::OscOutlet& outlet, Act act, Line say);

  ~LearnDesk();
  LearnDesk(const LearnDesk&) = delete;
  LearnDesk& operator=(const LearnDesk&) = delete;

  void add_to(CommandDesk& desk);

  // Whether every move is told.
  void monitor(bool on) { desk_.monitor(on); }

  // Whether controllers that come and go are told of.
  void tell_plugs(bool on) { telling_plugs_ = on; }

  void tick(Nanoseconds now);

 private:
  Target target_of(const io::OscCall& call, int which = 1) const;
  void look_at_stage();
  void learn(const io::OscCall& call);
  void press(const ControlPress& press);
  void tell_waiting(const io::DeskAnswer& answer);
  void light(const io::DeskNews::Lights& lights);

  PresentValues& present_;
  io::MidiInputs& inputs_;
  io::MidiOutputs& outputs_;
  LiveStream& stream_;
  io::OscOutlet& outlet_;
  Act act_;
  Line say_;
  io::ControllerDesk desk_;
  std::map<const ControlInput*, std::string> devices_;
  bool telling_plugs_ = false;
  std::optional<io::OscPeer> waiting_;  // who asked for what is being learned
};

}  // namespace seaglass
