// When the notes of a SuperCollider pattern begin: each within a sample of its own time tag.

#include <cstdio>
#include <set>

#include "tests/program/bundle_relay.h"
#include "tests/program/sclang.h"

using namespace seaglass::test;

namespace {

constexpr int kRate = 48000;

// At which sample of the stream a moment was.
class WallClock {
 public:
  // A mark arrives some millionths of a second after it was sent, or later; its sample is cut to a whole one. Of many, the
  // earliest tells.
  WallClock(const BundleRelay& relay, const std::vector<long>& arrived) {
    double earliest = 1e18;
    for (std::size_t i = 0; i < arrived.size(); i++) earliest = std::min(earliest, double(arrived[i]) - relay.marks[i] * kRate);
    zero_ = earliest + 1 - relay.way * kRate;
  }
  double sample_of(double seconds) const { return zero_ + seconds * kRate; }

 private:
  double zero_;
};

}  // namespace

TEST_CASE("A Pbind of sixteen notes at once: every onset within a sample of its time tag") {
  if (supercollider_missing()) return;
  // A minute of it with tools/check --long.
  const int chords = std::getenv("SEAGLASS_LONG") != nullptr ? 120 : 8;
  constexpr int kNotes = 16;
  ClientStage stage("piano");
  BundleRelay relay(stage.playing.port());
  const Sclang sclang(stage.folder, sclang_connects(relay.port()) +
                 ";\nPbind(\\type, \\seaglass, \\midinote, (36, 39 .. 81), \\dur, 1, \\sustain, 0.4, \\amp, Pseq([0.05], " +
                 std::to_string(chords) + ")).play(TempoClock(2));\n");
  const bool all = comes_true([&] { return relay.notes() == chords * kNotes; }, 100);
  INFO(sclang.process->out() << sclang.process->err());
  REQUIRE(all);
  wait_seconds(1);
  relay.end();
  stage.playing.stop();
  const Json last = stage.playing.last();
  INFO(last.dump());
  CHECK(last["osc_rejected"] == 0);

  std::vector<long> arrived;
  for (const Json& c : stage.applied("control"))
    if (c["part"] == BundleRelay::kMarkPart) arrived.push_back(c["at"].get<long>() - last["delay_samples"].get<long>());
  REQUIRE(arrived.size() == relay.marks.size());
  const WallClock clock(relay, arrived);

  const auto on = stage.applied("note_on");
  REQUIRE(on.size() == std::size_t(chords * kNotes));
  std::set<double> keys;
  std::set<long> starts;
  double earliest = 1e9, latest = -1e9;
  for (const Json& note : on) {
    const long at = note["at"].get<long>();
    const double error = double(at) - clock.sample_of(relay.tags.at(note["id"].get<int>()));
    INFO("note " << note["id"] << " at " << at);
    CHECK(std::abs(error) <= 1);
    CHECK(std::abs(note["value2"].get<double>() - (20 * std::log10(0.05) / 40 + 1)) < 1e-4);  // 4 dB for each tenth
    earliest = std::min(earliest, error);
    latest = std::max(latest, error);
    keys.insert(std::round(note["value"].get<double>() * 1000) / 1000);
    if (!starts.contains(at - 1)) starts.insert(at);
  }
  std::printf("onsets from their time tags: %.2f to %.2f samples, %zu notes (a mark takes %.2f)\n", earliest, latest, on.size(), relay.way * kRate);
  CHECK(keys.size() == kNotes);
  CHECK(starts.size() == std::size_t(chords));

  const Sound sound = read_sound(stage.wav);
  const auto x = sound.mono();
  const long begins = long(first_sound(x, 0, 0));
  CHECK((begins >= *starts.begin() && begins < *starts.begin() + kRate / 1000));
  for (const long start : starts) {
    const auto level = [&](long from) {
      double sum = 1e-12;
      for (long i = from; i < from + kRate / 50; i++) sum += double(x[std::size_t(i)]) * double(x[std::size_t(i)]);
      return sum;
    };
    INFO("chord at " << start);
    CHECK(level(start) > 10 * level(start - kRate / 50));
  }
}
