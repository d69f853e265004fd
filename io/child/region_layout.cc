#include "io/child/region_layout.h"

#include <algorithm>

#include "io/errors.h"

namespace seaglass::io {
namespace {

constexpr std::uint64_t kMagic = 0x7373616c67616573;  // "seaglass", in the order of a little-endian machine
constexpr std::uint64_t kVersion = 1;                 // of the layout: whoever moves a field counts up

// Far beyond any block or state: what is larger comes from an error, and its sum could wrap around.
constexpr std::size_t kMostBytes = std::size_t{1} << 30;
constexpr std::size_t kMostSlices = std::size_t{1} << 16;

std::size_t lines(std::size_t bytes) { return (bytes + kCacheLine - 1) / kCacheLine * kCacheLine; }

}  // namespace

RegionLayout::RegionLayout(const RegionSizes& sizes) : sizes_(sizes) {
  const std::size_t largest = std::max({sizes.config, sizes.request, sizes.reply, sizes.slice});
  if (largest > kMostBytes || sizes.slices > kMostSlices || sizes.request == 0 || sizes.reply == 0)
    throw ResourceError(
        "the memory that is to be shared with another process has an impossible size; ask for fewer voices");
  for (std::size_t* size : {&sizes_.config, &sizes_.request, &sizes_.reply, &sizes_.slice}) *size = lines(*size);
  config_ = kCacheLine + lines(sizeof(SharedWords));
  requests_ = config_ + sizes_.config;
  replies_ = requests_ + kBlockSlots * sizes_.request;
  slices_ = replies_ + kBlockSlots * sizes_.reply;
  total_ = slices_ + sizes_.slices * kSliceCopies * (sizeof(SliceHead) + sizes_.slice);
}

RegionHeader RegionLayout::header() const {
  return {.magic = kMagic, .version = kVersion, .total = total_, .config = sizes_.config, .request = sizes_.request,
          .reply = sizes_.reply, .slices = sizes_.slices, .slice = sizes_.slice};
}

}  // namespace seaglass::io
