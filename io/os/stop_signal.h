#pragma once
// SIGINT and SIGTERM as something that main can wait for, instead of something that interrupts a
// thread anywhere.

#include "engine/stream/stream_clock.h"

namespace seaglass::io {

// [control] One at a time, made before any other thread: threads inherit the blocked signals.
class StopSignal {
 public:
  // Blocks SIGINT and SIGTERM for this thread and those it starts; ignores SIGPIPE, so that a
  // status reader that goes away costs a line of output and not the concert.
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Blocks until a stop was asked for (true) or monotonic time `when` has come (false). True ever
  // after.
  bool wait_until(Nanoseconds when);

  // Did the user ask again, with the first request still under way? Then he wants out now.
  bool asked_twice();

  // As a signal would.
  void ask() { asked_++; }

  // Never blocks.
  bool stopped();

 private:
  void drain();

  int fd_ = -1;
  int asked_ = 0;
};

}  // namespace seaglass::io
