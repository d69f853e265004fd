#include "io/child/supervisor.h"

#include <atomic>
#include <thread>

#include "tests/catch.h"
#include "tests/io/child/talk.h"
#include "tests/io/file/temp_folder.h"
#include "tests/io/sentence.h"

using namespace seaglass;
using namespace seaglass::io;
using namespace seaglass::test;

namespace {

// Whatever happens in it, nothing is left.
struct NothingLeft {
  std::size_t before = open_descriptors();
  ~NothingLeft() {
    CHECK(open_descriptors() == before);
    CHECK(no_children());
  }
};

// One fault, in the third block of a life: that life ends as it should, the next one is well, and nothing else is
// counted.
void check_fault(Order order, LifeEnd end, const std::string& word, ChildSetup setup = test_setup()) {
  const NothingLeft nothing_left;
  Talk talk(std::move(setup));
  REQUIRE(talk.awake());
  REQUIRE(talk.go_on(2));
  const Epoch first = talk.epoch;
  REQUIRE(talk.post(order));
  const Answer answer = talk.wait();
  CHECK(answer != Answer::kReply);
  CHECK(answer != Answer::kLate);  // the wait ends with the life
  REQUIRE(comes_true([&] { return talk.ended() == 1; }));
  CHECK(talk.ended(end) == 1);
  CHECK(talk.supervisor.counts().last_end == end);
  const std::string reason = talk.supervisor.last_reason();
  INFO(reason);
  CHECK(reason.find(word) != std::string::npos);
  CHECK(reason.starts_with("the test's child "));

  REQUIRE(talk.awake());
  CHECK(talk.go_on(50));
  CHECK(talk.epoch == first + 1);
  CHECK(talk.ended() == 1);
  CHECK(talk.supervisor.counts().started == 2);
  CHECK(talk.supervisor.counts().ready == 2);
  CHECK(talk.exchange.counts().posted == 53);
  CHECK(talk.exchange.counts().replies == 52);
  CHECK(talk.exchange.counts().late == 0);
}

}  // namespace

TEST_CASE("thousands of blocks of random sizes are answered rightly by another process") {
  const NothingLeft nothing_left;
  Talk talk;
  REQUIRE(talk.awake());
  REQUIRE(talk.go_on(5000));
  CHECK(talk.supervisor.child() != getpid());
  const ExchangeCounts& counts = talk.exchange.counts();
  CHECK(counts.posted == 5000);
  CHECK(counts.replies == 5000);
  CHECK(counts.late + counts.dropped + counts.behind + counts.broken == 0);
  CHECK(talk.supervisor.counts().started == 1);
  CHECK(talk.ended() == 0);
  CHECK(talk.supervisor.last_reason().empty());
}

TEST_CASE("a child that stands still for a while is late, and loses nothing") {
  const NothingLeft nothing_left;
  Talk talk;
  REQUIRE(talk.awake());
  for (std::uint64_t round = 1; round <= 10; round++) {
    REQUIRE(talk.go_on(5));
    REQUIRE(talk.stop());
    REQUIRE(talk.post());
    CHECK(talk.wait(kMillisecond) == Answer::kLate);
    CHECK(talk.wait(kMillisecond) == Answer::kLate);  // asked twice, late once
    REQUIRE(talk.post());
    CHECK(talk.wait(kMillisecond) == Answer::kLate);
    CHECK_FALSE(talk.post());  // two behind
    REQUIRE(talk.send(SIGCONT));
    // The last of them is waited for again; the one before comes unasked, and is dropped.
    REQUIRE(talk.wait() == Answer::kReply);
    REQUIRE(talk.go_on(5));
    const ExchangeCounts& counts = talk.exchange.counts();
    CHECK(counts.late == 2 * round);
    CHECK(counts.dropped == round);
    CHECK(counts.behind == round);
    CHECK(counts.posted == 12 * round);
    CHECK(counts.replies == 11 * round);
  }
  CHECK(talk.supervisor.counts().started == 1);
  CHECK(talk.ended() == 0);
}

