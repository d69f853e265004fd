// A byte stream in pieces, as TCP gives it: two bytes say how it is cut.

#include "io/osc/osc_framing.h"

#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

using io::OscFraming;
using Packets = std::vector<std::vector<std::uint8_t>>;

// The packets of a stream that comes in pieces of 1 to `most` bytes.
Packets packets_of(Bytes stream, std::size_t most, OscFraming& framing) {
  Packets packets;
  while (!stream.empty()) {
    const std::size_t size = std::min(stream.size(), 1 + packets.size() % most);
    Bytes piece = stream.first(size);
    stream = stream.subspan(size);
    while (const auto packet = framing.next(piece)) {
      must(!packet->empty() && packet->size() <= OscFraming::kMaxPacket, "a packet has a size");
      packets.emplace_back(packet->begin(), packet->end());
    }
    must(piece.empty() || framing.broken(), "what came is used up");
  }
  return packets;
}

const Target target("osc_framing", [](Bytes input) {
  Choices from(input);
  const std::size_t one = 1 + from.big(1), other = 1 + from.big(2);
  const Bytes stream = from.some(input.size());
  OscFraming framing, again;
  const Packets packets = packets_of(stream, one, framing);
  must(packets == packets_of(stream, other, again), "it does not matter how a stream is cut");
  must(framing.broken() == again.broken(), "nor to whether it can be understood");

  // There and back, in the framing of this stream.
  for (const auto& packet : packets) {
    OscFraming back;
    const auto wrapped = framing.wrap(packet);
    Bytes bytes(wrapped);
    const auto whole = back.next(bytes);
    must(whole && std::ranges::equal(*whole, packet), "what is wrapped comes out as it was");
  }
  if (!framing.broken()) return;
  const auto good = OscFraming::wrap(Bytes(input), framing.slip());
  Bytes bytes(good);
  must(!framing.next(bytes), "a broken stream stays broken");
});

}  // namespace
}  // namespace seaglass::fuzz
