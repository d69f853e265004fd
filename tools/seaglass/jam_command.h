#pragma once
// The words of `seaglass jam`.

#include <CLI/CLI.hpp>

#include "tools/seaglass/jam.h"

namespace seaglass {

// What is written on the command line, and becomes a job.
struct JamWords {
  JamJob job;
  std::string roles = "comp,bass,drums,counter", lock, harmony = "both";
  std::vector<std::string> knobs;
};

// [control] `words` outlives the parsing; the command runs then.
void add_jam(CLI::App& app, JamWords& words);

}  // namespace seaglass
