// The positive controls: each must be reported, or RealtimeSanitizer is not at work.

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <mutex>

#include "tests/realtime/realtime_case.h"

using seaglass::rt::RealtimeScope;
using seaglass::test::keep;

REALTIME_CONTROL(control_malloc) {
  RealtimeScope scope;
  void* p = std::malloc(10);
  keep(p);
  std::free(p);
}

REALTIME_CONTROL(control_new) {
  RealtimeScope scope;
  int* p = new int(1);
  keep(p);
  delete p;
}

REALTIME_CONTROL(control_free) {
  void* p = std::malloc(10);
  keep(p);
  RealtimeScope scope;
  std::free(p);
}

REALTIME_CONTROL(control_mutex) {
  std::mutex mutex;
  RealtimeScope scope;
  std::lock_guard lock(mutex);
  keep(mutex);
}

REALTIME_CONTROL(control_printf) {
  RealtimeScope scope;
  std::printf("late\n");
}

REALTIME_CONTROL(control_sleep) {
  RealtimeScope scope;
  const timespec little{0, 1000};
  nanosleep(&little, nullptr);
}

REALTIME_CONTROL(control_notify) {
  std::condition_variable condition;
  RealtimeScope scope;
  condition.notify_one();
}

REALTIME_CONTROL(control_file) {
  RealtimeScope scope;
  std::ifstream file("/dev/null");
  keep(file);
}
