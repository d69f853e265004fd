#include "tools/seaglass/live/command_queue.h"

#include <deque>

#include "tests/catch.h"

using namespace seaglass;

TEST_CASE("Commands are carried out in the order in which they came, whoever gave them") {
  std::deque<Nanoseconds> one{10, 40, 50}, two{20, 30, 60};
  CommandQueue queue;
  for (auto* source : {&one, &two})
    queue.add([source](io::OscCall& call) {
      if (source->empty()) return false;
      call.arrived = source->front();
      source->pop_front();
      return true;
    });
  io::OscCall call;
  for (const Nanoseconds when : {10, 20, 30, 40, 50, 60}) {
    REQUIRE(queue.take(call));
    CHECK(call.arrived == when);
  }
  CHECK_FALSE(queue.take(call));
  two.push_back(70);
  REQUIRE(queue.take(call));
  CHECK(call.arrived == 70);
}
