#pragma once
// The journal as text: one JSON object a line, so that it can be read, searched and cut. Numbers are written so that they
// come back bit for bit.

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/journal/record.h"

namespace seaglass {

struct JournalPatch {
  std::string path, sha256;
};

// The first line: what a replay needs besides the events.
struct JournalHeader {
  std::string program;          // version of seaglass
  std::string instruction_set;  // of the kernels: a replay is bit-equal on the same one
  double rate = 48000;
  int buffer = 64;
  int voices = 64;
  std::uint64_t seed = 0;
  std::string place;            // at the start, empty for the first
  JournalPatch patch;
  int pairs = 1;                // stereo pairs of output; journals of older programs do not say, and had one
};

struct Journal {
  JournalHeader header;
  std::vector<JournalPatch> patches;   // number 0 is the header's; others as they were loaded
  std::vector<JournalRecord> records;  // in the order in which they were applied
  bool whole = true;                   // false when it breaks off in mid-line, as after a power cut
};

class JournalError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// [disk] [control] One line each, with its newline.
std::string to_line(const JournalHeader& header);
std::string to_line(const JournalRecord& record);
std::string patch_line(std::int64_t number, const JournalPatch& patch);

// [control] Throws JournalError with half a sentence. A last line that was cut short is left out.
Journal read_journal(std::string_view text);

}  // namespace seaglass
