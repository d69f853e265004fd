// The round trip of a device whose delay is known: a JACK server, and a program that is the cable.

#include <jack/jack.h>

#include <cmath>
#include <memory>
#include <random>
#include <regex>

#include "tests/io/jack_server.h"
#include "tests/program/files.h"
#include "tests/program/playing.h"

using namespace seaglass::test;
using seaglass::io::JackServer;
using seaglass::io::StderrWatch;

namespace {

constexpr int kPeriod = 1024;  // long: the machine may be busy
constexpr int kUnheard = 7, kUnclear = 8, kClipped = 9;

struct CableSetup {
  int delay = 0;   // frames
  float gain = 1;  // negative: turned
  float noise = 0;
  int hang_in = 0;        // the sweep in which it takes too long, once; 0: none
  bool restless = false;  // its delay grows with each sweep
};

// A cable that counts by the server's frames, so that a period that it misses is a hole and no change of its length.
class Cable {
 public:
  explicit Cable(const CableSetup& setup)
      : setup_(setup), line_(1 << 17), client_(jack_client_open("cable", JackNoStartServer, nullptr)) {
    REQUIRE(client_ != nullptr);
    in_ = jack_port_register(client_, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    out_ = jack_port_register(client_, "out", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
    jack_set_process_callback(
        client_, [](jack_nframes_t n, void* self) { return static_cast<Cable*>(self)->process(n); }, this);
    REQUIRE(jack_activate(client_) == 0);
  }
  ~Cable() { jack_client_close(client_); }

  // Plugs it into the instrument as soon as that is there.
  bool plug(const std::string& instrument) const {
    return comes_true([&] {
      const int one = jack_connect(client_, (instrument + ":out_1").c_str(), "cable:in");
      const int two = jack_connect(client_, "cable:out", (instrument + ":in_1").c_str());
      return (one == 0 || one == EEXIST) && (two == 0 || two == EEXIST);
    });
  }

 private:
  int process(jack_nframes_t count) {
    const auto* in = static_cast<const float*>(jack_port_get_buffer(in_, count));
    auto* out = static_cast<float*>(jack_port_get_buffer(out_, count));
    const jack_nframes_t now = jack_last_frame_time(client_);
    std::normal_distribution<float> hiss(0, 1);
    bool sound = false;
    for (jack_nframes_t i = 0; i < count; i++) {
      line_[(now + i) % line_.size()] = in[i];
      sound = sound || in[i] != 0;
      // What it missed is not heard twice.
      const std::size_t from = now + i - jack_nframes_t(setup_.delay + (setup_.restless ? 50 * sweeps_ : 0));
      out[i] = setup_.gain * std::exchange(line_[from % line_.size()], 0.0f) + setup_.noise * hiss(random_);
    }
    if (sound && !sounding_ && ++sweeps_ == setup_.hang_in) wait_seconds(4.0 * count / jack_get_sample_rate(client_));
    sounding_ = sound;
    return 0;
  }

  CableSetup setup_;
  std::vector<float> line_;
  std::mt19937 random_{5};
  int sweeps_ = 0;
  bool sounding_ = false;
  jack_client_t* client_;
  jack_port_t *in_, *out_;
};

struct Home {
  TempFolder folder;
  Home() { setenv("SEAGLASS_FOLDER", (folder / "").c_str(), 1); }
  ~Home() { unsetenv("SEAGLASS_FOLDER"); }
  std::string memory() const { return folder / "devices.json"; }
};

// Calibrates; `join` connects output and input once it has begun, and what it returns holds them together. Asks again
// where a busy machine lost too much time.
template <class Join>
Ended calibrated(Join join) {
  for (int i = 0;; i++) {
    Process process(seaglass_words({"calibrate", "--device", "jack"}));
    const auto joined = join();
    const int code = process.wait(120);
    const Ended ended{code, process.out(), process.err()};
    if (code != 4 || ended.err.find("lost time") == std::string::npos || i >= 4) return ended;
  }
}

Ended calibrate(const CableSetup& setup, const std::string& name = "seaglass") {
  return calibrated([&] {
    auto cable = std::make_unique<Cable>(setup);
    REQUIRE(cable->plug(name));
    return cable;
  });
}

double trip_of(const Ended& ended) {
  INFO(ended.out << ended.err);
  REQUIRE(ended.code == 0);
  std::smatch found;
  REQUIRE(std::regex_search(ended.out, found, std::regex("round trip ([0-9.]+) samples")));
  return std::stod(found[1]);
}

bool says(const Ended& ended, const std::string& text) { return ended.out.find(text) != std::string::npos; }

// A circle of two programs: JACK delays it by one period.
double way(int delay) { return double(kPeriod + delay); }

}  // namespace

TEST_CASE("calibrate measures a cable of known length, and keeps it", "[jack][slow]") {
  JackServer server(kPeriod);
  StderrWatch quiet;
  Home home;
  const Ended none = calibrate({});
  CHECK(std::fabs(trip_of(none) - way(0)) < 0.1);
  // It says what will be heard before it is, and needs no more than the softest sweeps.
  CHECK(none.out.find("whistles") < none.out.find(" 1  -48 dB"));
  CHECK_FALSE(says(none, "-36 dB  "));
  const Ended some = calibrate({.delay = 1234, .gain = -0.05f});
  CHECK(std::fabs(trip_of(some) - way(1234)) < 0.1);

  const Json memory = Json::parse(bytes_of(home.memory()));
  REQUIRE(memory["devices"].size() == 1);
  const Json& entry = memory["devices"].begin().value()["48000/1024"];
  CHECK(std::fabs(entry["round_trip"].get<double>() - way(1234)) < 0.1);
  CHECK(entry["reported_output"].is_number());
  CHECK(instrument({"devices"}).out.find("48000 Hz, 1024 frames: round trip 47.04 ms") != std::string::npos);
}

TEST_CASE("calibrate hears its output in its own input, a period later", "[jack][slow]") {
  JackServer server(kPeriod);
  StderrWatch quiet;
  Home home;
  const Ended ended = calibrated([] {
    const std::shared_ptr<jack_client_t> patch_bay(jack_client_open("patch-bay", JackNoStartServer, nullptr),
                                                   jack_client_close);
    REQUIRE(patch_bay != nullptr);
    REQUIRE(comes_true([&] { return jack_connect(patch_bay.get(), "seaglass:out_1", "seaglass:in_1") == 0; }));
    return patch_bay;
  });
  CHECK(std::fabs(trip_of(ended) - way(0)) < 0.1);
  CHECK(says(ended, "has not left the machine"));
}

TEST_CASE("calibrate hears through noise, and sends a sweep again that was torn", "[jack][slow]") {
  JackServer server(kPeriod);
  StderrWatch quiet;
  Home home;
  const Ended noisy = calibrate({.delay = 777, .gain = 0.1f, .noise = 0.003f});
  CHECK(std::fabs(trip_of(noisy) - way(777)) < 0.5);
  CHECK(says(noisy, "-36 dB  "));
  const Ended torn = calibrate({.delay = 300, .hang_in = 3});
  CHECK(std::fabs(trip_of(torn) - way(300)) < 0.1);
  CHECK(says(torn, "lost time: once more"));
}

TEST_CASE("calibrate refuses in one sentence what it cannot measure", "[jack][slow]") {
  Home home;
  check_refusal(instrument({"calibrate", "--device", "none"}), 4, "no inputs");
  check_refusal(instrument({"calibrate", "--forget", "nothing of this name"}), 4, "nothing of this name");
  JackServer server(kPeriod);
  StderrWatch quiet;
  check_refusal(instrument({"calibrate", "--device", "no such card"}), 4, "no such card");
  check_refusal(instrument({"calibrate", "--device", "jack", "--input", "77"}), 4, "inputs");
  check_refusal(instrument({"calibrate", "--device", "jack", "--loudest", "-30"}), kUnheard, "nothing was heard");
  check_refusal(calibrate({.gain = 0, .noise = 0.1f}), kUnclear, "too much else");
  check_refusal(calibrate({.restless = true}), kUnclear, "different times");
  check_refusal(calibrate({.gain = 1000}), kClipped, "overloaded");
  CHECK_FALSE(exists(home.memory()));
}

TEST_CASE("play reckons with what calibrate measured, until it is forgotten", "[jack][slow]") {
  JackServer server(kPeriod);
  StderrWatch quiet;
  Home home;
  Playing playing({"--midi", "none"});
  const auto latency = [&playing] { return playing.last().value("output_latency_samples", -1.0); };
  REQUIRE(comes_true([&] { return latency() > 0; }));  // as JACK tells
  const double told = latency();

  // Beside it, on the same server.
  CHECK(std::fabs(trip_of(calibrate({.delay = 20'000}, "seaglass-01")) - way(20'000)) < 0.1);
  const Json entry = Json::parse(bytes_of(home.memory()))["devices"].begin().value()["48000/1024"];
  const double beyond = entry["round_trip"].get<double>() - entry["reported_output"].get<double>() -
                        entry["reported_input"].get<double>();
  REQUIRE(beyond > 1000);
  CHECK(comes_true([&] { return std::fabs(latency() - told - 0.5 * beyond) < 0.1; }));

  const Ended gone = instrument({"calibrate", "--forget", "jack"});
  CHECK(gone.code == 0);
  CHECK(says(gone, "forgot JACK"));
  CHECK(comes_true([&] { return latency() == told; }));
  CHECK(instrument({"devices"}).out.find("round trip") == std::string::npos);
  playing.stop();
}

TEST_CASE("a damaged memory of devices stops nothing") {
  Home home;
  for (const char* text : {"", "{", "[]", "{\"devices\": 3}",
                           "{\"devices\": {\"clock: built-in clock\": {\"48000/256\": {\"round_trip\": \"x\"}}}}"}) {
    write_bytes(home.memory(), text);
    Playing playing(Playing::deaf());
    playing.stop();
  }
}
