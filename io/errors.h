#pragma once
// What goes wrong outside of us: each error is one sentence that says what and what to do, and
// carries the exit code that the contract gives it.

#include <stdexcept>
#include <string>

namespace seaglass::io {

struct Error : std::runtime_error {
  Error(const std::string& sentence, int code) : std::runtime_error(sentence), exit_code(code) {}
  int exit_code;
};

// Wrong usage of the command line.
struct UsageError : Error {
  explicit UsageError(const std::string& sentence) : Error(sentence, 2) {}
};

// A file that cannot be read or is not valid.
struct FileError : Error {
  explicit FileError(const std::string& sentence) : Error(sentence, 3) {}
};

// An audio or MIDI device, or a network port.
struct DeviceError : Error {
  explicit DeviceError(const std::string& sentence) : Error(sentence, 4) {}
};

// A file that cannot be written.
struct WriteError : Error {
  explicit WriteError(const std::string& sentence) : Error(sentence, 5) {}
};

// Out of memory, threads or another resource.
struct ResourceError : Error {
  explicit ResourceError(const std::string& sentence) : Error(sentence, 6) {}
};

}  // namespace seaglass::io
