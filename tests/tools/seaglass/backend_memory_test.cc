#include "tools/seaglass/backend_memory.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "io/errors.h"
#include "tests/catch.h"
#include "tests/io/file/temp_folder.h"

using namespace seaglass;

namespace {

struct Home {
  io::TempFolder folder;
  Home() { setenv("SEAGLASS_FOLDER", (folder / "own").c_str(), 1); }
  ~Home() { unsetenv("SEAGLASS_FOLDER"); }
};

const BackendCase kHere{.sha256 = "abc", .rate = 48000, .buffer = 64};

}  // namespace

TEST_CASE("a GPU helps where it was found to, with as many voices as were tried, and nowhere else") {
  const Home home;
  CHECK_FALSE(gpu_helps(kHere, 1));
  remember_gpu(kHere, 256, true);
  CHECK(gpu_helps(kHere, 256));
  CHECK(gpu_helps(kHere, 1));
  CHECK_FALSE(gpu_helps(kHere, 257));
  for (const BackendCase& other : {BackendCase{.sha256 = "abd", .rate = 48000, .buffer = 64},
                                   BackendCase{.sha256 = "abc", .rate = 44100, .buffer = 64},
                                   BackendCase{.sha256 = "abc", .rate = 48000, .buffer = 128}})
    CHECK_FALSE(gpu_helps(other, 1));
  // Another case beside it, and the newest word on the same one.
  remember_gpu({.sha256 = "abc", .rate = 48000, .buffer = 128}, 512, true);
  remember_gpu(kHere, 512, false);
  CHECK_FALSE(gpu_helps(kHere, 1));
  CHECK(gpu_helps({.sha256 = "abc", .rate = 48000, .buffer = 128}, 512));
}

TEST_CASE("a memory of backends that makes no sense is none, and is written over") {
  const Home home;
  std::filesystem::create_directories(home.folder / "own");
  for (const char* text : {"", "[]", "{", R"({"abc": 3})", R"({"abc": {"48000/64": 3}})", R"({"abc": {"48000/64": {"helps": 1, "voices": "x"}}})",
                           R"({"abc": {"48000/64": {"helps": true}}})"}) {
    CAPTURE(text);
    std::ofstream(home.folder / "own/backends.json") << text;
    CHECK_FALSE(gpu_helps(kHere, 1));
    remember_gpu(kHere, 2, true);
    CHECK(gpu_helps(kHere, 2));
  }
}
