// Parts on outputs of their own, from outside: on a real JACK server, in recordings, replays and renders.

#include <jack/jack.h>

#include <atomic>

#include "tests/io/jack_server.h"
#include "tests/program/files.h"
#include "tests/program/osc_talk.h"
#include "tests/program/playing.h"
#include "tests/program/sound.h"

using namespace seaglass::test;
using seaglass::io::JackServer;
using seaglass::io::MidiBytes;
using seaglass::io::StderrWatch;
using seaglass::io::TrackWriter;

namespace {

constexpr int kRate = 48000;
// A tritone apart: no harmonic of the one that counts lies on one of the other's.
constexpr float kLow = 57, kHigh = 63;

// A client that hears some of the instrument's ports.
class Ears {
 public:
  explicit Ears(int count) : client_(jack_client_open("ears", JackNoStartServer, nullptr)) {
    REQUIRE(client_ != nullptr);
    for (int c = 1; c <= count; c++) {
      ports_.push_back(jack_port_register(client_, ("in_" + std::to_string(c)).c_str(), JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0));
      heard_.emplace_back(std::size_t(kSeconds * kRate));
    }
    jack_set_process_callback(client_, [](jack_nframes_t n, void* self) { return static_cast<Ears*>(self)->process(n); }, this);
    REQUIRE(jack_activate(client_) == 0);
    for (int c = 0; c < count; c++)
      REQUIRE(jack_connect(client_, ("seaglass:out_" + std::to_string(c + 1)).c_str(), jack_port_name(ports_[std::size_t(c)])) == 0);
  }
  ~Ears() { jack_client_close(client_); }
  Ears(const Ears&) = delete;
  Ears& operator=(const Ears&) = delete;

  bool has(const std::string& port) const { return jack_port_by_name(client_, port.c_str()) != nullptr; }

  // What is heard from now on for so many seconds, a channel for each port.
  std::vector<std::vector<float>> listen(double seconds) {
    const std::size_t frames = std::size_t(seconds * kRate);
    wanted_ = frames;
    got_ = 0;
    REQUIRE(comes_true([&] { return got_ >= frames; }));
    auto all = heard_;
    for (auto& channel : all) channel.resize(frames);
    return all;
  }

 private:
  static constexpr int kSeconds = 4;

  int process(jack_nframes_t n) {
    const std::size_t at = got_.load();
    if (at >= wanted_.load()) return 0;
    for (std::size_t c = 0; c < ports_.size(); c++)
      std::copy_n(static_cast<const float*>(jack_port_get_buffer(ports_[c], n)), std::min<std::size_t>(n, heard_[c].size() - at),
                  heard_[c].begin() + std::ptrdiff_t(at));
    got_ = std::min(at + n, heard_[0].size());
    return 0;
  }

  jack_client_t* client_;
  std::vector<jack_port_t*> ports_;
  std::vector<std::vector<float>> heard_;
  std::atomic<std::size_t> wanted_{0}, got_{0};
};

// How far a key stands out in the middle of what was heard, dB.
double key_in(const std::vector<float>& x, double key) { return stands_out(x.data() + x.size() / 4, x.size() / 2, key, kRate); }

float peak_of(const std::vector<float>& x) {
  float highest = 0;
  for (const float s : x) highest = std::max(highest, std::fabs(s));
  return highest;
}

// The low note is part 1's, the high one part 2's.
void hold_two(const OscTalk& talk) {
  talk.say(osc_message("/note/on", {1, kLow, 0.9f, 1}));
  talk.say(osc_message("/note/on", {2, kHigh, 0.9f, 2}));
  REQUIRE(comes_true([&] { return talk.ask(osc_message("/status/voices")) == "/status/voices 2"; }));
}

// Frames at the beginning in which all channels are equal.
std::size_t equal_frames(const Sound& a, const Sound& b) {
  REQUIRE(a.channels == b.channels);
  std::size_t equal = 0;
  while (equal < std::min(a.samples.size(), b.samples.size()) && a.samples[equal] == b.samples[equal]) equal++;
  return equal / std::size_t(a.channels);
}

Sound replayed(const TempFolder& folder, const std::string& journal, Words more = {}) {
  Words words{"replay", journal, "-o", folder / "again.wav"};
  words.insert(words.end(), more.begin(), more.end());
  const Ended ended = instrument(words);
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  return read_sound(folder / "again.wav");
}

}  // namespace

