#pragma once
// A bar on the terminal while something long goes on; nothing when the output is not a terminal.

#include <string>

namespace seaglass {

class Progress {
 public:
  // [control] `what` stands in front of the bar; `shown` false: silent.
  Progress(std::string what, bool shown) : what_(std::move(what)), shown_(shown) {}
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // [control] 0 to 1. Draws at most ten times a second.
  void set(double done);

 private:
  std::string what_;
  bool shown_, drawn_ = false;
  double last_s_ = -1;
};

}  // namespace seaglass
