#pragma once
// The main function of a child process that serves blocks.

#include "io/child/block_server.h"
#include "io/os/realtime.h"

namespace seaglass::io {

// Where a child that ChildProcess started finds the memory that it shares with its parent.
inline constexpr int kRegionFd = 3;

// Below the worker, whose control of the next block comes first; above everything that only feeds it.
inline constexpr int kServingPriority = kWorkerPriority - 1;

// [control] Serves until the parent asks for the end, and then returns 0; else one sentence has gone to stderr, and it
// returns the exit code of io/errors.h for it. The calling thread becomes the serving one; `fd` is the region's, and is
// closed.
int serve_blocks(int fd, BlockServer& server) noexcept;

}  // namespace seaglass::io
