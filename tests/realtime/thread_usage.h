#pragma once
// What the kernel says of the calling thread: sleeps and page faults, both unwelcome between two audio buffers.
//
//   ThreadUsage usage;
//   worker.step();
//   REQUIRE(usage.voluntary_switches() == 0);

#include <sys/resource.h>

namespace seaglass::test {

class ThreadUsage {
 public:
  // [any] Counts from here on, for the calling thread alone.
  ThreadUsage() : before_(now()) {}

  // [any] How often this thread gave up the processor by itself: it slept, or waited for a lock or a file.
  long voluntary_switches() const { return now().ru_nvcsw - before_.ru_nvcsw; }

  // [any] Pages that this thread touched for the first time, or that had to be read.
  long page_faults() const {
    const rusage after = now();
    return after.ru_minflt - before_.ru_minflt + after.ru_majflt - before_.ru_majflt;
  }

 private:
  static rusage now() {
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    return usage;
  }

  rusage before_;
};

}  // namespace seaglass::test
