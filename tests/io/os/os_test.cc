#include <pthread.h>
#include <sched.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <thread>
#include <vector>

#include "io/os/cpu_time.h"
#include "io/os/realtime.h"
#include "io/os/stop_signal.h"
#include "io/os/time.h"
#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;

TEST_CASE("sleep_until never wakes early, signals or not") {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  sigaction(SIGALRM, &action, nullptr);
  const itimerval often{.it_interval = {0, 2000}, .it_value = {0, 2000}};
  setitimer(ITIMER_REAL, &often, nullptr);
  for (int i = 0; i < 5; i++) {
    const Nanoseconds when = now_ns() + 10 * kMillisecond;
    sleep_until(when);
    CHECK(now_ns() >= when);
  }
  const itimerval never{};
  setitimer(ITIMER_REAL, &never, nullptr);
  const Nanoseconds before = now_ns();
  sleep_until(before - kSecond);
  sleep_until(0);
  sleep_until(-5);
  CHECK(now_ns() - before < kSecond / 2);
}

TEST_CASE("asking for priority changes it or says why not") {
  std::thread([] {
    const RealtimeResult result = ask_realtime(kWorkerPriority);
    int policy = 0;
    sched_param parameters{};
    pthread_getschedparam(pthread_self(), &policy, &parameters);
    if (result.granted) {
      CHECK((policy & ~SCHED_RESET_ON_FORK) == SCHED_FIFO);
      CHECK(parameters.sched_priority == result.priority);
      CHECK(result.reason.empty());
    } else {
      CHECK(policy == SCHED_OTHER);
      CHECK_FALSE(result.reason.empty());
    }
    CHECK(ask_realtime_quietly(kNetPriority) == result.granted);
    prefault_stack(64 << 10);
  }).join();
}

TEST_CASE("locking memory leaves a program that can still allocate") {
  const LockResult result = lock_memory();
  CHECK(result.locked == result.reason.empty());
  std::vector<char> large(64 << 20, 1);
  CHECK(large[12345] == 1);
}

TEST_CASE("a stop signal is waited for, and counted") {
  StopSignal stop;
  CHECK_FALSE(stop.stopped());
  const Nanoseconds when = now_ns() + 20 * kMillisecond;
  CHECK_FALSE(stop.wait_until(when));
  CHECK(now_ns() >= when);
  kill(getpid(), SIGTERM);
  CHECK(stop.wait_until(now_ns() + 5 * kSecond));
  CHECK(stop.stopped());
  CHECK_FALSE(stop.asked_twice());
  kill(getpid(), SIGINT);
  CHECK(stop.wait_until(now_ns() + 5 * kSecond));
  CHECK(stop.asked_twice());
}

TEST_CASE("a status reader that goes away does not end the program") {
  StopSignal stop;
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  close(ends[0]);
  CHECK(write(ends[1], "x", 1) == -1);  // and not a signal
  close(ends[1]);
  CHECK_FALSE(stop.stopped());
}

TEST_CASE("CPU time grows with work") {
  const double thread = thread_cpu_seconds(), process = process_cpu_seconds();
  volatile double x = 1;
  for (int i = 0; i < 2'000'000; i++) x = x * 1.0000001;
  CHECK(thread_cpu_seconds() > thread);
  CHECK(process_cpu_seconds() > process);
}
