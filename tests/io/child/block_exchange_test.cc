#include "io/child/block_exchange.h"

#include <cstring>
#include <random>
#include <thread>

#include "io/child/block_service.h"
#include "io/child/serve_blocks.h"
#include "tests/catch.h"
#include "tests/io/child/local_child.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/realtime/thread_usage.h"

using namespace seaglass;
using namespace seaglass::io;
using namespace seaglass::test;

namespace {

constexpr RegionSizes kSizes{.request = 4096, .reply = 4096, .slices = 3, .slice = 256};

// Answers with what it was sent, each byte one more.
class Echo : public BlockServer {
 public:
  void prepare(std::span<const std::byte> config) override { configured = config.size(); }
  std::size_t serve(std::span<const std::byte> request, std::span<std::byte> reply) override {
    for (std::size_t i = 0; i < request.size(); i++) reply[i] = std::byte(int(request[i]) + 1);
    return request.size();
  }
  std::size_t copy_state(std::size_t, std::span<std::byte>) override { return 0; }

  std::size_t configured = 0;
};

// Serves on a thread of this process until it goes out of scope.
struct ServingThread {
  ServingThread(LocalParent& local, BlockServer& server)
      : parent(local), thread([fd = local.fd(), &server] { serve_blocks(fd, server); }) {
    const Nanoseconds patience = now_ns() + 20 * kSecond;
    while (parent.watch.sign() != LifeSign::kReady && now_ns() < patience) sleep_until(now_ns() + kMillisecond);
    parent.exchange.open(1);
  }
  ~ServingThread() {
    parent.watch.ask_to_stop();
    thread.join();
  }

  LocalParent& parent;
  std::thread thread;
};

bool answered_with(const BlockReply& reply, std::byte each, std::size_t count) {
  if (reply.answer != Answer::kReply || reply.bytes.size() != count) return false;
  for (const std::byte b : reply.bytes)
    if (b != each) return false;
  return true;
}

Nanoseconds soon() { return now_ns() + 20 * kSecond; }

}  // namespace

