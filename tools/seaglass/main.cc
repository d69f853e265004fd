// The command line: words to options, errors to one sentence and an exit code.

#include <CLI/CLI.hpp>
#include <cctype>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <system_error>

#include "engine/parameter.h"
#include "engine/transport/transport.h"
#include "io/errors.h"
#include "kernels/kernels.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/jam_command.h"
#include "tools/seaglass/last_memory.h"
#include "tools/seaglass/synth_server.h"
#include "tools/seaglass/user_folder.h"
#include "tools/seaglass/offline.h"

#include <unistd.h>

namespace {

using namespace seaglass;

constexpr double kMinRate = 16000, kMaxRate = 192000;
constexpr double kMaxSeed = 9007199254740991;  // what a JSON reader keeps exactly
constexpr double kLeastLoudest = -60, kMostLoudest = -3;  // dB, of a sweep for calibration
constexpr int kResourceExit = 6, kUsageExit = 2;

std::string version() {
  return std::string("seaglass ") + SEAGLASS_VERSION + " (kernels " + kernels::best().name + ")";
}

std::string parameter_help() {
  std::string text = "Parameters, as in the OSC message /control NAME VALUE (and their MIDI controllers):\n";
  char line[200];
  for (const Parameter& p : parameters()) {
    const std::string cc = p.controller >= 0 ? "CC " + std::to_string(p.controller) : "";
    std::string unit(p.unit == "1" ? "" : p.unit);
    if (!unit.empty()) unit.insert(0, std::isdigit(static_cast<unsigned char>(unit[0])) ? ": " : " ");
    std::snprintf(line, sizeof line, "  %-15s %-6s %s, %g to %g%s\n", std::string(p.name).c_str(), cc.c_str(),
                  std::string(p.help).c_str(), double(p.min), double(p.max), unit.c_str());
    text += line;
  }
  return text;
}

constexpr const char* kCalibrateHelp =
    "Join an output to an input by a cable, or lay a microphone before the loudspeaker. Sweeps of a quarter of a\n"
    "second are played, barely audible at first and louder only while they are not heard clearly, until five agree.\n"
    "What is measured is kept for the device at this rate and buffer (seaglass devices shows it). From then on play\n"
    "reckons with half of what the device does not tell of: Ableton Link, taps and MIDI clock mean the moment at which\n"
    "a beat is heard, and MIDI clock is sent then.\n\n"
    "Exit codes: 0 measured and kept; 4 no such device or input, or it lost time; 5 cannot be kept; 7 nothing was\n"
    "heard; 8 too noisy, or the sweeps disagree; 9 the input is overloaded.\n";

std::string text_of(double number) {
  char text[40];
  std::snprintf(text, sizeof text, "%.15g", number);
  return text;
}

// A number from low to high; the help shows the two. (CLI::Range lets NaN pass.)
CLI::Option* within(CLI::Option* option, double low, double high) {
  const std::string range = text_of(low) + ".." + text_of(high);
  const auto fits = [low, high, range](const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    const bool good = end != text.c_str() && *end == '\0' && value >= low && value <= high;
    return good ? std::string() : text + " is not a number in " + range;
  };
  return option->check(CLI::Validator(fits, ""))->type_name(range);
}

// "NAME=VALUE" of a parameter, of every part; of one with its number from 1 before it, "2/NAME=VALUE".
Event setting_of(const std::string& text) {
  const auto at = text.find('='), slash = std::min(text.find('/'), at);
  const bool one = slash < at;
  int part = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + slash, part);
  if (one && (parsed.ec != std::errc() || parsed.ptr != text.data() + slash || part < 1 || part > kParts))
    throw CLI::ValidationError("'" + text + "': what stands before the / is not a part, 1.." + std::to_string(kParts));
  const std::size_t from = one ? slash + 1 : 0;
  const auto id = find_parameter(std::string_view(text).substr(from, at - from));
  if (at == std::string::npos || !id)
    throw CLI::ValidationError("'" + text + "' is not NAME=VALUE of a parameter; seaglass play --help lists them");
  const Parameter& p = parameter(*id);
  char* end = nullptr;
  const float value = std::strtof(text.c_str() + at + 1, &end);
  if (end == text.c_str() + at + 1 || *end != '\0' || !(value >= p.min && value <= p.max))
    throw CLI::ValidationError("'" + text + "': the value is not a number in " + text_of(p.min) + ".." + text_of(p.max));
  return {.kind = EventKind::kControl, .part = one ? std::uint8_t(part - 1) : kAllParts, .index = std::uint8_t(*id), .value = value};
}

