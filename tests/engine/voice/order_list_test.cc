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
    CHECK(orders.view().questions == stretches * kVoices * 4);
    orders.clear();
    CHECK(orders.count() == 0);
    CHECK(orders.view().questions == 0);
    for (int v = 0; v < kVoices; v++) CHECK(orders.view().chain[v].first == -1);
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
  const OrderView view = orders.view();
  CHECK(view.chain[1].first == -1);
  for (const int v : {0, 2}) {
    int at = 0;
    for (int i = view.chain[v].first; i >= 0; i = view.run[i].next) {
      CHECK(view.run[i].voice == v);
      CHECK(view.run[i].at == at++);
    }
    CHECK(at == 4);
  }
}