TEST_CASE("a child that takes 50 ms for a block is waited for, and stays") {
  const NothingLeft nothing_left;
  Talk talk;
  REQUIRE(talk.awake());
  for (int i = 0; i < 5; i++) {
    REQUIRE(talk.post({.fault = Fault::kSleep, .argument = 50}));
    const Nanoseconds before = now_ns();
    const Answer answer = talk.wait(0);
    CHECK((answer == Answer::kLate || now_ns() - before > 10 * kMillisecond));  // unless this thread stood still
    REQUIRE((answer == Answer::kReply || talk.wait() == Answer::kReply));
  }
  CHECK(talk.go_on(20));
  CHECK(talk.supervisor.counts().started == 1);
}

TEST_CASE("a child that is killed is replaced") {
  const NothingLeft nothing_left;
  Talk talk;
  for (std::uint64_t life = 1; life <= 4; life++) {
    REQUIRE(talk.awake());
    REQUIRE(talk.go_on(20));
    CHECK(talk.epoch == life);
    REQUIRE(talk.send(SIGKILL));
    REQUIRE(comes_true([&] { return talk.ended(LifeEnd::kLost) == life; }));
    CHECK(talk.supervisor.last_reason().find("signal 9") != std::string::npos);
  }
  REQUIRE(talk.awake());
  CHECK(talk.go_on(20));
  CHECK(talk.ended() == 4);
  CHECK(talk.supervisor.counts().started == 5);
}

TEST_CASE("a child that is killed in the middle of a block ends the wait for it") {
  const NothingLeft nothing_left;
  Talk talk;
  REQUIRE(talk.awake());
  REQUIRE(talk.go_on(3));
  REQUIRE(talk.stop());
  REQUIRE(talk.post());
  std::thread killer([&] { talk.send(SIGKILL); });
  CHECK(talk.wait() == Answer::kGone);
  killer.join();
  REQUIRE(comes_true([&] { return talk.ended(LifeEnd::kLost) == 1; }));
  REQUIRE(talk.awake());
  CHECK(talk.go_on(10));
}

TEST_CASE("a child that was stopped hangs once something is asked of it") {
  const NothingLeft nothing_left;
  ChildSetup setup = test_setup();
  setup.hang_limit = kSecond / 2;
  Talk talk(setup);
  REQUIRE(talk.awake());
  REQUIRE(talk.go_on(3));
  const pid_t id = talk.supervisor.child();
  REQUIRE(talk.stop());
  REQUIRE(talk.post());
  CHECK(talk.wait() == Answer::kGone);
  REQUIRE(comes_true([&] { return talk.ended() == 1; }));
  CHECK(talk.ended(LifeEnd::kHung) == 1);
  CHECK(process_state(id) == '\0');
  REQUIRE(talk.awake());
  CHECK(talk.go_on(10));
  CHECK(talk.ended() == 1);
}

TEST_CASE("each fault ends one life, is told by its reason, and the next life is well") {
  ChildSetup impatient = test_setup();
  impatient.hang_limit = kSecond / 2;
  SECTION("asleep") { check_fault({.fault = Fault::kHang}, LifeEnd::kHung, "not answered for 0.50 s", impatient); }
  SECTION("in a loop") { check_fault({.fault = Fault::kBusyHang}, LifeEnd::kHung, "not answered", impatient); }
  SECTION("abort") { check_fault({.fault = Fault::kAbort}, LifeEnd::kLost, "signal 6"); }
  SECTION("exit") { check_fault({.fault = Fault::kExit, .argument = 9}, LifeEnd::kLost, "ended with exit code 9"); }
  SECTION("memory") { check_fault({.fault = Fault::kExhaust}, LifeEnd::kExhausted, "no memory is left"); }
  SECTION("a lost card") { check_fault({.fault = Fault::kThrow}, LifeEnd::kLost, "the card is gone"); }
  SECTION("a reply beyond all bounds") { check_fault({.fault = Fault::kHugeReply}, LifeEnd::kBroken, "no sense"); }
}

TEST_CASE("a child that fills the shared memory with garbage and goes on is ended, and the next life is well") {
  const NothingLeft nothing_left;
  Talk talk;
  REQUIRE(talk.awake());
  REQUIRE(talk.go_on(7));
  REQUIRE(talk.post({.fault = Fault::kGarbage}));
  std::vector<std::byte> slice(kTestSizes.slice);
  REQUIRE(comes_true([&] {
    (void)talk.wait(kMillisecond);  // whatever comes
    (void)talk.post();
    for (std::size_t s = 0; s < kTestSizes.slices; s++) (void)talk.exchange.state(s, slice);
    return talk.ended() == 1;
  }));
  CHECK(talk.ended(LifeEnd::kBroken) == 1);
  CHECK(talk.supervisor.last_reason().find("no sense") != std::string::npos);
  REQUIRE(talk.awake());
  talk.wrong = 0;
  (void)talk.wait(0);
  REQUIRE(talk.go_on(50));
  CHECK(talk.epoch == 2);
  CHECK(talk.supervisor.counts().started == 2);
  CHECK(talk.supervisor.counts().ready == 2);
}

