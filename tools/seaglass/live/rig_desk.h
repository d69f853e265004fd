#pragma once
// How keyboards play: the rig that was loaded, and what is changed of it while playing.

#include <string>

#include "io/file/rig_file.h"
#include "io/midi/midi_inputs.h"
#include "tools/seaglass/live/command_desk.h"
#include "tools/seaglass/live/patch_desk.h"
#include "tools/seaglass/live/rig_text.h"

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
  void add(const std::string& line);
  void remove(const std::string& beginning);
  CommandDesk::Texts load_named(const std::string& name);
  CommandDesk::Texts find_velocity();
  void save();
  io::Rig parse(const RigText& text) const;
  void use(const RigText& text, const io::Rig& rig);
  void send(const Settings& settings);
  // What no place of the patch is called, as a sentence, or empty.
  std::string stranger_in(const Settings& settings) const;

  io::MidiInputs& midi_;
  PatchDesk& patches_;
  EventPort& events_;
  RigText text_;
  std::string path_;  // where it was read from, or will be kept

  // Calibration of the keyboard: what was struck up to the soft notes, up to the hard ones, and in all.
  enum class Calibrating { kNot, kSoft, kHard } calibrating_ = Calibrating::kNot;
  io::VelocityCounts::Counts before_soft_{}, before_hard_{};
};

}  // namespace seaglass
