// Real music, end to end: another process plays a MIDI file through a JACK port, `seaglass play` sounds it on the server,
// a third ear records it. Every onset and pitch is looked for in both recordings.

#include <cstdio>
#include <map>
#include <sstream>

#include "tests/io/jack_server.h"
#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"
#include "tests/program/score_file.h"
#include "tests/program/sound.h"

using namespace seaglass::test;
using seaglass::io::JackServer;
using seaglass::io::StderrWatch;

namespace {

constexpr int kRate = 48000, kPeriod = 64;
constexpr std::size_t kWindow = kRate / 20;  // of sound after an onset that is matched to a render
constexpr int kReach = 3 * kPeriod + 1;      // key to sound takes at most this long

struct Onset {
  std::int64_t frame;  // in the file
  int key;
};

std::vector<Onset> onsets_of(const std::string& path) {
  std::vector<Onset> list;
  for (const ScoreMessage& m : read_score(path))
    if (m.is_onset()) list.push_back({std::llround(m.seconds * kRate), m.bytes[1]});
  return list;
}

// Where in `heard`, from `from` on, does the window of `wanted` at `at` fit best? The lag in [0, reach).
int best_lag(const std::vector<float>& heard, std::int64_t from, const std::vector<float>& wanted, std::int64_t at, int reach) {
  double best = -1;
  int lag = -1;
  for (int l = 0; l < reach; l++) {
    if (from + l < 0 || std::size_t(from + l) + kWindow > heard.size() || std::size_t(at) + kWindow > wanted.size()) continue;
    double product = 0, energy = 1e-12;
    for (std::size_t i = 0; i < kWindow; i++) {
      product += double(heard[std::size_t(from + l) + i]) * double(wanted[std::size_t(at) + i]);
      energy += double(heard[std::size_t(from + l) + i]) * double(heard[std::size_t(from + l) + i]);
    }
    if (const double fit = product / std::sqrt(energy); fit > best) best = fit, lag = l;
  }
  return lag;
}

// Each entry is a delay; how often does it move by more than a period? As often as the machine stalled, at most.
int moves(const std::vector<std::int64_t>& delays) {
  int count = 0;
  for (std::size_t i = 1; i < delays.size(); i++) count += std::abs(delays[i] - delays[i - 1]) > kPeriod;
  return count;
}

// The share of the notes whose harmonics stand out from their neighbours' just after their onset.
double share_in_tune(const std::vector<float>& x, const std::vector<Onset>& notes,
                     const std::vector<std::int64_t>& delays) {
  int good = 0;
  for (std::size_t i = 0; i < notes.size(); i++) {
    const std::size_t at = std::size_t(notes[i].frame + delays[i] + kRate / 100);
    good += at + kRate / 5 < x.size() && stands_out(&x[at], kRate / 5, notes[i].key, kRate) > 6;
  }
  return double(good) / double(notes.size());
}

}  // namespace

TEST_CASE("Bach's prelude through JACK: every onset and pitch is in the recordings", "[jack]") {
  JackServer server;
  StderrWatch quiet;
  TempFolder folder;
  const std::string music = std::string(SEAGLASS_TEST_DATA) + "/prelude.mid";
  const auto notes = onsets_of(music);
  REQUIRE(notes.size() == 7 * 17);

  Json report;
  Playing playing({"--record", folder / "live.wav", "--journal", folder / "live.journal"});
  REQUIRE(run({SEAGLASS_PERFORMER, music, folder / "heard.wav", folder / "report.json"}, {}, 100).code == 0);
  playing.stop();
  report = Json::parse(bytes_of(folder / "report.json"));
  const Json last = playing.last();
  INFO(last.dump());
  CHECK(last["midi_events"] == report["sent"].size());
  CHECK(last["events_late"] == 0);
  // What the machine, not the instrument, did to time: cycles that a client or the server lost.
  const int stalls = report["xruns"].get<int>() + report["skips"].get<int>() + last["xruns"].get<int>() + last["misses"].get<int>();
  std::printf("stalls of this machine: %d\n", stalls);

  // The journal: each note took effect at a constant distance from its place in the file, to the sample.
  std::vector<std::int64_t> delays;
  {
    std::istringstream lines(bytes_of(folder / "live.journal"));
    std::size_t next = 0;
    for (std::string line; std::getline(lines, line);) {
      const Json record = Json::parse(line);
      if (record.value("is", "") != "note_on") continue;
      REQUIRE(next < notes.size());
      CHECK(record["value"] == notes[next].key);
      delays.push_back(record["at"].get<std::int64_t>() - notes[next++].frame);
    }
    REQUIRE(next == notes.size());
  }
  CHECK(moves(delays) <= stalls);
  if (stalls == 0) CHECK(*std::max_element(delays.begin(), delays.end()) == *std::min_element(delays.begin(), delays.end()));

  // The recording is what the journal tells, and at each onset it sounds as an offline render does at that place. (A
  // render of a score has other random strokes, so that the fit is not exact.)
  REQUIRE(instrument({"replay", folder / "live.journal", "-o", folder / "again.wav", "--as-heard"}).code == 0);
  REQUIRE(instrument({"render", patch_path(), music, "-o", folder / "wanted.wav"}).code == 0);
  const Sound live = read_sound(folder / "live.wav"), again = read_sound(folder / "again.wav");
  CHECK(live.finite());
  CHECK(live.peak() < 1.0f);
  CHECK(live.frames() == last["sample"]);
  const std::size_t music_end = 2 * std::size_t(notes.back().frame + delays.back() + kRate);
  REQUIRE(std::min(live.samples.size(), again.samples.size()) > music_end);
  CHECK(std::equal(live.samples.begin(), live.samples.begin() + long(music_end), again.samples.begin()));
  const auto recorded = live.mono(), wanted = read_sound(folder / "wanted.wav").mono();
  int fits = 0;
  for (std::size_t i = 0; i < notes.size(); i++) {
    const int lag = best_lag(recorded, notes[i].frame + delays[i] - kReach, wanted, notes[i].frame, 2 * kReach) - kReach;
    fits += std::abs(lag) <= kPeriod / 4;
  }
  // Where the machine stalled, a note rings on under the next for another time than in the render.
  const auto [least, most] = std::minmax_element(delays.begin(), delays.end());
  CHECK(fits >= (*most - *least <= kPeriod / 4 ? int(notes.size()) - 6 : int(notes.size()) / 2));
  CHECK(share_in_tune(recorded, notes, delays) > 0.97);

  // The ear on the server hears each note within three periods and a frame of the moment it was sent.
  const auto left = live.left(), heard = read_sound(folder / "heard.wav").samples;
  std::vector<std::int64_t> key_to_sound;
  for (std::size_t i = 0; i < notes.size(); i++)
    key_to_sound.push_back(best_lag(heard, notes[i].frame, left, notes[i].frame + delays[i], 20 * kPeriod));
  std::map<std::int64_t, int> histogram;
  for (const auto delay : key_to_sound) histogram[delay]++;
  for (const auto& [delay, count] : histogram) std::printf("key to sound %d frames: %d notes\n", int(delay), count);
  CHECK(moves(key_to_sound) <= 2 * stalls);
  if (stalls == 0)
    for (const auto delay : key_to_sound) CHECK((delay >= 0 && delay <= kReach));
  CHECK(share_in_tune(heard, notes, key_to_sound) > (stalls == 0 ? 0.97 : 0.8));
}
