#pragma once
// How keyboards play: the rig that was loaded, and what is changed of it while playing.

#include <string>

#include "io/file/rig_file.h"
#include "io/midi/midi_inputs.h"
#include "tools/seaglass/live/command_desk.h"
#include "tools/seaglass/live/patch_desk.h"

namespace seaglass {

// All functions [control].
class RigDesk {
 public:
  // `events` is the desk's own. All must outlive it.
  RigDesk(io::MidiInputs& midi, PatchDesk& patches, EventPort& events) : midi_(midi), patches_(patches), events_(events) {}

  void add_to(CommandDesk& desk);

  // Throws io::FileError; then nothing has changed.
  void load(const std::string& path);

  // The rig that is there without asking for one.
  static std::string standard_path();


 private:
  void apply(const io::Rig& rig);
  void tune(const io::OscCall& call);
  CommandDesk::Texts find_velocity();
  void keep(const std::string& line);

  io::MidiInputs& midi_;
  PatchDesk& patches_;
  EventPort& events_;
  io::Rig rig_;
  std::string path_;  // where it was read from, or will be kept

  // Calibration of the keyboard: what was struck up to the soft notes, up to the hard ones, and in all.
  enum class Calibrating { kNot, kSoft, kHard } calibrating_ = Calibrating::kNot;
  io::VelocityCounts::Counts before_soft_{}, before_hard_{};
};

}  // namespace seaglass