TEST_CASE("a life that the worker condemns ends") {
  const NothingLeft nothing_left;
  Talk talk;
  REQUIRE(talk.awake());
  REQUIRE(talk.go_on(1));
  talk.exchange.condemn();
  talk.exchange.condemn();
  REQUIRE(comes_true([&] { return talk.ended(LifeEnd::kBroken) == 1; }));
  REQUIRE(talk.awake());
  CHECK(talk.go_on(10));
  CHECK(talk.exchange.counts().broken == 1);
  CHECK(talk.supervisor.counts().started == 2);
}

TEST_CASE("what the child copied back is there after its death, and of its own life") {
  const NothingLeft nothing_left;
  Talk talk;
  REQUIRE(talk.awake());
  std::vector<std::byte> slice(kTestSizes.slice), expected(kSliceBytes);
  for (int life = 0; life < 3; life++) {
    REQUIRE(talk.awake());
    REQUIRE(talk.go_on(1));
    CHECK(talk.exchange.state(kTestSizes.slices - 1, slice).sequence == 0);  // not copied in this life
    REQUIRE(talk.go_on(36));
    REQUIRE(talk.send(SIGKILL));
    REQUIRE(comes_true([&] { return talk.ended() == std::uint64_t(life + 1); }));
    for (std::size_t s = 0; s < kTestSizes.slices; s++) {
      const StateRead read = talk.exchange.state(s, slice);
      REQUIRE(read.bytes == kSliceBytes);
      CHECK(read.sequence > 37 - 2 * kTestSizes.slices);  // the last round, or the one before if that was cut short
      fill_from(talk.states.at(read.sequence), s, expected);
      CHECK(std::memcmp(slice.data(), expected.data(), kSliceBytes) == 0);
      CHECK(talk.exchange.state(s, std::span(slice).first(10)).sequence == 0);  // no room for it
    }
    CHECK(talk.exchange.state(kTestSizes.slices, slice).sequence == 0);
  }
}

TEST_CASE("a child that never gets ready is refused, again and again, and not too often") {
  const NothingLeft nothing_left;
  struct Case {
    Start start;
    LifeEnd end;
    const char* word;
  };
  const Case all[] = {{Start::kNever, LifeEnd::kRefused, "was not ready after 0.05 seconds"},
                      {Start::kExit, LifeEnd::kRefused, "not ready yet when it ended with exit code 5"},
                      {Start::kFail, LifeEnd::kRefused, "there is no such card"},
                      {Start::kExhaust, LifeEnd::kExhausted, "no memory is left"}};
  for (const Case& c : all) {
    ChildSetup setup = test_setup();
    setup.config = config_of(c.start);
    setup.sizes.config = setup.config.size();
    if (c.start == Start::kNever) setup.ready_limit = 50 * kMillisecond;
    INFO(c.word);
    const Nanoseconds began = now_ns();
    Talk talk(setup);
    REQUIRE(comes_true([&] { return talk.ended() >= 5; }));
    const std::uint64_t started = talk.supervisor.counts().started;
    const Nanoseconds passed = now_ns() - began;
    CHECK(talk.ended(c.end) == talk.ended());
    // The first pause, and the longest for each after that.
    CHECK(Nanoseconds(started - 2) * setup.pauses.longest <= passed + setup.pauses.longest - setup.pauses.first);
    CHECK(talk.supervisor.counts().ready == 0);
    CHECK(talk.supervisor.last_reason().find(c.word) != std::string::npos);
    CHECK_FALSE(talk.exchange.ready());
    CHECK_FALSE(talk.post());
    CHECK(talk.wait() == Answer::kGone);
  }
}

TEST_CASE("a program that is not there is refused with its name") {
  const NothingLeft nothing_left;
  ChildSetup setup = test_setup();
  setup.words = {"/no/such/program"};
  Talk talk(setup);
  REQUIRE(comes_true([&] { return talk.ended(LifeEnd::kRefused) >= 2; }));
  CHECK(talk.supervisor.last_reason().find("/no/such/program: No such file") != std::string::npos);
}

