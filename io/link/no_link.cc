// Of a build without SEAGLASS_LINK.

#include "io/errors.h"
#include "io/link/link_session.h"

namespace seaglass::io {

bool link_available() { return false; }

std::unique_ptr<LinkSession> open_link(double) {
  throw UsageError(
      "this build has no Ableton Link, whose licence is the GPL; install ableton-link-dev and build one: "
      "cmake --preset link && cmake --build --preset link, then build/link/seaglass");
}

}  // namespace seaglass::io
