#pragma once
// A message of liblo's that frees itself.

#include <memory>

namespace seaglass::io {

struct LoFree {
  void operator()(void* message) const noexcept;
};

// liblo's lo_message, without its headers: those who include ours need not find them.
using LoMessage = std::unique_ptr<void, LoFree>;

}  // namespace seaglass::io
