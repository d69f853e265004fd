#include "tools/seaglass/live/rig_desk.h"

#include <algorithm>
#include <filesystem>

#include "engine/control/velocity_calibration.h"
#include "io/file/byte_file.h"
#include "io/file/text_lines.h"
#include "io/os/time.h"
#include "tools/seaglass/user_folder.h"

namespace seaglass {

namespace {

constexpr std::size_t kMaxFile = 1u << 20;

// The arguments of a call as a line that is typed.
std::string line_of(const io::OscCall& call) {
  std::string line;
  for (int i = 0; i < call.count(); i++) {
    if (i > 0) line += ' ';
    if (!call.is_text(i)) {
      char number[32];
      std::snprintf(number, sizeof number, "%.9g", call.number(i));
      line += number;
    } else if (const std::string word(call.text(i)); call.count() > 1 && word.find(' ') != word.npos) {
      line += '"' + word + '"';
    } else {
      line += word;  // a whole line may come as one text
    }
  }
  if (line.find_first_of("\n\r") != line.npos) throw CommandError("one line at a time");
  return line;
}

}  // namespace

void RigDesk::add_to(CommandDesk& desk) {
  using io::OscCall;
  using io::OscVerb;
  using Texts = CommandDesk::Texts;
  desk.on(OscVerb::kRigLoad, [this](const OscCall& call) {
    at_most_arguments(call, 1);
    return load_named(text_argument(call, 0));
  });
  desk.on(OscVerb::kRigAdd, [this](const OscCall& call) -> Texts {
    const std::string line = line_of(call);
    add(line);
    return {line};
  });
  desk.on(OscVerb::kRigRemove, [this](const OscCall& call) -> Texts {
    const std::string beginning = line_of(call);
    remove(beginning);
    return {beginning};
  });
  desk.on(OscVerb::kRigShow, [this](const OscCall&) { return text_.said(); });
  desk.on(OscVerb::kRigSave, [this](const OscCall& call) -> Texts {
    at_most_arguments(call, 1);
    path_ = user_file("rigs", text_argument(call, 0), ".rig");
    save();
    return {path_};
  });
  desk.on(OscVerb::kTuning, [this](const OscCall& call) -> Texts {
    at_most_arguments(call, 2);
    const std::string name = text_argument(call, 0);
    if (name == "equal" && text_.remove("tuning") == 0) return {name};
    if (name == "equal")
      use(text_, parse(text_));
    else
      add("tuning \"" + user_file("tunings", name, ".scl") + '"' +
          (call.count() > 1 ? " \"" + user_file("tunings", text_argument(call, 1), ".kbm") + '"' : ""));
    return {name};
  });
  desk.on(OscVerb::kVelocitySoft, [this](const OscCall&) -> Texts {
    before_soft_ = midi_.velocities();
    calibrating_ = Calibrating::kSoft;
    return {"play twelve notes or more as softly as you mean to, then velocity hard"};
  });
  desk.on(OscVerb::kVelocityHard, [this](const OscCall&) -> Texts {
    if (calibrating_ == Calibrating::kNot) throw CommandError("begin with /velocity/soft");
    before_hard_ = midi_.velocities();
    calibrating_ = Calibrating::kHard;
    return {"play twelve notes or more as hard as you mean to, then velocity find"};
  });
  desk.on(OscVerb::kVelocityFind, [this](const OscCall&) { return find_velocity(); });
}

std::string RigDesk::standard_path() { return (user_folder("rigs") / "standard.rig").string(); }

void RigDesk::load(const std::string& path) {
  const auto bytes = io::read_file(path, kMaxFile);
  const RigText text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  const io::Rig rig = io::parse_rig(text.text(), path, user_folder("tunings").string());
  path_ = path;
  use(text, rig);
  send(rig.settings);
}

// A rig may be for several patches: what this one lacks is said, and no error.
CommandDesk::Texts RigDesk::load_named(const std::string& name) {
  load(user_file("rigs", name, ".rig"));
  CommandDesk::Texts texts{name};
  if (const std::string stranger = stranger_in(parse(text_).settings); !stranger.empty()) texts.push_back(stranger);
  return texts;
}

void RigDesk::add(const std::string& line) {
  RigText text = text_, alone;
  text.add(line);
  alone.add(line);
  if (alone.said().empty()) throw CommandError("this says nothing; a line of a rig is like layer part 2 keys 0 59");
  const Settings said = parse(alone).settings;
  if (const std::string stranger = stranger_in(said); !stranger.empty()) throw CommandError(stranger);
  use(text, parse(text));
  send(said);  // and no more: the rest may have been played with since
}

void RigDesk::remove(const std::string& beginning) {
  RigText text = text_;
  if (text.remove(beginning) == 0) throw CommandError("no line of the rig begins with " + io::quoted(beginning) + "; rig show lists them");
  use(text, parse(text));
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
  char line[64];
  std::snprintf(line, sizeof line, "velocity %d %d %.2f", curve.softest, curve.loudest, double(curve.bend));
  add(line);
  save();
  return {line, path_};
}

void RigDesk::save() {
  if (path_.empty()) path_ = user_file("rigs", "standard", ".rig");
  io::write_file(path_, text_.text());
}

io::Rig RigDesk::parse(const RigText& text) const {
  const std::string name = path_.empty() ? (user_folder("rigs") / "rig").string() : path_;
  return io::parse_rig(text.text(), name, user_folder("tunings").string());
}

void RigDesk::use(const RigText& text, const io::Rig& rig) {
  text_ = text;
  midi_.set_setup(rig.midi);
  patches_.set_rig(rig.settings);
}

void RigDesk::send(const Settings& settings) {
  const Nanoseconds now = io::now_ns();
  for (const Event& event : events_of(settings, *patches_.playing().patch)) events_.send(event, now);
}

std::string RigDesk::stranger_in(const Settings& settings) const {
  const Patch& patch = *patches_.playing().patch;
  for (const PartSettings& s : settings) {
    const bool known = s.place.empty() || std::any_of(patch.places.begin(), patch.places.end(), [&](const auto& p) { return p.name == s.place; });
    if (!known) return "no place of " + patch.name + " is called " + io::quoted(s.place);
  }
  return {};
}

}  // namespace seaglass
