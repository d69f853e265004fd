#pragma once
// The parent's end of the exchange: hands the child the orders of a block, and takes what it made of them.
//
//   const BlockRequest request = exchange.request();
//   if (!request.bytes.empty()) {
//     exchange.post(encode(orders, request.bytes));
//     ... what can be done meanwhile ...
//     const BlockReply reply = exchange.wait(deadline);
//   }
//
// The child answers each request of a life, in order, and leaves none out: its state is a function of what was posted.
// It may be one request behind, since there are two slots; a parent that finds it two behind makes the block itself.
//
// To post and to wait are system calls at times: [worker] may make them, [audio] must not. (Where the audio thread
// renders in the worker's place it has to do without the child.) They neither lock nor allocate.
//
// The child is not trusted. A reply counts when it has the ticket that was posted and a size that fits, and is copied
// before anyone looks at it; what lies in it is for the caller to check, who can condemn() the child for it.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/child/region_layout.h"
#include "io/child/shared_region.h"
#include "io/child/state_slices.h"

namespace seaglass::io {

// A reply that comes so soon costs neither the sleep nor the wake: 25 to 60 us on a virtual machine. Longer would burn
// a processor that the child may need, and eat into the 95 % of each second that SCHED_FIFO may run.
inline constexpr Nanoseconds kReplySpin = 20'000;

struct BlockRequest {
  std::span<std::byte> bytes{};    // to write into; empty: there is no child now, or it is two blocks behind
  Epoch epoch = 0;                 // of the child's life
  std::uint64_t sequence = 0;      // 1: a new life that knows of no voice yet
};

enum class Answer {
  kReply,
  kLate,    // not yet: it will be dropped when it comes
  kBroken,  // the child's memory makes no sense
  kGone,    // there is no child any more, or no reply is due
};

struct BlockReply {
  Answer answer = Answer::kGone;
  std::span<const std::byte> bytes{};  // until the next wait
};

// Written by [worker], read by [any]; over all lives.
struct ExchangeCounts {
  std::atomic<std::uint64_t> posted{0};
  std::atomic<std::uint64_t> replies{0};  // in time
  std::atomic<std::uint64_t> late{0};     // not there at the deadline
  std::atomic<std::uint64_t> dropped{0};  // of the late ones, those that came after all
  std::atomic<std::uint64_t> behind{0};   // requests that were not granted: the child was two blocks behind
  std::atomic<std::uint64_t> broken{0};
};

class BlockExchange {
 public:
  // [control] The region must outlive it.
  explicit BlockExchange(const SharedRegion& region);

  // [worker] Wait-free. Room for the next block's orders. Takes note of a new life, so what an old one left must be
  // read with state() before.
  [[nodiscard]] BlockRequest request() noexcept;

  // [worker] Bounded: one system call at most, that does not block. Hands over what was written into the room of the
  // last request(). False when that gave none, or is too small for so much.
  bool post(std::size_t bytes) noexcept;

  // [worker] Blocks until the reply to the last post is there, the child is known to be gone, or monotonic time
  // `deadline`, and not beyond: spins a little, then sleeps.
  [[nodiscard]] BlockReply wait(Nanoseconds deadline) noexcept;

  // [worker] Lock-free: a few tries. A slice of the child's state, newest whole copy, of the life of the last
  // request(): also when that child is gone. It stays until the next child copies its own: so until request() grants
  // again.
  [[nodiscard]] StateRead state(std::size_t slice, std::span<std::byte> room) const noexcept;

  // [worker] Wait-free. What the child said in this life is wrong in itself: the supervisor ends it.
  void condemn() noexcept;

  // [any] Wait-free. Whether a child is there to be asked.
  bool ready() const noexcept { return usable_.load(std::memory_order_acquire) != 0; }

  // [any]
  const ExchangeCounts& counts() const { return counts_; }
  const RegionSizes& sizes() const { return view_.sizes(); }

  // [control] The supervisor's. The child of this life may be asked from now on.
  void open(Epoch epoch) noexcept { usable_.store(epoch, std::memory_order_release); }
  // [control] None may; ends the worker's wait.
  void close() noexcept;
  // [control] Wait-free. The ticket that was posted last, and the life that the worker condemned, or 0.
  Ticket posted() const noexcept { return posted_.load(std::memory_order_acquire); }
  Epoch condemned() const noexcept { return condemned_.load(std::memory_order_acquire); }

  // ---------------------------------------------------------------------------------------------------------------
 private:
  BlockReply take(std::size_t slot) noexcept;
  void note_late(std::size_t slot) noexcept;

  RegionView view_;
  ExchangeCounts counts_;
  alignas(kCacheLine) std::atomic<Epoch> usable_{0};  // written by [control]
  alignas(kCacheLine) std::atomic<Ticket> posted_{0};  // written by [worker], and so is all that follows
  std::atomic<Epoch> condemned_{0};
  std::vector<std::byte> reply_;
  Epoch epoch_ = 0;
  std::uint64_t sequence_ = 0;   // of the last post in this life
  bool granted_ = false;         // a request() that was not posted yet
  bool awaited_ = false;         // a post whose reply was not taken yet
  std::array<bool, kBlockSlots> late_{};  // the slot's last reply did not come in time, and has not come since
};

}  // namespace seaglass::io