TEST_CASE("Two parts on two outputs: each JACK port carries its own alone, and the recording replays", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  Playing playing({"--midi", "none", "--outputs", "4", "--record", folder / "live.wav", "--journal", folder / "live.journal"});
  const OscTalk talk(playing.port());
  Ears ears(4);
  CHECK_FALSE(ears.has("seaglass:out_5"));
  talk.say(osc_message("/part/2/output", {2}));
  hold_two(talk);
  const auto apart = ears.listen(1.5);
  for (std::size_t c = 0; c < 4; c++) {
    INFO("port " << c + 1);
    const bool first = c < 2;
    CHECK(peak_of(apart[c]) > 0.01f);
    CHECK(key_in(apart[c], first ? kLow : kHigh) > 15);
    CHECK(key_in(apart[c], first ? kHigh : kLow) < 3);
  }
  // Both on the second: the first has fallen silent.
  talk.say(osc_message("/part/1/output", {2}));
  REQUIRE(comes_true([&] { return talk.ask(osc_message("/part/1/output")) == "/part/1/output 2"; }));
  wait_seconds(0.3);  // the DC blocker comes to rest
  const auto together = ears.listen(1.0);
  CHECK(peak_of(together[0]) < 1e-4f);
  CHECK(key_in(together[2], kLow) > 10);
  CHECK(key_in(together[2], kHigh) > 10);
  playing.stop();

  const Sound live = read_sound(folder / "live.wav");
  CHECK(live.channels == 4);
  CHECK(live.finite());
  CHECK(playing.last()["sample"] == live.frames());
  const Sound again = replayed(folder, folder / "live.journal", {"--as-heard"});
  CHECK(again.frames() == live.frames());
  CHECK(equal_frames(again, live) == live.frames());
}

TEST_CASE("Parts that jump between four outputs replay as they were recorded, on every channel") {
  const std::string driver = GENERATE("worker", "inline");
  INFO(driver);
  TempFolder folder;
  const std::string journal = folder / "live.journal";
  Playing playing(Playing::deaf({"--outputs", "8", "--driver", driver, "--record", folder / "live.wav", "--journal", journal}));
  const OscTalk talk(playing.port());
  hold_two(talk);
  for (int i = 0; i < 60; i++) {
    talk.say(osc_message(i % 3 == 0 ? "/part/1/output" : "/part/2/output", {1 + i * 7 % 5 % 4}));
    wait_seconds(0.011);
  }
  wait_seconds(0.2);
  playing.stop();

  const Sound live = read_sound(folder / "live.wav");
  CHECK(live.channels == 8);
  for (int c = 0; c < 8; c++) {
    INFO("channel " << c + 1);
    CHECK(peak_of(live.channel(c)) > 0.01f);
  }
  for (const char* buffer : {"64", "1000"}) CHECK(equal_frames(replayed(folder, journal, {"--as-heard", "--buffer", buffer}), live) == live.frames());
  if (playing.last()["concealed_samples"] == 0) CHECK(equal_frames(replayed(folder, journal), live) == live.frames());

  // A journal that says nothing of outputs is one of a stereo pair, which nobody leaves.
  std::string text = bytes_of(journal);
  const std::string entry = "\"pairs\":4,";
  REQUIRE(text.find(entry) != std::string::npos);
  write_bytes(journal, text.erase(text.find(entry), entry.size()));
  const Sound stereo = replayed(folder, journal);
  CHECK(stereo.channels == 2);
  CHECK(stereo.peak() > live.peak());
}