CLI::Option* add_rate(CLI::App* app, double& rate) {
  return within(app->add_option("--rate", rate, "sample rate in Hz"), kMinRate, kMaxRate);
}
CLI::Option* add_voices(CLI::App* app, int& voices) {
  return within(app->add_option("--voices", voices, "notes that may sound at once"), 1, kMaxVoices)->capture_default_str();
}
CLI::Option* add_outputs(CLI::App* app, int& outputs) {
  return app->add_option("--outputs", outputs, "output channels: 2, 4, 6 or 8, a stereo pair for each value of the parameter output")
      ->check(CLI::IsMember({"2", "4", "6", "8"}))->capture_default_str();
}
CLI::Option* add_buffer(CLI::App* app, int& buffer, const char* help) {
  return within(app->add_option("--buffer", buffer, help), kMinBuffer, kMaxBuffer)->capture_default_str();
}

void add_play(CLI::App& app, PlayOptions& o, std::string& lead, std::string& driver, std::string& lock) {
  CLI::App* play_command = app.add_subcommand("play", "play live");
  play_command->add_option("patch", o.patch, "a .glass file (without: the shipped patch)");
  play_command->add_option("--device", o.device, "part of an audio device's name, its number, or none for the built-in clock");
  play_command->add_option("--midi", o.midi, "MIDI inputs: part of a name, all or none")->capture_default_str();
  play_command->add_option("--midi-out", o.midi_out, "MIDI outputs: part of a name, or none; may be given several times");
  play_command->add_flag("--midi-clock", o.midi_clock, "send MIDI clock to the MIDI outputs");
  play_command->add_flag("--midi-through", o.midi_through, "send on what comes in, but never to where it came from");
  within(play_command->add_option("--tempo", o.tempo, "beats per minute (default: 120)"), kMinTempo, kMaxTempo);
  play_command->add_flag("--link", o.link, "join Ableton Link's session (in a build that has it)");
  add_rate(play_command, o.rate);
  within(play_command->add_option("--buffer", o.buffer, "frames in a buffer; key to sound takes two (JACK decides for itself)"),
         kMinBuffer, kMaxBuffer);
  play_command->add_option("--lead", lead, "fast, or safe: 20 ms more delay for a busy machine (default: fast; safe on the built-in clock)")
      ->check(CLI::IsMember({"fast", "safe"}));
  play_command->add_option("--driver", driver, "worker, or inline: render in the device's callback")
      ->check(CLI::IsMember({"worker", "inline"}))->capture_default_str();
  add_voices(play_command, o.voices);
  play_command->add_option("--place", o.place, "place to begin with");
  within(play_command->add_option("--osc-port", o.osc_port, "UDP port for OSC"), 1, 65535)->capture_default_str();
  play_command->add_option("--osc-bind", o.osc_bind, "address that OSC listens on; others than this machine's own open it to the network")
      ->capture_default_str();
  within(play_command->add_option("--osc-limit", o.osc_limit, "OSC messages a second that one sender may send; 0: any number"), 0, 1e9)
      ->capture_default_str();
  play_command->add_option("--osc-lock", lock, "what OSC may not change: none, files (patches, files, mappings) or all")
      ->check(CLI::IsMember({"none", "files", "all"}))->capture_default_str();
  within(play_command->add_option("--web-port", o.web_port, "TCP port for OSCQuery; 0: none (default: OSC's plus 1)"), 0, 65535);
  play_command->add_option("--web-origin", o.web_origins, "a web page's origin, as https://example.org, that may play besides this machine's own");
  within(play_command->add_option("--output", o.first_output, "first output channel of the device"), 1, 256)->capture_default_str();
  add_outputs(play_command, o.outputs);
  within(play_command->add_option("--input", o.first_input, "first input channel of the device"), 1, 256)->capture_default_str();
  within(play_command->add_option("--inputs", o.inputs, "input channels to open and meter"), 0, 16)->capture_default_str();
  play_command->add_option("--record", o.record, "write what is heard to a WAV file");
  play_command->add_option("--journal", o.journal, "write what is played, for seaglass replay");
  play_command->add_option("--rig", o.rig, "a file that says how keyboards play, or its name in the rigs folder: tuning, velocity curve, MPE, splits and layers");
  play_command->add_option("--setlist", o.setlist, "a setlist to go through, or its name in the setlists folder: lines of PATCH / SNAPSHOT / SECONDS");
  play_command->add_option("--snapshots", o.snapshots, "the file that keeps snapshots (default: in the performer's folder)");
  within(play_command->add_option("--seed", o.seed, "of all that differs from stroke to stroke"), 0, kMaxSeed);
  play_command->add_option("--backend", o.backend, "where the voices sound: cpu; cuda, on an NVIDIA GPU; apart, on the CPU in a process of its own; auto, on the GPU where selftest --backend cuda has shown that it helps")->check(CLI::IsMember({"auto", "cpu", "apart", "cuda"}))->capture_default_str();
  play_command->add_option("--status", o.status, "line on the terminal, or json: one object a second")
      ->check(CLI::IsMember({"line", "json"}))->capture_default_str();
  play_command->footer(parameter_help());
  play_command->callback([&] {
    if (!lead.empty()) o.lead = lead == "safe" ? Lead::kSafe : Lead::kFast;
    o.run_inline = driver == "inline";
    o.osc_lock = *io::find_osc_lock(lock);
    o.rig = found_file("rigs", o.rig, ".rig");
    o.setlist = found_file("setlists", o.setlist, ".txt");
    play(o);
  });
}

