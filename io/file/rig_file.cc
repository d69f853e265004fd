#include "io/file/rig_file.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "engine/parameter.h"
#include "io/file/byte_file.h"
#include "io/file/scala_file.h"
#include "io/file/text_lines.h"

namespace seaglass::io {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFile = 1u << 20;
constexpr double kLowestA4 = 380, kHighestA4 = 500;  // Hz: every pitch that orchestras have had
constexpr double kFarthest = 60;                      // semitones of a transposition
constexpr double kQuietest = -80, kLoudest = 12;      // dB of a layer
constexpr double kMaxBend = 96;                       // semitones, of a note of its own

// The words of one line, taken from the front.
class Line {
 public:
  Line(const TextLines& lines, std::vector<std::string> words) : lines_(lines), words_(std::move(words)) {}

  bool done() const { return at_ == words_.size(); }

  std::string word(const char* what) {
    if (done()) lines_.refuse(std::string("expects ") + what);
    return words_[at_++];
  }
  double number(const char* what, double low, double high) {
    const std::string text = word(what);
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (end == text.c_str() || *end != '\0' || !(value >= low && value <= high)) {
      char range[80];
      std::snprintf(range, sizeof range, " is not a number from %g to %g", low, high);
      lines_.refuse(std::string(what) + ": " + io::quoted(text) + range);
    }
    return value;
  }
  int whole(const char* what, int low, int high) {
    const double value = number(what, low, high);
    if (value != std::floor(value)) lines_.refuse(std::string(what) + " must be a whole number");
    return int(value);
  }
  [[noreturn]] void refuse(const std::string& sentence) const { lines_.refuse(sentence); }

 private:
  const TextLines& lines_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

// What shapes the tuning, in any order; put together at the end.
struct Pitch {
  std::optional<Scale> scale;
  Keyboard keyboard;
  double a4 = kConcertHz, transpose = 0;
};

PartSettings& settings_of(Settings& all, int part) {
  const auto found = std::find_if(all.begin(), all.end(), [part](const PartSettings& s) { return s.part == part; });
  if (found != all.end()) return *found;
  all.push_back({.part = part, .place = "", .values = {}});
  return all.back();
}

// Where rigs have their files.
struct Folders {
  fs::path own, tunings;

