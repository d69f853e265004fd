#pragma once
// Starts a program as posix_spawn does, with what that leaves out: the child dies with its parent.
//
// Not by fork(): it marks all of our memory as shared until the child has its own program, and each page that [audio]
// or [worker] writes meanwhile is a page fault that copies it. The new process runs in our memory, on a stack of its
// own, while the calling thread, and only that one, stands still.

#include <sys/types.h>

#include <string>
#include <vector>

namespace seaglass::io {

struct ProcessStart {
  std::vector<std::string> words;  // the path of the program, and its arguments
  int region_fd = -1;              // becomes kRegionFd (serve_blocks.h)
  int error_fd = -1;               // becomes its stderr
};

// [control] Its id, or -1 and errno when it cannot be started. The child
// - has nothing else open: stdin and stdout are /dev/null;
// - has every signal as it is by default, and leads a process group, so that Ctrl-C, which goes to everybody in front
//   of the terminal, leaves it to its parent to end it when the sound has faded;
// - leaves no core file: the kernel would take its time to write one before anybody learns of the death;
// - gets SIGKILL when the *thread* that started it ends.
pid_t start_process(const ProcessStart& start);

}  // namespace seaglass::io
