// Gives a target every file of a folder once, without libFuzzer: what was found stays found.
//
//   fuzz_replay TARGET FOLDER

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace {

namespace fs = std::filesystem;
using seaglass::fuzz::Target;

void replay(const Target& target, const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> read{std::istreambuf_iterator<char>(file), {}};
  // An exact copy on the heap: reading one byte too many is seen by AddressSanitizer.
  const auto copy = std::make_unique<std::uint8_t[]>(read.size());
  std::copy(read.begin(), read.end(), copy.get());
  target.try_one({copy.get(), read.size()});
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGABRT, [](int) { std::_Exit(1); });  // what must() ends by: a failure like others, to ctest
  const auto& targets = Target::all();
  const auto target = std::find_if(targets.begin(), targets.end(), [&](const Target& t) { return argc == 3 && t.name == argv[1]; });
  std::vector<fs::path> files;
  if (target != targets.end() && fs::is_directory(argv[2]))
    for (const auto& entry : fs::directory_iterator(argv[2])) files.push_back(entry.path());
  if (files.empty()) {
    std::fprintf(stderr, "usage: %s TARGET FOLDER (which holds one input at least)\n", argv[0]);
    return 2;
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& path : files) {
    std::printf("%s\n", path.filename().c_str());  // the last one named is the one that failed
    std::fflush(stdout);
    replay(*target, path);
  }
  return 0;
}