TEST_CASE("A recording begun later has every output, and is a piece of the replay") {
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  const std::string file = (folder / "mine") + "/recordings/later.wav", journal = folder / "live.journal";
  Playing playing(Playing::deaf({"--outputs", "6", "--journal", journal}));
  const OscTalk talk(playing.port());
  talk.say(osc_message("/part/2/output", {3}));
  hold_two(talk);
  REQUIRE(talk.ask(osc_message("/record/start", {"later"})) == "/done /record/start " + file);
  wait_seconds(0.3);
  REQUIRE(talk.ask(osc_message("/record/stop")) == "/done /record/stop " + file);
  playing.stop();
  const Sound piece = read_sound(file), whole = replayed(folder, journal, {"--as-heard"});
  REQUIRE(piece.channels == 6);
  REQUIRE(piece.frames() > 4800);
  CHECK(peak_of(piece.channel(0)) > 0.01f);
  CHECK(peak_of(piece.channel(4)) > 0.01f);
  const auto at = std::search(whole.samples.begin(), whole.samples.end(), piece.samples.begin(), piece.samples.end());
  REQUIRE(at != whole.samples.end());
  CHECK((at - whole.samples.begin()) % 6 == 0);
}

TEST_CASE("Snapshots keep outputs, and a glide between two switches them without passing those between") {
  TempFolder folder;
  Playing playing(Playing::deaf({"--outputs", "8", "--snapshots", folder / "snapshots.json"}));
  const OscTalk talk(playing.port());
  const auto output = [&] { return talk.ask(osc_message("/part/3/output")); };
  REQUIRE(talk.ask(osc_message("/snapshot/store", {"home"})) == "/done /snapshot/store home");
  talk.say(osc_message("/part/3/output", {4}));
  REQUIRE(comes_true([&] { return output() == "/part/3/output 4"; }));
  REQUIRE(talk.ask(osc_message("/snapshot/store", {"away"})) == "/done /snapshot/store away");
  REQUIRE(talk.ask(osc_message("/snapshot/recall", {"home", 0.5f})) == "/done /snapshot/recall home");
  bool between = false;
  CHECK(comes_true([&] {
    const std::string now = output();
    between = between || (now != "/part/3/output 4" && now != "/part/3/output 1");
    return now == "/part/3/output 1";
  }));
  CHECK_FALSE(between);
  REQUIRE(talk.ask(osc_message("/snapshot/recall", {"away"})) == "/done /snapshot/recall away");
  CHECK(comes_true([&] { return output() == "/part/3/output 4"; }));
}

TEST_CASE("A render has the outputs that it is told, and parts are sent to them") {
  TempFolder folder;
  TrackWriter track;
  track.tempo(0, 480'000).add(100, {0x90, int(kLow), 100}).add(0, {0x91, int(kHigh), 100});
  track.add(1500, {0x80, int(kLow), 64}).add(0, {0x81, int(kHigh), 64});
  const MidiBytes bytes = seaglass::io::midi_file(0, 480, {track.end()});
  write_bytes(folder / "two.mid", {bytes.begin(), bytes.end()});
  const auto render = [&](Words options) {
    Words words{"render", patch_path(), folder / "two.mid", "-o", folder / "out.wav"};
    words.insert(words.end(), options.begin(), options.end());
    const Ended ended = instrument(words);
    INFO(ended.err);
    REQUIRE(ended.code == 0);
    return read_sound(folder / "out.wav");
  };
  const Sound plain = render({}), wide = render({"--outputs", "6", "--set", "2/output=3"});
  CHECK(plain.channels == 2);
  REQUIRE(wide.channels == 6);
  const auto middle = [](const Sound& s, int c) {
    const auto x = s.channel(c);
    return std::vector<float>(x.begin() + 9600, x.begin() + 72000);
  };
  CHECK(key_in(middle(plain, 0), kLow) > 10);
  CHECK(key_in(middle(plain, 0), kHigh) > 10);
  CHECK(key_in(middle(wide, 0), kLow) > 15);
  CHECK(key_in(middle(wide, 0), kHigh) < 3);
  CHECK(key_in(middle(wide, 4), kHigh) > 15);
  CHECK(key_in(middle(wide, 4), kLow) < 3);
  for (const int c : {2, 3}) CHECK(peak_of(wide.channel(c)) == 0);
  // Where no such output is open, nothing changes.
  const Sound closed = render({"--set", "2/output=3"});
  CHECK(closed.samples == plain.samples);
  for (const char* wrong : {"0/output=2", "17/output=2", "2/outptu=2", "2/output=5", "/output=2"})
    CHECK(instrument({"render", patch_path(), folder / "two.mid", "-o", folder / "no.wav", "--set", wrong}).code == 2);
}
