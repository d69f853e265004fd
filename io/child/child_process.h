#pragma once
// A child process: started, watched, ended, and never left as a zombie.

#include <sys/types.h>

#include <string>
#include <vector>

#include "io/child/last_line.h"
#include "io/os/time.h"

namespace seaglass::io {

// All functions [control], from one thread: the child ends with the thread that started it (start_process.h).
class ChildProcess {
 public:
  // `words`: the path of a program, and its arguments. `region_fd`: the memory to share. Throws FileError when there is
  // no such program, ResourceError when nothing more can be started.
  ChildProcess(const std::vector<std::string>& words, int region_fd);
  ~ChildProcess();  // as end()
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Never blocks. Once it is false the child is reaped, and ending() knows how it ended.
  bool running();

  // Blocks until the child has ended or said something, `other_fd` can be read (-1: none), or monotonic time `until`.
  void wait_for_news(int other_fd, Nanoseconds until);

  // SIGKILL, for its whole group. Blocks until it has gone, a few milliseconds, but no longer than kKillPatience:
  // inside a driver that does not answer a process outlives even that. False then: ask running() again later.
  bool end();
  static constexpr Nanoseconds kKillPatience = kSecond;

  pid_t id() const { return id_; }

  // When it has ended: as the end of a sentence, "ended with exit code 3", "was ended by signal 9 (Killed)". Else
  // empty.
  std::string ending() const;

  // When it has ended by itself: its exit code, else -1.
  int exit_code() const;

  // The last line that it wrote to stderr.
  std::string last_line();

 private:
  void listen();

  pid_t id_ = -1;
  int pid_fd_ = -1;    // -1 where the kernel is older than 5.3: it is asked now and then
  int error_fd_ = -1;
  bool running_ = true;
  int status_ = 0;
  LastLine said_;
};

}  // namespace seaglass::io
