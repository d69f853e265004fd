#include "tools/seaglass/live/rig_desk.h"

#include <filesystem>
#include <sstream>

#include "engine/control/scale.h"
#include "engine/control/velocity_calibration.h"
#include "io/file/byte_file.h"
#include "io/file/scala_file.h"
#include "io/file/text_lines.h"
#include "io/os/time.h"
#include "tools/seaglass/user_folder.h"

namespace seaglass {

void RigDesk::add_to(CommandDesk& desk) {
  using io::OscCall;
  using io::OscVerb;
  desk.on(OscVerb::kRigLoad, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 1);
    load(user_file("rigs", text_argument(call, 0), ".rig"));
    return {text_argument(call, 0)};
  });
  desk.on(OscVerb::kTuning, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 2);
    tune(call);
    return {text_argument(call, 0)};
  });
  desk.on(OscVerb::kVelocitySoft, [this](const OscCall&) -> CommandDesk::Texts {
    before_soft_ = midi_.velocities();
    calibrating_ = Calibrating::kSoft;
    return {"play twelve notes or more as softly as you mean to, then velocity hard"};
  });
  desk.on(OscVerb::kVelocityHard, [this](const OscCall&) -> CommandDesk::Texts {
    if (calibrating_ == Calibrating::kNot) throw CommandError("begin with /velocity/soft");
    before_hard_ = midi_.velocities();
    calibrating_ = Calibrating::kHard;
    return {"play twelve notes or more as hard as you mean to, then velocity find"};
  });
  desk.on(OscVerb::kVelocityFind, [this](const OscCall&) { return find_velocity(); });
}

std::string RigDesk::standard_path() { return (user_folder("rigs") / "standard.rig").string(); }

void RigDesk::load(const std::string& path) {
  apply(io::read_rig(path));
  path_ = path;
}

CommandDesk::Texts RigDesk::find_velocity() {
  if (calibrating_ != Calibrating::kHard) throw CommandError("begin with /velocity/soft, then /velocity/hard");
  const auto now = midi_.velocities();
  VelocityCalibration calibration;
  for (int v = 1; v < kVelocities; v++) {
    const auto i = std::size_t(v);
    for (auto n = before_hard_[i] - before_soft_[i]; n > 0; n--) calibration.add(VelocityCalibration::kSoft, v);
    for (auto n = now[i] - before_hard_[i]; n > 0; n--) calibration.add(VelocityCalibration::kHard, v);
  }
  VelocityCurve curve;
  switch (calibration.find(curve)) {
    case VelocityCalibration::Verdict::kFound: break;
    case VelocityCalibration::Verdict::kTooFewSoft: throw CommandError("there were too few soft notes; /velocity/soft, and twelve or more");
    case VelocityCalibration::Verdict::kTooFewHard: throw CommandError("there were too few hard notes; play more, then /velocity/find");
    case VelocityCalibration::Verdict::kNotApart:
      throw CommandError("soft and hard notes were alike; this keyboard may have one velocity only");
  }
  calibrating_ = Calibrating::kNot;
  rig_.midi.velocity = velocity_table(curve);
  midi_.set_setup(rig_.midi);
  char line[64];
  std::snprintf(line, sizeof line, "velocity %d %d %.2f", curve.softest, curve.loudest, double(curve.bend));
  keep(line);
  return {line, path_};
}

// In the place of the line that says the same, at the end of the rig's file; the rest of it stays as it was written.
void RigDesk::keep(const std::string& line) {
  if (path_.empty()) path_ = user_file("rigs", "standard", ".rig");
  std::string kept;
  std::error_code none;
  if (std::filesystem::exists(path_, none)) {
    const auto bytes = io::read_file(path_, 1u << 20);
    std::istringstream lines(std::string(bytes.begin(), bytes.end()));
    for (std::string old; std::getline(lines, old);)
      if (const auto words = io::words_of(old); words.empty() || words[0] != line.substr(0, line.find(' '))) kept += old + "\n";
  }
  io::write_file(path_, kept + line + "\n");
}

void RigDesk::apply(const io::Rig& rig) {
  rig_ = rig;
  midi_.set_setup(rig_.midi);
  patches_.set_rig(rig_.settings);
  const Nanoseconds now = io::now_ns();
  for (const Event& event : events_of(rig_.settings, *patches_.playing().patch)) events_.send(event, now);
}

void RigDesk::tune(const io::OscCall& call) {
  Tuning tuning;
  if (const std::string name = text_argument(call, 0); name != "equal") {
    const Scale scale = io::read_scale(user_file("tunings", name, ".scl"));
    const Keyboard keyboard =
        call.count() > 1 ? io::read_keyboard(user_file("tunings", text_argument(call, 1), ".kbm")) : Keyboard{};
    const auto tuned = tuning_of(scale, keyboard);
    if (!tuned) throw CommandError("the keyboard file's reference key plays nothing");
    tuning = *tuned;
  }
  rig_.midi.tuning = tuning.shifted(rig_.shift);
  midi_.set_setup(rig_.midi);
}

}  // namespace seaglass