void add_render(CLI::App& app, RenderJob& job, std::string& patch, std::vector<std::string>& settings) {
  CLI::App* command = app.add_subcommand("render", "render a MIDI file to a 32-bit float WAV file");
  command->add_option("patch", patch, "a .glass file")->required();
  command->add_option("midi", job.midi_path, "a standard MIDI file")->required();
  command->add_option("-o,--output", job.out_path, "the WAV file")->required();
  command->add_option("--place", job.place, "place to begin with, before any program change");
  command->add_option("--set", settings, "NAME=VALUE of a parameter, before the first event, PART/NAME=VALUE for one part alone; may be given several times");
  add_rate(command, job.rate)->capture_default_str();
  add_voices(command, job.voices);
  within(command->add_option("--seed", job.seed, "of all that differs from stroke to stroke"), 0, kMaxSeed);
  add_buffer(command, job.buffer, "frames rendered at once; the result does not depend on it");
  add_outputs(command, job.outputs);
  within(command->add_option("--tail", job.tail_s, "seconds after the last event, at most; it stops when silent"), 0, 600)
      ->capture_default_str();
  command->callback([&] {
    job.patch = load_patch_file(patch);
    job.progress = isatty(STDERR_FILENO) != 0;
    for (const std::string& text : settings) job.settings.push_back(setting_of(text));
    render_score(job);
  });
}

void add_replay(CLI::App& app, ReplayJob& job) {
  CLI::App* command = app.add_subcommand("replay", "render a journal: the performance as it was meant");
  command->add_option("journal", job.journal_path, "what play --journal or /journal/save wrote; its name does for one in the journals folder")->required();
  command->add_option("-o,--output", job.out_path, "the WAV file")->required();
  add_buffer(command, job.buffer, "frames rendered at once; the result does not depend on it");
  command->add_flag("--as-heard", job.as_heard, "with the concealment of what was not there in time");
  command->callback([&] {
    job.progress = isatty(STDERR_FILENO) != 0;
    job.journal_path = found_file("journals", job.journal_path, ".journal");
    const std::string warning = replay_journal(job);
    if (!warning.empty()) std::fprintf(stderr, "seaglass: %s\n", warning.c_str());
  });
}

void add_learn(CLI::App& app, LearnOptions& o, int& code) {
  CLI::App* command = app.add_subcommand("learn", "make a patch from a folder of recordings of single notes");
  command->add_option("folder", o.folder, "WAV, FLAC, OGG, AIFF or MP3 files, one note or hit in each; any names")->required();
  command->add_option("-o,--output", o.out, "the .glass file")->required();
  command->add_option("--rights", o.rights, "whose playing it is and its licence, for the patch's ledger: 'my own playing, CC BY 4.0'")
      ->required();
  command->add_option("--name", o.name, "of the patch and its place (default: that of the file)");
  within(command->add_option("--seconds", o.seconds, "to spend, more or less (default: 60)"), 20, 36000);
  within(command->add_option("--steps", o.steps, "of training, whatever time they take"), 1, 100000);
  within(command->add_option("--seed", o.seed, "the same seed and steps give the same patch"), 0, 4294967295.0)->capture_default_str();
  command->callback([&] { code = learn(o); });
}

void add_calibrate(CLI::App& app, CalibrateOptions& o) {
  CLI::App* command = app.add_subcommand("calibrate", "measure how long sound takes through a device and back, and keep it");
  command->add_option("--device", o.device, "part of an audio device's name, or its number");
  add_rate(command, o.rate);
  add_buffer(command, o.buffer, "frames in a buffer: as you play with (JACK decides for itself)");
  within(command->add_option("--output", o.output, "output channel to play on"), 1, 256)->capture_default_str();
  within(command->add_option("--input", o.input, "input channel to listen on"), 1, 256)->capture_default_str();
  within(command->add_option("--loudest", o.loudest_db, "dB of full scale: no sweep is louder"), kLeastLoudest, kMostLoudest)
      ->capture_default_str();
  command->add_option("--forget", o.forget,
                      "measure nothing: forget the devices whose names, in the list of seaglass devices, have this in them, or all");
  command->footer(kCalibrateHelp);
  command->callback([&] { calibrate(o); });
}

