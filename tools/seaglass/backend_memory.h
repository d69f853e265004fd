#pragma once
// What selftest --backend found out, kept for play --backend auto.

#include <string>

namespace seaglass {

// A patch, by its SHA-256, at a rate in Hz and a buffer in frames.
struct BackendCase {
  std::string sha256;
  double rate = 48000;
  int buffer = 64;
};

// [control] Whether the GPU was found to help with so many voices. False when nobody has tried.
bool gpu_helps(const BackendCase& c, int voices);

// [control] Keeps that it helps with so many voices, or does not. Throws io::WriteError.
void remember_gpu(const BackendCase& c, int voices, bool helps);

}  // namespace seaglass
