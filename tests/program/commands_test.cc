// Every command of the contract, and the JSON that other programs read.

#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"
#include "tests/program/sound.h"

using namespace seaglass::test;

namespace {

void check_fields(const Json& object, const Words& names) {
  for (const std::string& name : names) {
    INFO("field " << name << " of " << object.dump());
    CHECK(object.contains(name));
  }
}

}  // namespace

TEST_CASE("seaglass inspect prints what the contract promises") {
  const Ended ended = instrument({"inspect", "--json"});
  REQUIRE(ended.code == 0);
  CHECK(ended.err.empty());
  const Json patch = Json::parse(ended.out);
  check_fields(patch, {"path", "name", "format", "model", "places", "controls", "provenance", "license", "attribution"});
  check_fields(patch["model"], {"kind", "weights", "partials"});
  REQUIRE(patch["places"].size() >= 8);
  for (const Json& place : patch["places"]) {
    check_fields(place, {"name", "program", "pitched", "sustained", "low", "high"});
    CHECK(place["low"] <= place["high"]);
  }
  REQUIRE(!patch["controls"].empty());
  for (const Json& control : patch["controls"]) {
    check_fields(control, {"id", "name", "unit", "min", "max", "default"});
    check_fields(control, {"curve", "timing", "smoothing_ms", "per_note", "midi_controller", "help"});
    CHECK((control["min"] <= control["default"] && control["default"] <= control["max"]));
  }
  REQUIRE(!patch["provenance"].empty());
  for (const Json& source : patch["provenance"]) {
    check_fields(source, {"file", "sha256", "title", "author", "license", "seconds"});
    CHECK(source["sha256"].get<std::string>().size() == 64);
  }
  CHECK(exists(patch["path"]));
}

TEST_CASE("seaglass inspect of a named patch, and for people") {
  const Json drums = Json::parse(instrument({"inspect", "drums", "--json"}).out);
  CHECK(drums["name"] == "drums");
  const Ended people = instrument({"inspect", patch_path()});
  CHECK(people.code == 0);
  CHECK(people.out.find("cello") != std::string::npos);
  CHECK(people.out.find("License") != std::string::npos);
}

TEST_CASE("seaglass bench prints what the contract promises") {
  const Ended ended = instrument({"bench", "--voices", "24", "--buffer", "128", "--seconds", "0.5", "--json"});
  REQUIRE(ended.code == 0);
  const Json load = Json::parse(ended.out);
  check_fields(load, {"cpu_seconds_per_second", "step_us", "misses", "voices", "buffer", "backend"});
  check_fields(load["step_us"], {"p50", "p99", "p999", "max"});
  CHECK(load["voices"] == 24);
  CHECK(load["buffer"] == 128);
  CHECK(load["backend"] == "cpu");
  CHECK(load["cpu_seconds_per_second"] > 0);
  CHECK(load["step_us"]["p50"] <= load["step_us"]["max"]);
  CHECK(instrument({"bench", "--seconds", "0.2"}).out.find("CPU") != std::string::npos);
}

TEST_CASE("seaglass play prints a status object at once, each second and at the end") {
  Playing playing(Playing::deaf());
  REQUIRE(comes_true([&] { return playing.status().size() >= 3; }));
  playing.stop();
  const auto list = playing.status();
  for (const Json& status : list) {
    check_fields(status, {"time_s", "sample", "voices", "load", "step_us", "misses", "concealed_samples", "xruns",
                          "events", "events_late", "delay_samples", "lead", "backend", "osc_messages", "osc_rejected",
                          "midi_events", "tempo"});
    check_fields(status["step_us"], {"p50", "p99", "max"});
  }
  for (std::size_t i = 1; i < list.size(); i++) CHECK(list[i]["sample"] > list[i - 1]["sample"]);
  CHECK(list.back()["lead"] == "safe");  // the built-in clock's own default
  CHECK(playing.process().err().empty());
}

TEST_CASE("seaglass play for people says what it plays on and how to end it") {
  Process playing(seaglass_words({"play", "--device", "none", "--midi", "none", "--osc-port", std::to_string(free_port())}));
  CHECK(comes_true([&] { return playing.err().find("Ctrl-C") != std::string::npos; }));
  CHECK(playing.err().find("built-in clock") != std::string::npos);
  CHECK(playing.err().find("OSC") != std::string::npos);
  playing.send(SIGINT);
  CHECK(playing.wait() == 0);
  CHECK(playing.out().find("voices") != std::string::npos);
}

TEST_CASE("seaglass selftest gives a verdict in words") {
  const Ended ended = instrument({"selftest", "--seconds", "0.3", "--voices", "16"});
  REQUIRE(ended.code == 0);
  for (const char* word : {"priority", "kernels", "\n    64 ", "\n   128 ", "\n   256 ", "inline"}) {
    INFO(word);
    CHECK(ended.out.find(word) != std::string::npos);
  }
  CHECK((ended.out.find("Play at") != std::string::npos || ended.out.find("was late") != std::string::npos));
}

TEST_CASE("seaglass devices lists audio and MIDI") {
  const Ended ended = instrument({"devices"});
  CHECK(ended.code == 0);
  CHECK(ended.out.find("audio devices") != std::string::npos);
  CHECK(ended.out.find("MIDI inputs") != std::string::npos);
  CHECK(ended.err.empty());
}

TEST_CASE("seaglass --version and --help") {
  const Ended version = instrument({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("seaglass "));
  const Ended help = instrument({"--help"});
  CHECK(help.code == 0);
  for (const char* command : {"play", "render", "replay", "inspect", "bench", "selftest", "devices"}) {
    INFO(command);
    CHECK(help.out.find(command) != std::string::npos);
    CHECK(instrument({command, "--help"}).code == 0);
  }
  const std::string play = instrument({"play", "--help"}).out;
  for (const char* option : {"--device", "--midi", "--rate", "--buffer", "--lead", "--voices", "--osc-port", "--record",
                             "--journal", "--seed", "--backend", "--status"}) {
    INFO(option);
    CHECK(play.find(option) != std::string::npos);
  }
}