TEST_CASE("tickets hold an epoch and a number, and epochs begin anew after the last") {
  const Ticket ticket = make_ticket(kLastEpoch, 123'456'789'012);
  CHECK(epoch_of(ticket) == kLastEpoch);
  CHECK(sequence_of(ticket) == 123'456'789'012);
  CHECK(epoch_after(0) == 1);
  CHECK(epoch_after(kLastEpoch - 1) == kLastEpoch);
  CHECK(epoch_after(kLastEpoch) == 1);
}

TEST_CASE("nothing is granted or waited for before the child may be asked") {
  LocalParent parent(kSizes);
  CHECK_FALSE(parent.exchange.ready());
  CHECK(parent.exchange.request().bytes.empty());
  CHECK_FALSE(parent.exchange.post(10));
  CHECK(parent.exchange.wait(soon()).answer == Answer::kGone);
  parent.exchange.open(1);
  const BlockRequest request = parent.exchange.request();
  CHECK(request.bytes.size() == kSizes.request);
  CHECK(request.epoch == 1);
  CHECK(request.sequence == 1);
  CHECK_FALSE(parent.exchange.post(kSizes.request + 1));
  CHECK(parent.exchange.post(kSizes.request));
  CHECK_FALSE(parent.exchange.post(1));  // each needs a request
  CHECK(parent.exchange.wait(now_ns()).answer == Answer::kLate);
}

TEST_CASE("a server on another thread answers as one in another process") {
  LocalParent parent(kSizes, std::vector<std::byte>(0));
  Echo echo;
  const ServingThread serving(parent, echo);
  for (int i = 0; i < 2000; i++) {
    const BlockRequest request = parent.exchange.request();
    REQUIRE(request.bytes.size() == kSizes.request);
    const std::size_t count = std::size_t(i) * 7 % (kSizes.request + 1);
    std::memset(request.bytes.data(), i % 250, count);
    REQUIRE(parent.exchange.post(count));
    REQUIRE(answered_with(parent.exchange.wait(soon()), std::byte(i % 250 + 1), count));
    REQUIRE(parent.exchange.wait(soon()).answer == Answer::kGone);  // a reply is given once
  }
}

TEST_CASE("the worker's end neither allocates nor meets a page for the first time") {
  LocalParent parent(kSizes);
  Echo echo;
  const ServingThread serving(parent, echo);
  std::vector<std::byte> state(kSizes.slice);
  int replies = 0;
  const auto block = [&](Nanoseconds patience) {
    const BlockRequest request = parent.exchange.request();
    if (request.bytes.empty()) return;
    std::memset(request.bytes.data(), 1, request.bytes.size());
    parent.exchange.post(request.bytes.size());
    replies += parent.exchange.wait(now_ns() + patience).answer == Answer::kReply;
    (void)parent.exchange.state(0, state);
  };
  block(20 * kSecond);
  const AllocationGuard guard;
  const ThreadUsage usage;
  for (int i = 0; i < 1000; i++) block(i % 10 == 0 ? 0 : 20 * kSecond);  // some come late
  parent.exchange.condemn();
  const auto allocated = guard.count();
  const long faults = usage.page_faults();
  CHECK(allocated == 0);
  if (AllocationGuard::kActive) CHECK(faults == 0);  // the sanitizers touch memory of their own
  CHECK(replies >= 900);

  // The controls: what [control] may do, and the worker may not.
  const AllocationGuard control;
  const ThreadUsage touching;
  { const SharedRegion another(kSizes); }
  { const BlockExchange another(parent.region); }
  if (AllocationGuard::kActive) CHECK(control.count() > 0);
  CHECK(touching.page_faults() > 0);
}

TEST_CASE("a reply that is late is dropped, and is not taken for the next") {
  LocalParent parent(kSizes);
  parent.exchange.open(1);
  const SharedRegion mapped(parent.fd());
  BlockService child(mapped);

  const auto post = [&](int value) {
    const BlockRequest request = parent.exchange.request();
    REQUIRE_FALSE(request.bytes.empty());
    request.bytes[0] = std::byte(value);
    REQUIRE(parent.exchange.post(1));
  };
  const auto serve = [&] {
    REQUIRE(child.take(0) == Taken::kRequest);
    REQUIRE(child.request().size() == 1);
    child.reply_room()[0] = child.request()[0];
    child.reply(1);
  };
  post(1);
  CHECK(parent.exchange.wait(now_ns()).answer == Answer::kLate);
  post(2);
  serve();  // the first
  CHECK(parent.exchange.wait(now_ns()).answer == Answer::kLate);
  CHECK(parent.exchange.counts().dropped == 0);
  post(3);
  CHECK(parent.exchange.counts().dropped == 1);
  CHECK(parent.exchange.request().bytes.empty());  // it has not answered 2
  CHECK(parent.exchange.counts().behind == 1);
  serve();
  serve();
  CHECK(answered_with(parent.exchange.wait(soon()), std::byte(3), 1));
  post(4);
  serve();
  CHECK(answered_with(parent.exchange.wait(soon()), std::byte(4), 1));
  CHECK(parent.exchange.counts().late == 2);
  CHECK(parent.exchange.counts().dropped == 2);
  CHECK(parent.exchange.counts().replies == 2);
}

TEST_CASE("a reply of an older life is never taken, and a request of an older life never served") {
  LocalParent parent(kSizes);
  parent.exchange.open(1);
  const SharedRegion mapped(parent.fd());
  BlockService old(mapped);
  REQUIRE_FALSE(parent.exchange.request().bytes.empty());
  REQUIRE(parent.exchange.post(1));
  REQUIRE(old.take(0) == Taken::kRequest);

  parent.exchange.close();
  CHECK(parent.exchange.wait(soon()).answer == Answer::kGone);
  parent.watch.begin(2, {}, 0);
  BlockService young(mapped);
  parent.exchange.open(2);
  CHECK(parent.exchange.wait(soon()).answer == Answer::kGone);
  CHECK(young.take(0) == Taken::kNothing);
  const BlockRequest request = parent.exchange.request();
  CHECK(request.epoch == 2);
  CHECK(request.sequence == 1);
  REQUIRE(parent.exchange.post(1));
  old.reply(1);  // as memory that was on its way when its process died
  CHECK(parent.exchange.wait(now_ns()).answer == Answer::kLate);
  REQUIRE(young.take(0) == Taken::kRequest);
  young.reply(0);
  CHECK(parent.exchange.wait(soon()).answer == Answer::kReply);
}

TEST_CASE("a region full of random bytes neither crashes, hangs nor answers") {
  LocalParent parent(kSizes);
  std::mt19937_64 random(11);
  std::vector<std::byte> state(kSizes.slice);
  std::uint64_t replies = 0, slices = 0;
  for (Epoch epoch = 1; epoch <= 300; epoch++) {
    parent.watch.begin(epoch, {}, 0);
    parent.exchange.open(epoch);
    for (int block = 0; block < 3; block++) {
      if (!parent.exchange.request().bytes.empty()) parent.exchange.post(random() % kSizes.request);
      auto* const words = reinterpret_cast<std::atomic<std::uint64_t>*>(&parent.region.view().header());
      for (std::size_t i = 0; i < parent.region.bytes() / 8; i++) words[i].store(random(), std::memory_order_relaxed);
      replies += parent.exchange.wait(now_ns() + kMillisecond / 4).answer == Answer::kReply;
      for (std::size_t s = 0; s < kSizes.slices; s++) slices += parent.exchange.state(s, state).sequence != 0;
      CHECK(parent.watch.sign() == LifeSign::kBroken);
      CHECK(parent.watch.failure() <= 255);
      (void)parent.watch.hangs(now_ns(), kMillisecond);
    }
    parent.exchange.close();
  }
  CHECK(replies == 0);
  CHECK(slices == 0);

  // And all that is needed for a life is laid out anew.
  parent.watch.begin(301, {}, 0);
  Echo echo;
  std::thread thread([fd = parent.fd(), &echo] { serve_blocks(fd, echo); });
  const Nanoseconds patience = soon();
  while (parent.watch.sign() != LifeSign::kReady && now_ns() < patience) sleep_until(now_ns() + kMillisecond);
  parent.exchange.open(301);
  const BlockRequest request = parent.exchange.request();
  std::memset(request.bytes.data(), 4, 100);
  REQUIRE(parent.exchange.post(100));
  CHECK(answered_with(parent.exchange.wait(soon()), std::byte(5), 100));
  parent.watch.ask_to_stop();
  thread.join();
}

TEST_CASE("a reply with the right ticket and a size that does not fit condemns its life") {
  LocalParent parent(kSizes);
  parent.exchange.open(1);
  REQUIRE_FALSE(parent.exchange.request().bytes.empty());
  REQUIRE(parent.exchange.post(1));
  BlockHead& head = parent.region.view().words().replies[1];
  for (const std::uint64_t bytes : {std::uint64_t(kSizes.reply + 1), ~std::uint64_t{0}, std::uint64_t{1} << 63}) {
    head.bytes = bytes;
    head.ticket = make_ticket(1, 1);
    CHECK(parent.exchange.wait(soon()).answer == Answer::kBroken);
    CHECK(parent.watch.sign() == LifeSign::kBroken);
  }
  CHECK(parent.exchange.counts().broken == 1);  // life
}

TEST_CASE("a bell that rings all the time does not keep the worker beyond its deadline") {
  LocalParent parent(kSizes);
  parent.exchange.open(1);
  REQUIRE_FALSE(parent.exchange.request().bytes.empty());
  REQUIRE(parent.exchange.post(1));
  std::atomic<bool> done{false};
  std::thread mad([&] {
    while (!done) parent.region.view().words().reply_bell.ring();
  });
  for (int i = 0; i < 20; i++) CHECK(parent.exchange.wait(now_ns() + kMillisecond).answer == Answer::kLate);
  done = true;
  mad.join();
}
