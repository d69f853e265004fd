#pragma once
// The commands of the program. Each throws io::Error (its exit code goes with it) or returns.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/config.h"
#include "engine/dsp/round_trip_trial.h"
#include "engine/stream/delay_budget.h"
#include "io/osc/osc_lock.h"

namespace seaglass {

struct PlayOptions {
  std::string patch, place;
  std::string device, midi = "all";
  double rate = 0;  // 0: the device's own
  int buffer = 0;  // 0: a good one for the device
  std::optional<Lead> lead;  // without: fast, but safe on the built-in clock
  bool run_inline = false;
  int voices = kDefaultVoices;
  int osc_port = 9123;
  std::string osc_bind = "127.0.0.1";
  double osc_limit = 50000;  // messages a second from one sender; 0: no limit
  io::OscLock osc_lock = io::OscLock::kNone;
  std::optional<int> web_port;  // of OSCQuery; without: OSC's plus 1; 0: none
  std::vector<std::string> web_origins;
  int first_output = 1, outputs = kChannels, inputs = 0, first_input = 1;
  std::vector<std::string> midi_out;
  bool midi_clock = false, midi_through = false;
  double tempo = 0;  // beats per minute; 0: a usual one
  bool link = false;
  std::string record, journal;
  std::string rig;  // a file: how keyboards play
  std::string snapshots, setlist;  // files; snapshots: empty for the performer's own
  std::uint64_t seed = 0;
  std::string backend = "auto";
  std::string status = "line";
};
void play(const PlayOptions& options);

void inspect(const std::string& patch, bool json);

// Prints what OSC understands.
void protocol(bool json);

struct BenchOptions {
  std::string patch;
  int voices = kDefaultVoices, buffer = 64, outputs = kChannels;
  double seconds = 10, rate = 48000;
  bool json = false;
};
void bench(const BenchOptions& options);

struct SelftestOptions {
  std::string patch;
  int voices = kDefaultVoices;
  double seconds = 2;  // for each of the trials
  std::string backend = "cpu";
};
// The exit code: kHeardExit where a fault of the backend was heard or not recovered from, or more than the faults was late.
inline constexpr int kHeardExit = 7;
[[nodiscard]] int selftest(const SelftestOptions& options);

struct LearnOptions {
  std::string folder, out;
  std::string rights;  // the performer's declaration
  std::string name;  // empty: that of the file
  double seconds = 0;  // 0: about a minute
  int steps = 0;  // 0: as many as there is time for
  std::uint64_t seed = 1;
};
// The exit code; the trainer has said why where it is not 0.
[[nodiscard]] int learn(const LearnOptions& options);

struct CalibrateOptions {
  std::string device;
  double rate = 0;  // 0: the device's own
  int buffer = 128;
  int output = 1, input = 1;
  double loudest_db = kLoudestSweepDb;  // of full scale
  std::string forget;                   // part of a kept device's name, or "all": nothing is measured then
};
// Throws io::Error with one of these exit codes where nothing was measured.
inline constexpr int kUnheardExit = 7, kUnclearExit = 8, kClippedExit = 9;
void calibrate(const CalibrateOptions& options);

void list_devices();

}  // namespace seaglass