int run(int argc, char** argv) {
  CLI::App app{"Seaglass: a live instrument that plays recordings as living sounds.", "seaglass"};
  app.set_version_flag("--version", version());
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);

  PlayOptions play_options;
  std::string lead, driver = "worker", lock = "none", patch;
  RenderJob render_job;
  std::vector<std::string> render_settings;
  ReplayJob replay_job;
  BenchOptions bench_options;
  SelftestOptions selftest_options;
  LearnOptions learn_options;
  CalibrateOptions calibrate_options;
  JamWords jam_words;
  int code = 0;
  bool json = false;

  add_play(app, play_options, lead, driver, lock);
  add_render(app, render_job, patch, render_settings);
  add_replay(app, replay_job);
  add_jam(app, jam_words);
  add_learn(app, learn_options, code);

  CLI::App* inspect_command = app.add_subcommand("inspect", "what a patch holds, and whose recordings it was made from");
  inspect_command->add_option("patch", patch, "a .glass file (without: the shipped patch)");
  inspect_command->add_flag("--json", json, "as JSON");
  inspect_command->callback([&] { inspect(patch, json); });

  CLI::App* protocol_command = app.add_subcommand("protocol", "every OSC message that the instrument understands, as a page of Markdown");
  protocol_command->add_flag("--json", json, "as JSON");
  protocol_command->callback([&] { protocol(json); });

  CLI::App* bench_command = app.add_subcommand("bench", "measure the load of many voices");
  bench_command->add_option("patch", bench_options.patch, "a .glass file (without: the shipped patch)");
  add_voices(bench_command, bench_options.voices);
  add_buffer(bench_command, bench_options.buffer, "frames in a buffer");
  add_outputs(bench_command, bench_options.outputs);
  add_rate(bench_command, bench_options.rate)->capture_default_str();
  within(bench_command->add_option("--seconds", bench_options.seconds, "of audio"), 0.1, 3600.0)->capture_default_str();
  bench_command->add_flag("--json", bench_options.json, "as JSON");
  bench_command->callback([&] { bench(bench_options); });

  CLI::App* selftest_command = app.add_subcommand("selftest", "before the show: what this machine holds with this patch");
  selftest_command->add_option("patch", selftest_options.patch, "a .glass file (without: the shipped patch)");
  add_voices(selftest_command, selftest_options.voices);
  within(selftest_command->add_option("--seconds", selftest_options.seconds, "for each trial"), 0.2, 600.0)->capture_default_str();
  selftest_command->add_option("--backend", selftest_options.backend, "cuda (an NVIDIA GPU) or apart (the CPU in a process of its own): tries that too, and what is heard when it fails")
      ->check(CLI::IsMember({"cpu", "apart", "cuda"}))->capture_default_str();
  selftest_command->footer("Exit codes: 0 done; 4 the backend cannot be had; 7 its failure was heard, it was late besides, or it did not come back.\n");
  selftest_command->callback([&] { code = selftest(selftest_options); });

  add_calibrate(app, calibrate_options);

  app.add_subcommand("devices", "audio devices with what calibrate measured, MIDI inputs and outputs")->callback([] { list_devices(); });

  try {
    app.parse(argc, argv);
    return code;
  } catch (const CLI::Success& done) {
    return app.exit(done);
  } catch (const CLI::ParseError& error) {
    if (app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-') {
      std::fprintf(stderr, "seaglass: '%s' is no command (seaglass --help shows what there is)\n", argv[1]);
      return kUsageExit;
    }
    // Of the command that was meant, where one was named.
    std::string command = "seaglass";
    for (const CLI::App* named : app.get_subcommands()) command += " " + named->get_name();
    std::fprintf(stderr, "seaglass: %s (%s --help shows what there is)\n", error.what(), command.c_str());
    return kUsageExit;
  }
}

int complain(const char* sentence, int code) {
  std::fprintf(stderr, "seaglass: %s\n", sentence);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file at its size limit is a write error, as a full disk is
  if (argc > 1 && std::string_view(argv[1]) == kSynthServerCommand) return serve_synth();  // a child of this program
  try {
    keep_last_memory();
    return run(argc, argv);
  } catch (const io::Error& error) {
    return complain(error.what(), error.exit_code);
  } catch (const std::bad_alloc&) {
    return complain("out of memory; close other programs or use fewer --voices", kResourceExit);
  } catch (const std::system_error& error) {
    return complain((std::string("the system refused a resource: ") + error.what()).c_str(), kResourceExit);
  } catch (const std::exception& error) {
    return complain((std::string("internal error: ") + error.what()).c_str(), kResourceExit);
  }
}
