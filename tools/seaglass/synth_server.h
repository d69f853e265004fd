#pragma once
// The child process behind a RemoteSynth: carries out orders that lie in memory shared with the instrument.
//
// It is the program itself, started anew with a word of its own, and not a second one with CUDA in it: with CUDA's runtime
// and kernels for seven generations linked, `seaglass --version` took 7.03 ms instead of 6.99 (medians of 60 in turn, less
// apart than two runs of one), 14.2 MB resident as before, and 2.8 MB more on disk. The runtime looks for a driver when it
// is first called, and only the child calls it.

#include <csignal>
#include <cstddef>
#include <string>
#include <vector>

#include "io/child/supervisor.h"

namespace seaglass {

// The word that starts it: for the program itself, not for performers.
inline constexpr const char* kSynthServerCommand = "synth-server";

// What seaglass selftest asks it for, to see that nobody hears it: on a GPU the context is lost, else it aborts; and more memory
// than there is.
inline constexpr int kLoseContextSignal = SIGUSR1, kRefuseMemorySignal = SIGUSR2;

struct SynthConfig {
  std::string patch;   // absolute path
  std::string sha256{};  // of the file as the instrument has read it
  double rate = 48000;
  int voices = 0;      // ghosts included; 0: to see whether the backend can be had, no patch is read and nothing played
  std::string backend; // "cpu" or "cuda"
};

inline constexpr std::size_t kSynthConfigBytes = 8192;

// [control] As the server is told it. Throws io::FileError for a path that is not UTF-8.
std::vector<std::byte> synth_config(const SynthConfig& config);

// [control] A life of this program that serves so. A control frame has so many samples, a question to the network so many floats.
// Throws as synth_config().
io::ChildSetup synth_child(const SynthConfig& config, int frame_samples, int question_stride);

// [control] Serves until the parent ends it; returns the exit code. One sentence goes to stderr before any but 0: no
// driver, one that is too old, no GPU or one that is too old, a build without CUDA, a GPU that is lost (4), memory that was
// refused (6), a patch that cannot be read (3), a config that makes no sense (2).
int serve_synth();

// [control] Blocks for as long as a driver takes to start, a second or so, kProbePatienceSeconds at most. Why CUDA cannot be
// played on here, in one sentence; empty when it can.
//
// To be asked in the instrument's own process, which stays free of CUDA: a child finds out, and takes what it learnt with
// it. To count devices is to start the driver, which stays in a process until its end with threads, descriptors and
// hundreds of MB of address space, all of it locked where memory is; and an error that it met once (a driver that was
// updated, a machine that slept) is its answer for ever. `program`: whose server is started.
std::string cuda_problem(const std::string& program = "/proc/self/exe");
inline constexpr double kProbePatienceSeconds = 20;

}  // namespace seaglass
