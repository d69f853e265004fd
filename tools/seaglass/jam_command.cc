#include "tools/seaglass/jam_command.h"

#include <charconv>
#include <cstdio>

#include "engine/jam/style.h"
#include "engine/transport/transport.h"
#include "io/errors.h"

namespace seaglass {
namespace {

using namespace jam;

constexpr double kMostBars = 10000;
constexpr double kMostSeed = 9007199254740991;  // what a JSON reader keeps exactly

Roles roles_named(const std::string& text) {
  Roles roles = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::string word = text.substr(at, comma - at);
    bool found = false;
    for (const Role role : kAllRoles)
      if (word == name_of(role)) {
        roles = with(roles, role);
        found = true;
      }
    if (!found) throw io::UsageError("there is no role '" + word + "'; choose among comp, bass, drums, counter, separated by commas");
    at = comma + 1;
  }
  return roles;
}

void set_knob(Knobs& knobs, const std::string& text) {
  const std::size_t equals = text.find('=');
  float value = 0;
  const char* end = text.data() + text.size();
  const char* begin = equals == std::string::npos ? end : text.data() + equals + 1;
  const auto read = std::from_chars(begin, end, value);
  if (read.ec != std::errc{} || read.ptr != end || !(value >= 0 && value <= 1))
    throw io::UsageError("'" + text + "' is no knob with its value; write NAME=VALUE with a value from 0 to 1");
  for (int i = 0; i < kKnobs; i++)
    if (text.substr(0, equals) == kKnobNames[std::size_t(i)].name) {
      knobs[Knob(i)] = value;
      return;
    }
  throw io::UsageError("there is no knob '" + text.substr(0, equals) + "'; seaglass jam --help lists them");
}

std::string footer() {
  std::string text = "Knobs, 0 to 1, at 0.5 the model is left to itself:\n";
  char line[120];
  for (const KnobName& k : kKnobNames) {
    std::snprintf(line, sizeof line, "  %-13s %s\n", std::string(k.name).c_str(), std::string(k.help).c_str());
    text += line;
  }
  return text;
}

std::string style_list() {
  std::string text;
  for (const auto name : kStyleNames) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

}  // namespace

void add_jam(CLI::App& app, JamWords& w) {
  CLI::App* command = app.add_subcommand("jam", "the accompanist plays along with a recorded part");
  JamJob& job = w.job;
  command->add_option("midi", job.midi_path, "a standard MIDI file: its first track with notes is the part (channel 10: drums)");
  command->add_option("-o,--output", job.out_path, "the MIDI file with the part, the roles and the harmony")->required();
  command->add_option("--model", job.model, "a .glass file of an accompanist (without: the shipped one)");
  command->add_option("--roles", w.roles, "what it plays")->capture_default_str();
  command->add_option("--seed", job.seed, "the same seed plays the same")->check(CLI::Range(0.0, kMostSeed))->capture_default_str();
  command->add_option("--style", job.style, style_list())->capture_default_str();
  command->add_option("--knob", w.knobs, "NAME=VALUE; may be given several times");
  command->add_flag("--only-in-rests", job.knobs.only_in_rests, "plays only where you rest");
  command->add_option("--lock", w.lock, "keeps to one chord, as G:min7 or Gm7");
  command->add_option("--dream", job.dream_bars, "without a part: so many bars of its own")->check(CLI::Range(1.0, kMostBars));
  command->add_option("--tempo", job.tempo, "beats per minute, where the file does not say")->check(CLI::Range(kMinTempo, kMaxTempo))->capture_default_str();
  command->add_flag("--json", job.json, "prints, as one object, how much was played, how unexpected it was to the model and how long it took");
  command->add_option("--harmony", w.harmony, "how chords are chosen, to measure what each brings: by the model, by how they fit what it expects you to play, or by both")
      ->check(CLI::IsMember({"both", "model", "fit"}))->capture_default_str();
  command->footer(footer());
  command->callback([&w] {
    if (w.job.midi_path.empty() == (w.job.dream_bars == 0))
      throw io::UsageError("give either a MIDI file to play along with or --dream BARS");
    w.job.knobs.dreams = w.job.midi_path.empty();
    w.job.knobs.roles = roles_named(w.roles);
    for (const std::string& text : w.knobs) set_knob(w.job.knobs, text);
    if (!w.lock.empty()) {
      w.job.knobs.locked = chord_named(w.lock);
      if (!w.job.knobs.locked) throw io::UsageError("'" + w.lock + "' is no chord; write it as G:min7 or Gm7");
    }
    if (w.harmony == "model") w.job.weights.fit = 0;
    if (w.harmony == "fit") w.job.weights = {.model = 0, .fit = 1, .change = 0};
    jam_offline(w.job);
  });
}

}  // namespace seaglass
