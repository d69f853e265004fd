// Real music, end to end: another process plays a MIDI file through a JACK port, `seaglass play` sounds it on the server,
// a third ear records it. Every onset and pitch is looked for in both recordings. It runs
// alone, and is as strict as the machine lets it: what JACK lost between other clients is counted, and allowed for.

#include <algorithm>
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
constexpr int kTorn = 1000;                  // stalls; a machine that is left alone has fewer
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

bool same_key(const Onset& a, const Onset& b) { return a.key == b.key; }

// Are the keys of `some` those of `all`, in their order, with some left out or doubled?
bool are_in_order(const std::vector<Onset>& some, const std::vector<Onset>& all) {
  auto at = all.begin();
  for (const Onset& onset : some) {
    at = std::find_if(at, all.end(), [&](const Onset& other) { return same_key(onset, other); });
    if (at == all.end()) return false;
  }
  return !some.empty();
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

TEST_CASE("Bach's prelude through JACK: every onset and pitch is in the recordings", "[jack][timing]") {
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
  // What the machine, not the instrument, did to time: cycles that a client or the server lost.
  const int stalls = report["xruns"].get<int>() + report["skips"].get<int>() + last["xruns"].get<int>() + last["misses"].get<int>();
  const int late = last["events_late"];
  const int sent = int(report["sent"].size()), came = last["midi_events"];
  std::printf("stalls of this machine: %d, events late: %d, messages sent: %d, come: %d\n", stalls, late, sent, came);
  CHECK(late <= stalls);
  CHECK(std::abs(sent - came) <= stalls);  // a client's lost cycle loses its messages, or gives them twice

  // The journal: each note took effect at a constant distance from its place in the file, to the sample.
  std::vector<Onset> played;
  {
    std::istringstream lines(bytes_of(folder / "live.journal"));
    for (std::string line; std::getline(lines, line);)
      if (const Json record = Json::parse(line); record.value("is", "") == "note_on")
        played.push_back({record["at"], record["value"]});
  }
  REQUIRE(are_in_order(played, notes));

  // The recording is what the journal tells.
  REQUIRE(instrument({"replay", folder / "live.journal", "-o", folder / "again.wav", "--as-heard"}).code == 0);
  const Sound live = read_sound(folder / "live.wav"), again = read_sound(folder / "again.wav");
  CHECK(live.finite());
  CHECK(live.peak() < 1.0f);
  CHECK(live.frames() == last["sample"]);
  const std::size_t last_note = 2 * std::size_t(played.back().frame);
  const std::size_t music_end = std::min({live.samples.size(), again.samples.size(), last_note + 2 * kRate}) - kRate / 10;
  REQUIRE(music_end > last_note);
  CHECK(std::equal(live.samples.begin(), live.samples.begin() + long(music_end), again.samples.begin()));

  const bool all_there = std::equal(played.begin(), played.end(), notes.begin(), notes.end(), same_key);
  if (stalls > 0 && !(came == sent && all_there)) {
    WARN("left out: " << stalls << " stalls lost or doubled messages, so that onsets cannot be compared");
    return;
  }
  REQUIRE(came == sent);
  REQUIRE(all_there);
  std::vector<std::int64_t> delays;
  for (std::size_t i = 0; i < notes.size(); i++) delays.push_back(played[i].frame - notes[i].frame);
  CHECK(moves(delays) <= stalls + 2 * late);
  if (stalls == 0) CHECK(*std::max_element(delays.begin(), delays.end()) == *std::min_element(delays.begin(), delays.end()));
  if (stalls > kTorn) {
    WARN("left out: in " << stalls << " stalls the music is torn, so that its sound cannot be compared");
    return;
  }

  // At each onset the recording sounds as an offline render does at that place. (A render of a score has other random
  // strokes, so that the fit is not exact.)
  REQUIRE(instrument({"render", patch_path(), music, "-o", folder / "wanted.wav"}).code == 0);
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
