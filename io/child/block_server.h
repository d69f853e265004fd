#pragma once
// What a child process does for the instrument: the orders of one block in, its sound out. Its functions are called by
// the child's one serving thread (serve_blocks.h), its [worker].
//
// An exception ends the child: an io::Error with its sentence and its exit code, std::bad_alloc as exhausted memory.
// The parent goes on by itself then and starts another.

#include <cstddef>
#include <span>

namespace seaglass::io {

class BlockServer {
 public:
  virtual ~BlockServer() = default;

  // Once, and first. May allocate and take its time, as long as the supervisor has patience.
  virtual void prepare(std::span<const std::byte> config) = 0;

  // The next block: writes the reply to `request` and returns its size. Every request comes, in the order of posting.
  virtual std::size_t serve(std::span<const std::byte> request, std::span<std::byte> reply) = 0;

  // After a block, for one slice at a time in turn: writes that part of the state as it is now and returns its size, or
  // 0 when there is no need to copy it now.
  virtual std::size_t copy_state(std::size_t slice, std::span<std::byte> state) = 0;
};

}  // namespace seaglass::io
