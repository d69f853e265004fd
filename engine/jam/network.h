#pragma once
// The accompanist's network, a causal transformer over steps; reader.h runs it.
//
//   h = what the step is; blocks: h += Wo attention(rms(h)), h += W2 silu(W1 rms(h)); then rms(h) is what is known after it.
//   Attention looks back over `window` steps. The first half of the heads turn their queries and keys by the step's number, the
//   others by its frame (rotary embedding, Su et al. 2021). The next step is predicted field by field, each told those before.
//
// The same as tools/train/train/jam/network.py, within single precision (tests/engine/jam/reader_test.cc).

#include <memory>

#include "engine/jam/kernels.h"
#include "engine/patch/jam.h"

namespace seaglass::jam {

struct EarTables;

// A patch's network as kernels read it. Immutable: many readers may share it, on any threads.
class Network {
 public:
  // [control] The patch is not needed afterwards; the kernels stay.
  Network(const JamPatch& patch, const Kernels& kernels);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  // [any]
  const JamShape& shape() const { return shape_; }
  const Kernels& kernels() const { return kernels_; }
  const EarTables& ear() const;

 private:
  friend class Reader;
  struct Tables;
  struct Block;
  struct Field;

  const JamShape shape_;
  const Kernels& kernels_;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace seaglass::jam
