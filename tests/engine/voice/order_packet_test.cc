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

  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    const std::span room(memory_.data()->bytes + kCacheLine * (turn_++ % 7), (memory_.size() - 7) * kCacheLine);
    const std::size_t bytes = write_packet(orders, room);
    REQUIRE(bytes == packet_bytes(orders));
    OrderView read;
    REQUIRE(read_packet(room.first(bytes), read));
    const bool done = cpu_.carry_out(read, sums, looks);
    std::memset(memory_.data(), 0xff, memory_.size() * sizeof(Line));
    return done;
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

TEST_CASE("Orders that could not be carried out without harm are refused") {
  OrderList list;
  list.prepare(4, 128, 32);
  for (int v = 0; v < 4; v++) {
    RunOrder& run = list.run(v);
    run.count = 64;
    FrameOrder& frame = list.frame(run);
    (void)list.change(run);
    (void)list.strike(frame);
    (void)list.table(frame);
    NeuralOrder& neural = list.neural(frame);
    (void)list.question(neural);
    (void)list.beat_table(neural);
  }
  list.passed(64);
  const OrderView orders = list.view();
  std::vector<Line> memory(packet_bytes(orders) / kCacheLine);
  const std::span packet(memory.data()->bytes, packet_bytes(orders));
  // Whether the packet is read after `spoil` has been at what it holds.
  const auto is_read = [&](auto spoil) {
    REQUIRE(write_packet(orders, packet) == packet.size());
    OrderView read;
    REQUIRE(read_packet(packet, read));
    spoil(read);
    return read_packet(packet, read);
  };
  const auto run = [](const OrderView& o) -> RunOrder& { return const_cast<RunOrder&>(o.run[1]); };
  const auto frame = [](const OrderView& o) -> FrameOrder& { return const_cast<FrameOrder&>(o.frame[1]); };
  const auto neural = [](const OrderView& o) -> NeuralOrder& { return const_cast<NeuralOrder&>(o.neural[1]); };
  CHECK(is_read([](const OrderView&) {}));
  for (const int index : {-2, 4, 1 << 30}) {
    CAPTURE(index);
    CHECK_FALSE(is_read([&](const OrderView& o) { const_cast<RunChain&>(o.chain[2]).first = index; }));
    CHECK_FALSE(is_read([&](const OrderView& o) { run(o).frame = index; }));
    CHECK_FALSE(is_read([&](const OrderView& o) { run(o).change = index; }));
    CHECK_FALSE(is_read([&](const OrderView& o) { run(o).next = index; }));
    CHECK_FALSE(is_read([&](const OrderView& o) { frame(o).strike = index; }));
    CHECK_FALSE(is_read([&](const OrderView& o) { frame(o).table = index; }));
    CHECK_FALSE(is_read([&](const OrderView& o) { frame(o).neural = index; }));
    CHECK_FALSE(is_read([&](const OrderView& o) { neural(o).question = index; }));
    CHECK_FALSE(is_read([&](const OrderView& o) { neural(o).beat_table = index; }));
  }
  CHECK_FALSE(is_read([&](const OrderView& o) { run(o).next = 1; }));  // itself, without end
  CHECK_FALSE(is_read([&](const OrderView& o) { run(o).next = 0; }));
  CHECK_FALSE(is_read([&](const OrderView& o) { run(o).at = 1; }));  // beyond the piece
  CHECK_FALSE(is_read([&](const OrderView& o) { run(o).count = -1; }));
  CHECK_FALSE(is_read([&](const OrderView& o) { run(o).part = kParts; }));
  CHECK_FALSE(is_read([&](const OrderView& o) { frame(o).neural = -1; }));  // levels from nowhere
  CHECK_FALSE(is_read([&](const OrderView& o) { neural(o).movers = kMostMovers + 1; }));
  CHECK_FALSE(is_read([&](const OrderView& o) { const_cast<StrikeOrder&>(o.strike[0]).partials = kMaxPartials + 1; }));
}
