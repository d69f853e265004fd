#include "io/osc/osc_framing.h"

#include <random>

#include "tests/catch.h"

using namespace seaglass::io;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes random_packet(std::mt19937& random) {
  Bytes packet(1 + random() % 300);
  for (auto& b : packet) b = random() % 4 == 0 ? std::uint8_t(0xc0 + random() % 32) : std::uint8_t(random());
  return packet;
}

}  // namespace

TEST_CASE("What is framed comes out whole, however the stream is cut") {
  std::mt19937 random(5);
  for (const bool slip : {false, true}) {
    std::vector<Bytes> sent;
    Bytes stream;
    for (int i = 0; i < 300; i++) {
      sent.push_back(random_packet(random));
      const Bytes framed = OscFraming::wrap(sent.back(), slip);
      stream.insert(stream.end(), framed.begin(), framed.end());
    }
    OscFraming framing;
    std::size_t got = 0;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 500, stream.size() - at);
      std::span<const std::uint8_t> piece(stream.data() + at, size);
      at += size;
      while (const auto packet = framing.next(piece)) {
        REQUIRE(got < sent.size());
        REQUIRE(Bytes(packet->begin(), packet->end()) == sent[got++]);
      }
      REQUIRE(piece.empty());
    }
    CHECK(got == sent.size());
    CHECK_FALSE(framing.broken());
  }
}

TEST_CASE("A stream that cannot be understood is broken and stays so") {
  OscFraming sized;
  const Bytes huge{0, 1, 0, 1, 9, 9};
  std::span<const std::uint8_t> bytes(huge);
  CHECK_FALSE(sized.next(bytes));
  CHECK(sized.broken());
  const Bytes good = OscFraming::wrap(Bytes{1, 2, 3, 4}, false);
  bytes = good;
  CHECK_FALSE(sized.next(bytes));

  OscFraming slip;
  const Bytes wrong{0xc0, 1, 0xdb, 7, 0xc0};
  bytes = wrong;
  CHECK_FALSE(slip.next(bytes));
  CHECK(slip.broken());

  OscFraming endless;
  const Bytes ones(OscFraming::kMaxPacket + 1, 1);
  const Bytes end{0xc0};
  bytes = end;
  CHECK_FALSE(endless.next(bytes));
  bytes = ones;
  CHECK_FALSE(endless.next(bytes));
  CHECK(endless.broken());
}

TEST_CASE("Empty packets are none") {
  for (const bool slip : {false, true}) {
    OscFraming framing;
    Bytes stream = OscFraming::wrap(Bytes{}, slip);
    const Bytes one = OscFraming::wrap(Bytes{7}, slip);
    stream.insert(stream.end(), one.begin(), one.end());
    std::span<const std::uint8_t> bytes(stream);
    const auto packet = framing.next(bytes);
    REQUIRE(packet);
    CHECK(packet->size() == 1);
  }
}
