#pragma once
// An instrument that plays while a client's own program (sclang, pd) talks to it, and what came of it: the sound, and the
// events as they were applied.

#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"
#include "tests/program/sound.h"

namespace seaglass::test {

struct ClientStage {
  explicit ClientStage(const std::string& place) : playing(Playing::deaf({"--record", wav, "--journal", journal, "--place", place})) {}

  // Lets `client` play until so many events have come, and ends.
  void play(const Process& client, int events) {
    const bool came = playing.says([&](const Json& s) { return s.value("events", 0) >= events; }, 120);
    INFO(playing.last().dump() << client.out() << client.err());
    REQUIRE(came);
    wait_seconds(0.5);
    playing.stop();
    CHECK(playing.last()["osc_rejected"] == 0);
    CHECK(playing.last()["events_late"] == 0);
  }

  // Events of one kind.
  std::vector<Json> applied(const std::string& kind) const {
    std::vector<Json> found;
    std::istringstream text(bytes_of(journal));
    for (std::string line; std::getline(text, line);)
      if (Json object = Json::parse(line, nullptr, false); object.is_object() && object.value("is", "") == kind) found.push_back(object);
    return found;
  }

  TempFolder folder;
  std::string wav = folder / "live.wav", journal = folder / "live.journal";
  Playing playing;
};

}  // namespace seaglass::test
