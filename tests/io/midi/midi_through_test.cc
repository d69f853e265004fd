#include "io/midi/midi_through.h"

#include <vector>

#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

constexpr MidiOutputSet kSynth = 8;

struct Cable {
  std::atomic<MidiOutputSet> open{kSynth};
  MidiThrough through{open, nullptr};

  Cable() { through.set(kSynth, true); }

  void play(std::vector<std::uint8_t> message) { through.pass(message, 0); }
  std::vector<std::vector<std::uint8_t>> heard() {
    std::vector<std::vector<std::uint8_t>> all;
    MidiMessage message;
    while (through.lane().to_sender().pop(message)) all.emplace_back(message.data().begin(), message.data().end());
    return all;
  }
};

using Messages = std::vector<std::vector<std::uint8_t>>;

}  // namespace

TEST_CASE("a pulled cable ends what passed through, and nothing that others hold there") {
  Cable cable;
  cable.through.release_all();
  CHECK(cable.heard().empty());
  cable.play({0x92, 60, 100});
  cable.play({0x92, 64, 100});
  cable.play({0x92, 60, 0});
  cable.play({0xb5, 64, 127});
  cable.play({0xb6, 66, 127});
  cable.play({0xb6, 66, 0});
  cable.play({0xb0, 7, 127});
  (void)cable.heard();
  cable.through.release_all();
  CHECK(cable.heard() == Messages{{0x82, 64, 0}, {0xb5, 64, 0}});
  cable.through.release_all();
  CHECK(cable.heard().empty());
}

TEST_CASE("what ends notes by itself leaves nothing to end, and a forearm ends in one message") {
  Cable cable;
  cable.play({0x90, 60, 100});
  cable.play({0xb0, 123, 0});
  cable.play({0xb0, 64, 127});
  cable.play({0xb0, 121, 0});
  for (int key = 30; key < 60; key++) cable.play({0x91, std::uint8_t(key), 100});
  (void)cable.heard();
  cable.through.release_all();
  CHECK(cable.heard() == Messages{{0xb1, 123, 0}});
}

TEST_CASE("what did not pass is not ended") {
  Cable cable;
  cable.through.bar(kSynth);
  cable.play({0x90, 60, 100});
  cable.through.bar(0);
  cable.through.release_all();
  CHECK(cable.heard().empty());
}
