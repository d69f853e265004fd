#pragma once
// The state of the child's voices on its way back, so that the parent can go on from it when the child is lost: in
// slices, each in two copies that are written in turn. A child that dies in the middle of one leaves the other whole.
//
// Each copy is a seqlock like rt::Seqlock: a number that is odd while it is written, and the data in atomic words.

#include <cstddef>
#include <span>
#include <vector>

#include "io/child/region_layout.h"

namespace seaglass::io {

// The child's side. All functions [worker] (the child's serving thread).
class StateWriter {
 public:
  // [control]
  explicit StateWriter(const RegionView& view) : view_(view), next_(view.sizes().slices, 0) {}

  // Wait-free. The slice as it is after block `ticket`; no longer than the region's slices.
  void write(std::size_t slice, Ticket ticket, std::span<const std::byte> state) noexcept;

 private:
  RegionView view_;
  std::vector<unsigned char> next_;  // which copy of each slice is written next
};

struct StateRead {
  std::uint64_t sequence = 0;  // the last block that the state has in it; 0: there is no whole slice of this life
  std::size_t bytes = 0;
};

// [worker] Lock-free: a few tries. The newest whole copy of a slice from life `epoch`, up to block `newest`; what does
// not fit into `room` counts as not there. Nothing that stands in the region is believed.
StateRead read_state(const RegionView& view, std::size_t slice, Epoch epoch, std::uint64_t newest,
                     std::span<std::byte> room) noexcept;

}  // namespace seaglass::io
