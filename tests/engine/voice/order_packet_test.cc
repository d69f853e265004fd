#include "engine/voice/order_packet.h"

#include <cstring>
#include <memory>
#include <vector>

#include "engine/voice/cpu_synth.h"
#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/play.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

struct alignas(kCacheLine) Line {
  std::byte bytes[kCacheLine];
};

// Sends orders through a packet, which lies elsewhere each time, before they are carried out.
class PacketSynth final : public Synth {
 public:
  PacketSynth(const VoiceContext& context, const NeuralLibrary* library, int voices)
      : cpu_(context, library, voices), memory_(1 << 16) {}

  void carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    const std::span room(memory_.data()->bytes + kCacheLine * (turn_++ % 7), (memory_.size() - 7) * kCacheLine);
    const std::size_t bytes = write_packet(orders, room);
    REQUIRE(bytes == packet_bytes(orders));
    OrderView read;
    REQUIRE(read_packet(room.first(bytes), read));
    cpu_.carry_out(read, sums, looks);
    std::memset(memory_.data(), 0xff, memory_.size() * sizeof(Line));
  }

 private:
  CpuSynth cpu_;
  std::vector<Line> memory_;
  std::size_t turn_ = 0;
};

Sound played(const std::vector<Event>& events, bool packets) {
  MakeSynth make;
  if (packets)
    make = [](const VoiceContext& context, const NeuralLibrary* library, int voices) {
      return std::make_unique<PacketSynth>(context, library, voices);
    };
  NeuralModel model(small_neural_patch(), kernels::best(), make);
  model.prepare({.voices = 10, .seed = 4});
  return play(model, events, 24000, 64);
}

}  // namespace

TEST_CASE("Orders sound the same through a packet, wherever it lies") {
  const auto events = random_events(3, 24000, 120, 48000);
  const Sound straight = played(events, false), packed = played(events, true);
  REQUIRE(peak(straight.left) > 1e-3f);
  CHECK(first_difference(straight.left, packed.left) == -1);
  CHECK(first_difference(straight.right, packed.right) == -1);
}

TEST_CASE("A packet that does not fit is not written, and what is no packet is not read") {
  OrderList list;
  list.prepare(4, 128, 32);
  for (int v = 0; v < 4; v++) (void)list.question(list.neural(list.frame(list.run(v))));
  list.passed(64);
  const OrderView orders = list.view();
  std::vector<Line> memory(packet_bytes(orders) / kCacheLine + 1);
  const std::span room(memory.data()->bytes, packet_bytes(orders));
  OrderView read;
  {
    const AllocationGuard guard;
    const std::size_t refused = write_packet(orders, room.first(room.size() - 1)), written = write_packet(orders, room);
    const bool is_read = read_packet(room, read);
    const auto allocations = guard.count();
    CHECK(refused == 0);
    REQUIRE(written == room.size());
    REQUIRE(is_read);
    CHECK(allocations == 0);
  }
  CHECK(read.count == 64);
  CHECK(read.questions == 4);
  CHECK_FALSE(read_packet(room.first(room.size() - 1), read));
  CHECK_FALSE(read_packet(room.first(10), read));
  PacketHeader header;
  std::memcpy(&header, room.data(), sizeof header);
  header.orders.runs += 100;
  std::memcpy(room.data(), &header, sizeof header);
  CHECK_FALSE(read_packet(room, read));
}