TEST_CASE("a supervisor ends soon, whatever its child does") {
  const NothingLeft nothing_left;
  SECTION("before it is ready") { Talk talk; }
  SECTION("ready") { CHECK(Talk().awake()); }
  SECTION("hanging") {
    Talk talk;
    REQUIRE(talk.awake());
    REQUIRE(talk.post({.fault = Fault::kHang}));
  }
  SECTION("stopped") {
    Talk talk;
    REQUIRE(talk.awake());
    REQUIRE(talk.stop());
  }
  SECTION("between two lives") {
    ChildSetup setup = test_setup();
    setup.words = {"/no/such/program"};
    setup.pauses.first = setup.pauses.longest = 1000 * kSecond;
    Talk talk(setup);
    REQUIRE(comes_true([&] { return talk.ended() == 1; }));
  }
}

TEST_CASE("a child that is well is asked to end, and ends as it likes") {
  const NothingLeft nothing_left;
  const TempFolder folder;
  ChildSetup setup = test_setup();
  setup.farewell = kPatience;
  setup.words = {"/bin/sh", "-c", "$0; echo $? > $1", SEAGLASS_FAULTY_SERVER, folder / "code"};
  {
    Talk talk(setup);
    REQUIRE(talk.awake());
    CHECK(talk.go_on(5));
  }
  std::ifstream file(folder / "code");
  int code = -1;
  file >> code;
  CHECK(code == 0);
}

TEST_CASE("what does not fit is refused before anything starts") {
  const NothingLeft nothing_left;
  ChildSetup setup = test_setup();
  setup.config.resize(1000);
  CHECK(complaint_of([&] { Supervisor supervisor(setup); }).exit_code == 6);
}

TEST_CASE("a child dies with its parent") {
  Process parent({SEAGLASS_FAULTY_SERVER, "parent"});
  REQUIRE(comes_true([&] { return parent.out().ends_with('\n'); }));
  const pid_t child = std::stoi(parent.out());
  REQUIRE(process_state(child) != '\0');
  parent.send(SIGKILL);
  CHECK(parent.wait() == -SIGKILL);
  CHECK(comes_true([&] {
    const char state = process_state(child);
    return state == '\0' || state == 'Z';  // the system's init reaps it, where there is one
  }));
}

TEST_CASE("a worker and readers of the counts go on while children die") {
  const NothingLeft nothing_left;
  Talk talk;
  REQUIRE(talk.awake());
  std::atomic<bool> done{false};
  std::thread reader([&] {
    while (!done) {
      std::uint64_t sum = talk.supervisor.counts().started + talk.exchange.counts().replies;
      sum += talk.exchange.counts().late + talk.supervisor.last_reason().size() + talk.ended();
      if (sum == 0) std::this_thread::yield();
      sleep_until(now_ns() + kMillisecond / 10);
    }
  });
  std::thread worker([&] {
    std::vector<std::byte> slice(kTestSizes.slice);
    while (!done) {
      if (talk.post())
        (void)talk.wait(kMillisecond);
      else
        sleep_until(now_ns() + kMillisecond / 10);
      for (std::size_t s = 0; s < kTestSizes.slices; s++) {
        const StateRead read = talk.exchange.state(s, slice);
        if (read.sequence == 0) continue;
        std::vector<std::byte> expected(kSliceBytes);
        fill_from(talk.states.at(read.sequence), s, expected);
        if (std::memcmp(slice.data(), expected.data(), kSliceBytes) != 0) talk.wrong++;
      }
    }
  });
  for (std::uint64_t kills = 1; kills <= 5; kills++) {
    const bool alive = comes_true([&] { return talk.supervisor.counts().ready == kills; });
    const std::uint64_t before = talk.exchange.counts().replies;
    const bool talks = comes_true([&] { return talk.exchange.counts().replies > before + 20; });
    CHECK((alive && talks));
    CHECK(talk.send(SIGKILL));
    CHECK(comes_true([&] { return talk.ended(LifeEnd::kLost) == kills; }));
  }
  done = true;
  worker.join();
  reader.join();
  CHECK(talk.wrong == 0);
  CHECK(talk.ended() == 5);
}
