#include "tests/io/midi/player_bytes.h"

#include <random>
#include <vector>

#include "tests/catch.h"

using namespace seaglass::io;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes any_bytes(std::mt19937& random, std::size_t length) {
  Bytes bytes(length);
  for (auto& byte : bytes) byte = std::uint8_t(random());
  return bytes;
}

// Mostly messages that mean something together.
Bytes likely_bytes(std::mt19937& random, int messages) {
  Bytes bytes;
  const auto say = [&](std::initializer_list<unsigned> more) {
    for (const unsigned byte : more) bytes.push_back(std::uint8_t(byte));
  };
  const auto upto = [&](unsigned n) { return unsigned(random() % n); };
  for (int i = 0; i < messages; i++) {
    const unsigned channel = upto(16), zone = upto(2) * 15;
    switch (upto(24)) {
      case 0: say({0xf4}); break;
      case 1: say({0xb0 | zone, 101, 0, 0xb0 | zone, 100, 6, 0xb0 | zone, 6, upto(16)}); break;
      case 2: say({0xb0 | channel, upto(128), upto(128)}); break;
      case 3: say({0xe0 | channel, upto(128), upto(128)}); break;
      case 4: say({0xb0 | channel, 64 + 2 * upto(2), upto(128)}); break;
      case 5: say({0xd0 | channel, upto(128), 0}); break;
      case 6: say({0xf5}); break;
      default: say({(upto(2) != 0 ? 0x90 : 0x80) | channel, 50 + upto(12), upto(128)});
    }
  }
  return bytes;
}

}  // namespace

TEST_CASE("no bytes leave a note hanging") {
  std::mt19937 random(11);
  for (int round = 0; round < 200; round++) CHECK(play_bytes(any_bytes(random, 3000)) == "");
  for (int round = 0; round < 400; round++) CHECK(play_bytes(likely_bytes(random, 700)) == "");
  CHECK(play_bytes({}) == "");
}
