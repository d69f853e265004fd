#pragma once
// What lies where in the memory that we share with a child process:
//
//   header | words | config | 2 requests | 2 replies | slices of state, each in 2 copies
//
// The parent makes it, and writes the header anew for each life of the child; the child checks it. The parent never
// reads back what says how large something is: it keeps the layout to itself, since a child that has lost its mind may
// write anywhere.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "engine/config.h"
#include "io/child/bell.h"
#include "io/child/ticket.h"

namespace seaglass::io {

// In bytes; each is rounded up to whole cache lines.
struct RegionSizes {
  std::size_t config = 0;   // what the server is prepared with, at most
  std::size_t request = 0;  // of one block, at most
  std::size_t reply = 0;
  std::size_t slices = 0;   // how many parts of its state the server copies back, one at a time
  std::size_t slice = 0;    // of one of them, at most
};

// Two: the child may still work on one that came late while the next is written.
inline constexpr std::size_t kBlockSlots = 2;
// Two: while one is written, or was when the child died, the other is whole.
inline constexpr std::size_t kSliceCopies = 2;

enum class ChildState : std::uint32_t { kStarting = 0, kReady = 1, kFailed = 2 };

// State, epoch and code in one word, so that they belong together: see make_state().
using StateWord = std::uint64_t;

constexpr StateWord make_state(Epoch epoch, ChildState state, int code = 0) {
  return StateWord{epoch} << 40 | StateWord(state) << 32 | std::uint32_t(code);
}

struct RegionHeader {
  std::uint64_t magic, version, total, config, request, reply, slices, slice;
  bool operator==(const RegionHeader&) const = default;
};

// A request or a reply. The writer stores `bytes`, then releases `ticket`.
struct alignas(kCacheLine) BlockHead {
  std::atomic<Ticket> ticket{0};
  std::atomic<std::uint64_t> bytes{0};
};

struct SharedWords {
  // Written by the parent.
  alignas(kCacheLine) std::atomic<Epoch> epoch{0};     // of the life that this memory is for now
  std::atomic<std::uint64_t> config_bytes{0};
  std::atomic<Epoch> stop{0};                          // the life that is to end by itself
  std::array<BlockHead, kBlockSlots> requests;
  alignas(kCacheLine) Bell request_bell;
  // Written by the child.
  std::array<BlockHead, kBlockSlots> replies;
  alignas(kCacheLine) Bell reply_bell;                 // also rung by the parent's own [control]
  alignas(kCacheLine) std::atomic<StateWord> state{0};
  std::atomic<std::uint64_t> heartbeat{0};             // counts; between two requests, and before it is ready
};

// One of the two copies of a slice: a seqlock over `bytes`, `ticket` and the words of the slice.
struct alignas(kCacheLine) SliceHead {
  std::atomic<std::uint32_t> sequence{0};  // odd while it is written
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<Ticket> ticket{0};           // of the last block that the state has in it
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && sizeof(std::atomic<std::uint64_t>) == 8);

using SliceWords = std::span<std::atomic<std::uint64_t>>;

class RegionLayout {
 public:
  // [control] Throws ResourceError when a size is beyond all reason.
  explicit RegionLayout(const RegionSizes& sizes);

  std::size_t total() const { return total_; }
  const RegionSizes& sizes() const { return sizes_; }  // rounded
  RegionHeader header() const;

 private:
  friend class RegionView;
  RegionSizes sizes_;
  std::size_t config_, requests_, replies_, slices_, total_;  // offsets
};

// Where things are, for a layout at an address. Does not own the memory. All functions [any], wait-free.
class RegionView {
 public:
  RegionView(std::byte* base, const RegionLayout& layout) : base_(base), layout_(layout) {}

  const RegionLayout& layout() const { return layout_; }
  const RegionSizes& sizes() const { return layout_.sizes(); }
  RegionHeader& header() const { return *at<RegionHeader>(0); }
  SharedWords& words() const { return *at<SharedWords>(kCacheLine); }
  std::span<std::byte> config() const { return {base_ + layout_.config_, sizes().config}; }
  std::span<std::byte> request(std::size_t slot) const {
    return {base_ + layout_.requests_ + slot * sizes().request, sizes().request};
  }
  std::span<std::byte> reply(std::size_t slot) const {
    return {base_ + layout_.replies_ + slot * sizes().reply, sizes().reply};
  }
  SliceHead& slice_head(std::size_t slice, std::size_t copy) const { return *at<SliceHead>(copy_offset(slice, copy)); }
  SliceWords slice_words(std::size_t slice, std::size_t copy) const {
    return {at<std::atomic<std::uint64_t>>(copy_offset(slice, copy) + sizeof(SliceHead)), sizes().slice / 8};
  }

 private:
  template <class T>
  T* at(std::size_t offset) const {
    return reinterpret_cast<T*>(base_ + offset);
  }
  std::size_t copy_offset(std::size_t slice, std::size_t copy) const {
    return layout_.slices_ + (slice * kSliceCopies + copy) * (sizeof(SliceHead) + sizes().slice);
  }

  std::byte* base_;
  RegionLayout layout_;
};

static_assert(sizeof(RegionHeader) <= kCacheLine);

}  // namespace seaglass::io
