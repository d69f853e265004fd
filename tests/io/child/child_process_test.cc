#include "io/child/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/child/shared_region.h"
#include "tests/catch.h"
#include "tests/io/child/talk.h"
#include "tests/io/sentence.h"

using namespace seaglass;
using namespace seaglass::io;
using namespace seaglass::test;

namespace {

bool ends(ChildProcess& child) {
  return comes_true([&] { return !child.running(); });
}

std::vector<std::string> shell(const std::string& script) { return {"/bin/sh", "-c", script}; }

}  // namespace

TEST_CASE("how a child ended is told by a sentence's end") {
  const std::size_t before = open_descriptors();
  {
    const SharedRegion region({.request = 1, .reply = 1});
    const int fd = region.fd();
    ChildProcess well(shell("exit 0"), fd), badly(shell("echo one >&2; echo; echo 'two three' >&2; exit 7"), fd),
        killed(shell("kill -11 $$"), fd), kept(shell("sleep 1000"), fd);
    CHECK(kept.ending().empty());
    CHECK(kept.exit_code() == -1);
    REQUIRE(ends(well));
    CHECK(well.ending() == "ended with exit code 0");
    CHECK(well.last_line().empty());
    REQUIRE(ends(badly));
    CHECK(badly.exit_code() == 7);
    CHECK(badly.ending() == "ended with exit code 7");
    CHECK(badly.last_line() == "two three");
    REQUIRE(ends(killed));
    CHECK(killed.ending() == "was ended by signal 11 (Segmentation fault)");
    CHECK(killed.exit_code() == -1);
    CHECK(kept.running());
    CHECK(kept.end());
    CHECK(kept.ending() == "was ended by signal 9 (Killed)");
    CHECK(kept.end());  // again
  }
  CHECK(open_descriptors() == before);
  CHECK(no_children());
}

TEST_CASE("a child has four descriptors, the third of them ours, and none that others left open") {
  const SharedRegion region({.request = 1, .reply = 1});
  const int left_open = dup(STDERR_FILENO);  // survives an exec
  ChildProcess child({SEAGLASS_FAULTY_SERVER, "fds"}, region.fd());
  REQUIRE(ends(child));
  CHECK(child.last_line() == "4 descriptors");
  close(left_open);
}

TEST_CASE("a child has the signals that it would have by default, and a group of its own") {
  const SharedRegion region({.request = 1, .reply = 1});
  const auto before = signal(SIGPIPE, SIG_IGN);
  sigset_t mask, old;
  sigemptyset(&mask);
  sigaddset(&mask, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &mask, &old);
  ChildProcess child(shell("grep -E 'SigIgn|SigBlk' /proc/self/status | tr -d '\\n' >&2; sleep 1000"), region.fd());
  CHECK(getpgid(child.id()) == child.id());
  REQUIRE(comes_true([&] { return child.last_line().size() > 40; }));
  CHECK(child.last_line().find("SigBlk:?0000000000000000") != std::string::npos);
  CHECK(child.last_line().find("SigIgn:?0000000000000000") != std::string::npos);
  sigset_t after;
  pthread_sigmask(SIG_SETMASK, &old, &after);
  CHECK(sigismember(&after, SIGTERM));  // ours are as they were
  CHECK_FALSE(sigismember(&after, SIGUSR1));
  CHECK(signal(SIGPIPE, before) == SIG_IGN);
}

TEST_CASE("a child is ended with all that it has started, and whatever it does") {
  const SharedRegion region({.request = 1, .reply = 1});
  ChildProcess child(shell("trap '' TERM INT; sleep 1000 & echo $! >&2; wait"), region.fd());
  REQUIRE(comes_true([&] { return !child.last_line().empty(); }));
  const pid_t grandchild = std::stoi(child.last_line());
  REQUIRE(kill(child.id(), SIGSTOP) == 0);
  CHECK(child.end());
  CHECK(comes_true([&] {
    const char state = process_state(grandchild);
    return state == '\0' || state == 'Z';
  }));
  CHECK(no_children());
}

TEST_CASE("what a child has started ends with it when it ends by itself") {
  const SharedRegion region({.request = 1, .reply = 1});
  ChildProcess child(shell("sleep 1000 & echo $! >&2; exit 0"), region.fd());
  REQUIRE(ends(child));
  const pid_t grandchild = std::stoi(child.last_line());
  CHECK(comes_true([&] {
    const char state = process_state(grandchild);
    return state == '\0' || state == 'Z';
  }));
}

TEST_CASE("a child may say as much as it likes") {
  const SharedRegion region({.request = 1, .reply = 1});
  ChildProcess child({SEAGLASS_FAULTY_SERVER, "chatter"}, region.fd());
  REQUIRE(comes_true([&] { return child.last_line().starts_with("and so on"); }));
  for (int i = 0; i < 100; i++) child.wait_for_news(-1, now_ns() + kSecond);
  CHECK(child.running());
  CHECK(child.end());
}

TEST_CASE("what cannot be started is refused with its name, and leaves nothing") {
  const std::size_t before = open_descriptors();
  {
    const SharedRegion region({.request = 1, .reply = 1});
    const auto complaint = [&](const char* program) {
      return complaint_of([&] { ChildProcess child({program}, region.fd()); });
    };
    CHECK(complaint("/no/such/program").exit_code == 3);
    CHECK(complaint("/no/such/program").has("cannot start /no/such/program: No such file or directory"));
    CHECK(complaint("/tmp").has("Permission denied"));
    CHECK(complaint_of([] { ChildProcess child({"/bin/true"}, -1); }).exit_code == 3);
  }
  CHECK(open_descriptors() == before);
  CHECK(no_children());
}

TEST_CASE("a server whose memory is not what it should be says so and ends") {
  const auto ending_with = [](int fd) {
    ChildProcess child({SEAGLASS_FAULTY_SERVER}, fd);
    REQUIRE(ends(child));
    CHECK(child.exit_code() == 3);
    return child.last_line();
  };
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  CHECK(ending_with(nothing).find("cannot be read") != std::string::npos);
  close(nothing);
  const RegionHeader header = RegionLayout(kTestSizes).header();
  const int cut = memfd_create("cut", MFD_CLOEXEC);
  REQUIRE(write(cut, &header, sizeof header) == ssize_t(sizeof header));
  CHECK(ending_with(cut).find("smaller than it says") != std::string::npos);
  close(cut);
}

TEST_CASE("the last line is that which is not empty, in printable characters, and not too long") {
  LastLine last;
  const auto add = [&](std::string_view text) { last.add({text.data(), text.size()}); };
  CHECK(last.text().empty());
  add("\n\n");
  CHECK(last.text().empty());
  add("fir");
  CHECK(last.text() == "fir");
  add("st\n\n");
  CHECK(last.text() == "first");
  add("b\x1b[2J\xc3\xa4\n");
  CHECK(last.text() == "b?[2J??");
  add(std::string(10'000, 'x') + "\n");
  CHECK(last.text() == std::string(300, 'x'));
  add("end");
  CHECK(last.text() == "end");
}
