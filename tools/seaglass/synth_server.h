#pragma once
// The child process behind a RemoteSynth: carries out orders that lie in memory shared with the instrument.

#include <csignal>
#include <cstddef>
#include <string>
#include <vector>

namespace seaglass {

// The word that starts it: for the program itself, not for performers.
inline constexpr const char* kSynthServerCommand = "synth-server";

// What seaglass selftest asks it for, to see that nobody hears it: on a GPU the context is lost, else it aborts; and more memory
// than there is.
inline constexpr int kLoseContextSignal = SIGUSR1, kRefuseMemorySignal = SIGUSR2;

struct SynthConfig {
  std::string patch;   // absolute path
  std::string sha256;  // of the file as the instrument has read it
  double rate = 48000;
  int voices = 0;      // ghosts included
  std::string backend; // "cpu" or "cuda"
};

inline constexpr std::size_t kSynthConfigBytes = 8192;

// [control] As the server is told it.
std::vector<std::byte> synth_config(const SynthConfig& config);

// [control] Serves until the parent ends it; returns the exit code.
int serve_synth();

}  // namespace seaglass
