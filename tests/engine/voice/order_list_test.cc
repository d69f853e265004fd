#include "engine/voice/order_list.h"

#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kVoices = 5, kFrame = 128, kStride = 32;

// A stretch with as many runs and frames as there can be in one.
void fill_stretch(OrderList& orders) {
  for (int v = 0; v < kVoices; v++)
    for (int i = 0; i < 6; i++) {
      RunOrder& run = orders.run(v);
      (void)orders.change(run);
      if (i >= 4) continue;
      FrameOrder& frame = orders.frame(run);
      (void)orders.strike(frame);
      (void)orders.table(frame);
      NeuralOrder& neural = orders.neural(frame);
      (void)orders.beat_table(neural);
      orders.question(neural)[kStride - 1] = 1;
    }
  orders.passed(1);
}

}  // namespace

TEST_CASE("An order list says that it is full before it would have to take memory") {
  OrderList orders;
  orders.prepare(kVoices, kFrame, kStride);
  for (int round = 0; round < 3; round++) {
    const AllocationGuard guard;
    int stretches = 0;
    while (!orders.full()) {
      fill_stretch(orders);
      stretches++;
    }
    CHECK(guard.count() == 0);
    CHECK(stretches >= 2);
    CHECK(orders.count() == stretches);
    CHECK(orders.question_count() == stretches * kVoices * 4);
    orders.clear();
    CHECK(orders.count() == 0);
    CHECK(orders.question_count() == 0);
    for (const auto& chain : orders.chains()) CHECK(chain.first == -1);
  }
}

TEST_CASE("Runs of a voice follow one another, whatever other voices are told between") {
  OrderList orders;
  orders.prepare(3, kFrame, 0);
  for (int at = 0; at < 4; at++)
    for (const int v : {2, 0}) {
      RunOrder& run = orders.run(v);
      run.at = std::int16_t(at);
      run.count = 1;
    }
  CHECK(orders.chains()[1].first == -1);
  for (const int v : {0, 2}) {
    int at = 0;
    for (int i = orders.chains()[std::size_t(v)].first; i >= 0; i = orders.run_at(i).next) {
      CHECK(orders.run_at(i).voice == v);
      CHECK(orders.run_at(i).at == at++);
    }
    CHECK(at == 4);
  }
}
