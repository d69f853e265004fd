#pragma once
// A recipe of patches/clients/cookbook, played for a while by one of its three clients against the instrument, and what
// came of it. Each client runs the very file that is shipped; Max itself is not to be had, so tests/clients/max_live.py
// plays its patcher.

#include <cstdlib>
#include <memory>

#include "tests/program/sclang.h"

namespace seaglass::test {

enum class Client { kSuperCollider, kPureData, kMax };

inline const std::string kClients = SEAGLASS_TEST_DATA "/../../patches/clients/";

inline bool missing(Client client) {
  if (client == Client::kSuperCollider) return supercollider_missing();
  const std::string program = client == Client::kPureData ? "pd" : "python3";
  if (installed(program)) return false;
  LEFT_OUT(program << " is not installed");
  return true;
}

class Cooked {
 public:
  static constexpr int kRate = 48000;
  static constexpr double kAtMost = 60;  // seconds that a client may take to begin

  // Plays NAME for so many seconds, from its first note on. `prelude`: SuperCollider, before the recipe. What carries
  // no time may come late where the machine is busy: each recipe checks what it promises.
  Cooked(Client client, const std::string& name, double seconds, const std::string& prelude = "") : stage_("piano") {
    const auto process = std::make_unique<Process>(words(client, kClients + "cookbook/" + name, seconds, prelude));
    const bool came = comes_true([&] { return stage_.playing.last().value("voices", 0) > 0; }, kAtMost);
    INFO(name << "\n" << stage_.playing.last().dump() << process->out() << process->err());
    REQUIRE(came);
    wait_seconds(seconds);
    said_ = process->out() + process->err();
    stage_.playing.stop();
    const Json last = stage_.playing.last();
    INFO(last.dump());
    CHECK(last["osc_rejected"] == 0);
    const Sound sound = read_sound(stage_.wav);
    REQUIRE(sound.rate == kRate);
    mono = sound.mono();
    on = stage_.applied("note_on");
    off = stage_.applied("note_off");
    set = stage_.applied("note_set");
    control = stage_.applied("control");
    place = stage_.applied("place");
    REQUIRE(!on.empty());
    start = at(on[0]);
  }

  static std::size_t at(const Json& event) { return event["at"].get<std::size_t>(); }
  // Sample so many seconds after the first note.
  std::size_t after(double seconds) const { return start + std::size_t(seconds * kRate); }

  // How far a key stands out from its neighbours in a window that begins so many seconds after the first note, dB.
  double heard(double key, double seconds, double length = 0.25) const {
    REQUIRE(after(seconds + length) < mono.size());
    return stands_out(&mono[after(seconds)], std::size_t(length * kRate), key, kRate);
  }
  // Level, dB.
  double level(std::size_t from, double length) const {
    const auto count = std::size_t(length * kRate);
    REQUIRE(from + count < mono.size());
    double sum = 1e-20;
    for (std::size_t i = from; i < from + count; i++) sum += double(mono[i]) * double(mono[i]);
    return 10 * std::log10(sum / double(count));
  }
  // Level of one key's fundamental, dB.
  double level_of(double key, double seconds, double length = 0.2) const {
    REQUIRE(after(seconds + length) < mono.size());
    return level_at(&mono[after(seconds)], std::size_t(length * kRate), hz_of_key(key), kRate);
  }
  // Where the middle of the spectrum of a note with this key lies, in partials.
  double centroid(double key, double seconds, double length = 0.2) const {
    double weighted = 0, sum = 0;
    for (int k = 1; k <= 24; k++) {
      const double power = std::pow(10.0, level_of(key + 12 * std::log2(double(k)), seconds, length) / 10);
      weighted += k * power;
      sum += power;
    }
    return weighted / sum;
  }

  const std::string& said() const { return said_; }

  std::vector<float> mono;
  std::vector<Json> on, off, set, control, place;
  std::size_t start = 0;

 private:
  Words words(Client client, const std::string& file, double seconds, const std::string& prelude) {
    const std::string port = std::to_string(stage_.playing.port());
    if (client == Client::kPureData)
      return {"pd",      "-nogui", "-nosound",   "-nomidi", "-noprefs",
              "-stderr", "-open",  file + ".pd", "-send",   "sg.to 127.0.0.1 " + port,
              "-send",   "play 1"};
    if (client == Client::kMax)
      return {"python3", SEAGLASS_TEST_DATA "/../clients/max_live.py", file + ".maxpat", port,
              std::to_string(seconds + kAtMost)};
    write_bytes(stage_.folder / "play.scd", prelude + "\n\"" + file + ".scd\".load;\n");
    return sclang_words(stage_.folder, stage_.folder / "play.scd", {"SEAGLASS_PORT=" + port});
  }

  ClientStage stage_;
  std::string said_;
};

}  // namespace seaglass::test
