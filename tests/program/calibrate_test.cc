// The round trip of a device whose delay is known: a JACK server, and a program that is the cable.

#include <jack/jack.h>

#include <cmath>
#include <regex>

#include "engine/rt/spsc_ring.h"
#include "tests/io/jack_server.h"
#include "tests/program/files.h"
#include "tests/program/playing.h"

using namespace seaglass::test;
using seaglass::io::JackServer;
using seaglass::io::StderrWatch;

namespace {

constexpr int kPeriod = 256;

// A cable that is `delay` frames long.
class Cable {
 public:
  Cable(int delay, float gain) : gain_(gain), line_(std::size_t(delay)), client_(jack_client_open("cable", JackNoStartServer, nullptr)) {
    REQUIRE(client_ != nullptr);
    in_ = jack_port_register(client_, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    out_ = jack_port_register(client_, "out", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
    jack_set_process_callback(client_, [](jack_nframes_t n, void* self) { return static_cast<Cable*>(self)->process(n); }, this);
    REQUIRE(jack_activate(client_) == 0);
  }
  ~Cable() { jack_client_close(client_); }

  // Plugs it into the instrument as soon as that is there.
  bool plug() const {
    return comes_true([this] {
      return jack_connect(client_, "seaglass:out_1", "cable:in") == 0 && jack_connect(client_, "cable:out", "seaglass:in_1") == 0;
    });
  }

 private:
  int process(jack_nframes_t count) {
    const auto* in = static_cast<const float*>(jack_port_get_buffer(in_, count));
    auto* out = static_cast<float*>(jack_port_get_buffer(out_, count));
    for (jack_nframes_t i = 0; i < count; i++) {
      out[i] = gain_ * (line_.empty() ? in[i] : line_[at_]);
      if (line_.empty()) continue;
      line_[at_] = in[i];
      at_ = (at_ + 1) % line_.size();
    }
    return 0;
  }

  float gain_;
  std::vector<float> line_;
  std::size_t at_ = 0;
  jack_client_t* client_;
  jack_port_t *in_, *out_;
};

struct Home {
  TempFolder folder;
  Home() { setenv("SEAGLASS_FOLDER", (folder / "").c_str(), 1); }
  ~Home() { unsetenv("SEAGLASS_FOLDER"); }
  std::string memory() const { return folder / "devices.json"; }
};

// The round trip in samples that the program prints for this cable; it is asked again where the server lost time.
double measured(int delay, float gain) {
  for (int i = 0; i < 5; i++) {
    Process process(seaglass_words({"calibrate", "--device", "jack"}));
    Cable cable(delay, gain);
    REQUIRE(cable.plug());
    const int code = process.wait();
    INFO(process.out() << process.err());
    if (code == 4 && process.err().find("lost time") != std::string::npos) continue;
    if (code == 4 && process.err().find("disagree") != std::string::npos) continue;
    REQUIRE(code == 0);
    std::smatch found;
    const std::string out = process.out();
    REQUIRE(std::regex_search(out, found, std::regex("round trip ([0-9.]+) samples")));
    return std::stod(found[1]);
  }
  FAIL("the server lost time five times");
  return 0;
}

}  // namespace

TEST_CASE("calibrate measures a cable of known length, and keeps it", "[jack][slow]") {
  JackServer server(kPeriod);
  StderrWatch quiet;
  Home home;
  const double none = measured(0, 1), some = measured(1234, 0.05f);
  // A circle of two programs: JACK delays it by one period.
  CHECK(std::fabs(none - kPeriod) < 0.1);
  CHECK(std::fabs(some - none - 1234) < 0.1);
  const Json memory = Json::parse(bytes_of(home.memory()));
  REQUIRE(memory["devices"].size() == 1);
  const Json& entry = memory["devices"].begin().value()["48000/256"];
  CHECK(std::fabs(entry["round_trip"].get<double>() - some) < 0.1);
  CHECK(entry["reported_output"].is_number());
}

TEST_CASE("calibrate refuses in one sentence where nothing is heard", "[jack]") {
  Home home;
  const Ended silent = instrument({"calibrate", "--device", "none"});
  INFO(silent.out);
  check_refusal(silent, 4, "nothing was heard");
  CHECK_FALSE(exists(home.memory()));
  JackServer server(kPeriod);
  StderrWatch quiet;
  check_refusal(instrument({"calibrate", "--device", "jack"}), 4, "heard");
  check_refusal(instrument({"calibrate", "--device", "no such card"}), 4, "no such card");
  CHECK_FALSE(exists(home.memory()));
}

TEST_CASE("a damaged memory of devices stops nothing") {
  Home home;
  for (const char* text : {"", "{", "[]", "{\"devices\": 3}", "{\"devices\": {\"clock: built-in clock\": {\"48000/256\": {\"round_trip\": \"x\"}}}}"}) {
    write_bytes(home.memory(), text);
    Playing playing(Playing::deaf());
    playing.stop();
  }
}
