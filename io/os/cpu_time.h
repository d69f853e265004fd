#pragma once
// CPU time used, in seconds.

namespace seaglass::io {

// [any] Bounded: a system call. By the calling thread.
double thread_cpu_seconds();

// [any] Bounded: a system call. By all threads of the process.
double process_cpu_seconds();

}  // namespace seaglass::io
