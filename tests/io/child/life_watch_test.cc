#include "io/child/life_watch.h"

#include "io/child/block_pace.h"
#include "io/child/block_service.h"
#include "io/child/restart_pause.h"
#include "tests/catch.h"
#include "tests/io/child/local_child.h"

using namespace seaglass;
using namespace seaglass::io;
using namespace seaglass::test;

namespace {

constexpr RegionSizes kSizes{.config = 8, .request = 64, .reply = 64};
constexpr Nanoseconds kLimit = 500 * kMillisecond;

struct Life {
  Life() {
    child.say(ChildState::kReady);
    parent.exchange.open(1);
  }
  void post() {
    REQUIRE_FALSE(parent.exchange.request().bytes.empty());
    REQUIRE(parent.exchange.post(1));
  }
  void serve() {
    REQUIRE(child.take(0) == Taken::kRequest);
    child.reply(1);
  }
  bool hangs_at(Nanoseconds now) { return parent.watch.hangs(now, kLimit); }

  LocalParent parent{kSizes};
  BlockService child{parent.region};
};

}  // namespace

TEST_CASE("the signs of a life are its own") {
  LocalParent parent(kSizes, std::vector<std::byte>(3));
  BlockService child(parent.region);
  CHECK(child.config().size() == 3);
  CHECK(parent.watch.sign() == LifeSign::kStarting);
  child.say(ChildState::kReady);
  CHECK(parent.watch.sign() == LifeSign::kReady);
  child.say(ChildState::kFailed, 6);
  CHECK(parent.watch.sign() == LifeSign::kFailed);
  CHECK(parent.watch.failure() == 6);
  parent.watch.begin(2, {}, 0);
  CHECK(parent.watch.sign() == LifeSign::kStarting);
  child.say(ChildState::kReady);  // an older life
  CHECK(parent.watch.sign() == LifeSign::kBroken);
}

TEST_CASE("nothing hangs while nothing is asked") {
  Life life;
  for (Nanoseconds now = 0; now < 100 * kSecond; now += kSecond) CHECK_FALSE(life.hangs_at(now));
  life.post();
  CHECK_FALSE(life.hangs_at(100 * kSecond - kSecond));
  life.serve();
  for (Nanoseconds now = 100 * kSecond; now < 200 * kSecond; now += kSecond) CHECK_FALSE(life.hangs_at(now));
}

TEST_CASE("a request that is pending for longer than the limit is a hang, counted from the last that was posted") {
  for (const bool another : {false, true}) {
    Life life;
    CHECK_FALSE(life.hangs_at(0));
    life.post();
    const Nanoseconds posted = kLimit / 2;
    CHECK_FALSE(life.hangs_at(posted));
    if (another) life.post();
    const Nanoseconds last = another ? posted + kLimit / 2 : posted;
    CHECK_FALSE(life.hangs_at(last));
    CHECK_FALSE(life.hangs_at(last + kLimit));
    CHECK(life.hangs_at(last + kLimit + 1));
  }
}

TEST_CASE("whoever looks seldom takes no new request for a hang") {
  Life life;
  CHECK_FALSE(life.hangs_at(0));
  life.post();
  CHECK_FALSE(life.hangs_at(100 * kLimit));
  CHECK_FALSE(life.hangs_at(101 * kLimit));
  CHECK(life.hangs_at(102 * kLimit));
}

TEST_CASE("whoever answers, however late each time, does not hang") {
  Life life;
  life.post();
  for (int i = 1; i < 20; i++) {
    life.post();
    CHECK_FALSE(life.hangs_at(i * kLimit - 1));
    life.serve();
  }
}

TEST_CASE("a heart that beats gives a few times as long, and no longer") {
  Life life;
  life.post();
  CHECK_FALSE(life.hangs_at(0));
  Nanoseconds now = 0;
  for (; now <= kBeatingPatience * kLimit; now += kLimit / 2) {
    CHECK_FALSE(life.hangs_at(now));
    life.child.beat();
  }
  CHECK(life.hangs_at(now));
}

TEST_CASE("pauses grow to the longest, and begin anew after a life that was long enough") {
  RestartPause pause({.first = 10, .longest = 70, .well = 1000});
  for (const Nanoseconds expected : {10, 20, 40, 70, 70, 70}) CHECK(pause.after(999) == expected);
  CHECK(pause.after(1000) == 10);
  CHECK(pause.after(0) == 20);
}

TEST_CASE("the next block is expected after the interval of the last ones") {
  BlockPace pace;
  CHECK(pace.expected() == 0);
  constexpr Nanoseconds kPeriod = 1'333'333;
  Nanoseconds now = kSecond;
  pace.came(now);
  CHECK(pace.expected() == 0);  // one block has no interval
  for (int i = 0; i < 200; i++) {
    now += kPeriod;
    pace.came(now + i % 7 * 1000);  // with jitter
  }
  CHECK(std::abs(pace.expected() - (now + kPeriod)) < 10'000);
  now += BlockPace::kLongest + kPeriod;  // the instrument rested
  pace.came(now);
  CHECK(pace.expected() == 0);
}
