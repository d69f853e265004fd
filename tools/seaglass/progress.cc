#include "tools/seaglass/progress.h"

#include <algorithm>
#include <cstdio>

#include "io/os/time.h"

namespace seaglass {

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::set(double done) {
  const double now = double(io::now_ns()) * 1e-9;
  if (!shown_ || now - last_s_ < 0.1) return;
  last_s_ = now;
  drawn_ = true;
  constexpr int kWidth = 40;
  const int filled = int(std::clamp(done, 0.0, 1.0) * kWidth);
  std::fprintf(stderr, "\r\033[K%s [%s%s] %3.0f %%", what_.c_str(), std::string(filled, '#').c_str(),
               std::string(kWidth - filled, '.').c_str(), 100 * done);
  std::fflush(stderr);
}

}  // namespace seaglass