  // With or without the end of its name; where it would be in the rig's own folder when it is nowhere.
  std::string find(const std::string& name, const char* suffix) const {
    std::error_code error;
    for (const fs::path& folder : {own, tunings})
      for (const std::string& file : {name, name + suffix})
        if (const fs::path path = folder / file; fs::is_regular_file(path, error)) return path.string();
    return (own / name).string();
  }
};

void read_tuning(Line& line, const Folders& folders, Pitch& pitch) {
  pitch.scale = read_scale(folders.find(line.word("the name of a .scl file"), ".scl"));
  if (!line.done()) pitch.keyboard = read_keyboard(folders.find(line.word("the name of a .kbm file"), ".kbm"));
}

void read_velocity(Line& line, MidiSetup& midi) {
  VelocityCurve curve;
  curve.softest = line.whole("the softest velocity", 1, 126);
  curve.loudest = line.whole("the loudest velocity", curve.softest + 1, 127);
  if (!line.done()) curve.bend = float(line.number("the bend", -double(VelocityCurve::kMaxBend), double(VelocityCurve::kMaxBend)));
  midi.velocity = velocity_table(curve);
}

void read_mpe(Line& line, MpeSetup& mpe) {
  const std::string zone = line.word("lower or upper");
  if (zone != "lower" && zone != "upper") line.refuse("expects mpe lower or mpe upper, not " + io::quoted(zone));
  (zone == "lower" ? mpe.lower : mpe.upper) = line.whole("the members", 0, MpeZones::kMaxMembers);
  if (line.done()) return;
  if (const std::string word = line.word("bend"); word != "bend") line.refuse("expects bend, not " + io::quoted(word));
  mpe.note_bend_range = float(line.number("the range of the bend", 0, kMaxBend));
}

void read_part(Line& line, Settings& all) {
  PartSettings& settings = settings_of(all, line.whole("the part", 1, kParts) - 1);
  const std::string name = line.word("place or a parameter");
  if (name == "place") {
    settings.place = line.word("the name of a place");
    if (!is_name(settings.place)) line.refuse("the name of the place is too long, or not text in UTF-8");
    return;
  }
  const auto id = find_parameter(name);
  if (!id) line.refuse(io::quoted(name) + " is no parameter; seaglass play --help lists them");
  const Parameter& p = parameter(*id);
  const auto value = float(line.number(std::string(p.name).c_str(), double(p.min), double(p.max)));
  std::erase_if(settings.values, [&](const auto& v) { return v.first == *id; });
  settings.values.emplace_back(*id, value);
}

void read_layer(Line& line, Layers& layers) {
  Layer layer;
  bool has_part = false;
  while (!line.done()) {
    const std::string word = line.word("a word");
    if (word == "part") {
      layer.part = std::uint8_t(line.whole("the part", 1, kParts) - 1);
      has_part = true;
    } else if (word == "channel") {
      layer.channel = std::uint8_t(line.whole("the channel", 1, 16) - 1);
    } else if (word == "keys") {
      layer.low_key = std::uint8_t(line.whole("the lowest key", 0, 127));
      layer.high_key = std::uint8_t(line.whole("the highest key", layer.low_key, 127));
    } else if (word == "velocities") {
      layer.softest = std::uint8_t(line.whole("the softest velocity", 1, 127));
      layer.loudest = std::uint8_t(line.whole("the loudest velocity", layer.softest, 127));
    } else if (word == "transpose") {
      layer.transpose = float(line.number("the transposition", -kFarthest, kFarthest));
    } else if (word == "level") {
      layer.level_db = float(line.number("the level", kQuietest, kLoudest));
    } else {
      line.refuse("expects part, channel, keys, velocities, transpose or level, not " + io::quoted(word));
    }
  }
  if (!has_part) line.refuse("a layer needs a part: layer part 2 keys 0 59");
  if (!layers.add(layer)) line.refuse("there are " + std::to_string(Layers::kMax) + " layers already");
}

Tuning tuning_of(const Pitch& pitch, const std::string& name) {
  Tuning tuning;
  if (pitch.scale) {
    const auto tuned = seaglass::tuning_of(*pitch.scale, pitch.keyboard);
    if (!tuned) throw FileError("'" + name + "': the keyboard file's reference key plays nothing; choose another");
    tuning = *tuned;
  }
  return tuning.shifted(pitch.transpose + (pitch.a4 != kConcertHz ? semitones_of_concert_pitch(pitch.a4) : 0));
}

}  // namespace

Rig read_rig(const std::string& path, const std::string& tunings) {
  const auto bytes = read_file(path, kMaxFile);
  return parse_rig({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path, tunings);
}

Rig parse_rig(std::string_view text, const std::string& name, const std::string& tunings) {
  Rig rig;
  Pitch pitch;
  const fs::path own = fs::path(name).parent_path();
  const Folders folders{.own = own, .tunings = tunings.empty() ? own : fs::path(tunings)};
  TextLines lines(text, name, '#');
  while (lines.next()) {
    Line line(lines, words_of(lines.line()));
    if (line.done()) continue;
    const std::string what = line.word("a word");
    if (what == "tuning") read_tuning(line, folders, pitch);
    else if (what == "a4") pitch.a4 = line.number("a4", kLowestA4, kHighestA4);
    else if (what == "transpose") pitch.transpose = line.number("the transposition", -kFarthest, kFarthest);
    else if (what == "velocity") read_velocity(line, rig.midi);
    else if (what == "mpe") read_mpe(line, rig.midi.mpe);
    else if (what == "part") read_part(line, rig.settings);
    else if (what == "layer") read_layer(line, rig.midi.layers);
    else lines.refuse("expects tuning, a4, transpose, velocity, mpe, part or layer, not " + io::quoted(what));
    if (!line.done()) lines.refuse("there is more on this line than " + what + " takes");
  }
  rig.midi.tuning = tuning_of(pitch, name);
  return rig;
}

}  // namespace seaglass::io
