#pragma once
// sclang without a screen, with the classes of patches/clients, running a program against an instrument.

#include <memory>

#include "tests/left_out/left_out.h"
#include "tests/program/client_stage.h"

namespace seaglass::test {

// The words that run a file; HOME and everything that is written go to the folder.
inline Words sclang_words(const TempFolder& folder, const std::string& file, const Words& more = {}) {
  write_bytes(folder / "conf.yaml", "includePaths:\n    - " SEAGLASS_TEST_DATA "/../../patches/clients/supercollider/Seaglass\nexcludePaths: []\n");
  const std::string home = folder / "";
  Words words{"env", "HOME=" + home, "XDG_RUNTIME_DIR=" + home, "QT_QPA_PLATFORM=offscreen", "QTWEBENGINE_DISABLE_SANDBOX=1",
              "QTWEBENGINE_CHROMIUM_FLAGS=--no-sandbox"};
  words.insert(words.end(), more.begin(), more.end());
  words.insert(words.end(), {"sclang", "-l", folder / "conf.yaml", file});
  return words;
}

struct Sclang {
  Sclang(const TempFolder& folder, const std::string& program) {
    write_bytes(folder / "play.scd", program);
    process = std::make_unique<Process>(sclang_words(folder, folder / "play.scd"));
  }
  // Waits until it says so, and fails the test where it does not.
  void says(const std::string& text, double seconds = 40) const {
    const bool said = comes_true([&] { return process->out().find(text) != std::string::npos; }, seconds);
    INFO(text << " is not in:\n" << process->out() << process->err());
    REQUIRE(said);
  }
  std::unique_ptr<Process> process;
};

inline std::string sclang_connects(int port) { return "Seaglass.connect(\"127.0.0.1\", " + std::to_string(port) + ")"; }
inline std::string sclang_connects(const ClientStage& stage) { return sclang_connects(stage.playing.port()); }

// True, with a line that says so, where there is no SuperCollider: the test is left out.
inline bool supercollider_missing(bool with_server = false) {
  if (installed("sclang") && (!with_server || installed("scsynth"))) return false;
  LEFT_OUT("SuperCollider (packages supercollider-language, supercollider-server) is not installed");
  return true;
}

}  // namespace seaglass::test
