#pragma once
// Memory that two processes see, without a name that anybody could find: it is handed on by descriptor, and gone with
// the last of the two. It is sized once, and sealed: a child that cuts the file would kill the parent by the next touch
// of it.

#include <cstddef>

#include "io/child/region_layout.h"

namespace seaglass::io {

// All functions [control].
class SharedRegion {
 public:
  // Reserved, touched, and locked where the user may lock so much. Throws ResourceError where memory is refused.
  explicit SharedRegion(const RegionSizes& sizes);

  // The child's: what came to it as descriptor `fd`, which becomes the region's own. Throws ResourceError where memory
  // is refused, FileError for what is not such a region, is of another version, or smaller than it says.
  explicit SharedRegion(int fd);

  ~SharedRegion();
  SharedRegion(const SharedRegion&) = delete;
  SharedRegion& operator=(const SharedRegion&) = delete;

  int fd() const { return fd_; }
  std::size_t bytes() const { return layout_.total(); }
  bool locked() const { return locked_; }
  RegionView view() const { return {base_, layout_}; }

 private:
  void map();
  [[noreturn]] void give_up(const char* what);

  int fd_ = -1;
  RegionLayout layout_;
  std::byte* base_ = nullptr;
  bool locked_ = false;
};

}  // namespace seaglass::io
