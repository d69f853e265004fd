#pragma once
// The JSON document of a patch: what every kind has in it, each number and text held to its limit in FORMAT.md.
// All [control]; they throw PatchError.

#include <memory>
#include <string>

#include "engine/patch/patch.h"

namespace seaglass {

// A document that was parsed; keeps JSON out of the headers.
class Document {
 public:
  explicit Document(std::string text);
  ~Document();

  int format() const;
  std::string kind() const;

  // Of the model.
  int whole(const char* key, int low, int high) const;

  // Format, name, license and provenance.
  void read_ledger(PatchLedger& patch) const;

  // Of an instrument: that, grid, places and settings.
  void read_common(Patch& patch) const;

 private:
  struct Parsed;
  std::string text_;
  std::unique_ptr<Parsed> parsed_;
};

}  // namespace seaglass
