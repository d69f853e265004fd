// The worker's end of the exchange with a child: blocks that are answered, late, lost and broken, and the state read
// back.

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "engine/rt/realtime_scope.h"
#include "io/child/block_exchange.h"
#include "io/child/life_watch.h"
#include "io/child/serve_blocks.h"
#include "tests/realtime/realtime_case.h"

using namespace seaglass;
using namespace seaglass::io;
using seaglass::test::keep;

namespace {

constexpr RegionSizes kSizes{.request = 4096, .reply = 1024, .slices = 2, .slice = 100};
constexpr Nanoseconds kLong = 20 * kSecond;

class Server : public BlockServer {
 public:
  void prepare(std::span<const std::byte>) override {}
  std::size_t serve(std::span<const std::byte> request, std::span<std::byte> reply) override {
    std::memcpy(reply.data(), request.data(), reply.size());
    return reply.size();
  }
  std::size_t copy_state(std::size_t, std::span<std::byte> state) override { return state.size(); }
};

}  // namespace

REALTIME_CASE(exchange_with_a_child) {
  SharedRegion region(kSizes);
  BlockExchange exchange(region);
  LifeWatch watch(region.view(), exchange);
  int replies = 0, late = 0, slices = 0;
  for (Epoch epoch = 1; epoch <= 3; epoch++) {
    watch.begin(epoch, {}, now_ns());
    Server server;
    std::thread child([fd = dup(region.fd()), &server] { serve_blocks(fd, server); });
    const Nanoseconds patience = now_ns() + kLong;
    while (watch.sign() != LifeSign::kReady && now_ns() < patience) sleep_until(now_ns() + kMillisecond);
    exchange.open(epoch);
    {
      rt::RealtimeScope scope;
      std::array<std::byte, 256> state;
      for (int block = 0; block < 1000; block++) {
        const BlockRequest request = exchange.request();
        keep(request);
        if (!request.bytes.empty()) keep(exchange.post(request.bytes.size()));
        const BlockReply reply = exchange.wait(block % 10 == 9 ? 0 : now_ns() + kLong);
        replies += reply.answer == Answer::kReply;
        late += reply.answer == Answer::kLate;
        slices += exchange.state(std::size_t(block) % 2, state).sequence != 0;
      }
      exchange.condemn();
    }
    watch.ask_to_stop();
    child.join();
    rt::RealtimeScope scope;
    if (exchange.request().bytes.empty() || !exchange.post(1)) std::abort();
    keep(exchange.wait(now_ns() + kMillisecond));  // nobody answers
  }
  exchange.close();
  rt::RealtimeScope scope;
  if (!exchange.request().bytes.empty() || exchange.wait(now_ns() + kLong).answer != Answer::kGone) std::abort();
  if (replies < 1000 || late == 0 || slices < 1000) std::abort();  // a case in which little happens has tried little
}

REALTIME_CONTROL(exchange_made_on_the_worker) {
  SharedRegion region(kSizes);
  rt::RealtimeScope scope;
  BlockExchange exchange(region);
  keep(exchange.ready());
}

REALTIME_CONTROL(region_made_on_the_worker) {
  rt::RealtimeScope scope;
  SharedRegion region(kSizes);
  keep(region.bytes());
}
