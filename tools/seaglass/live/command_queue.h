#pragma once
// Commands from everybody who may give some, in the order in which they came: who says "entry 1" over OSC and then presses
// the pedal for "next" means entry 2.

#include <functional>
#include <optional>
#include <vector>

#include "io/osc/osc_call.h"

namespace seaglass {

// All functions [control].
class CommandQueue {
 public:
  // Gives the next command of one source, false when there is none; each source's own stand in order.
  using Take = std::function<bool(io::OscCall&)>;
  void add(Take take) { sources_.push_back({.take = std::move(take), .head = {}}); }

  // The one that came first.
  bool take(io::OscCall& call) {
    Source* first = nullptr;
    for (Source& s : sources_) {
      if (!s.head && s.take(call)) s.head = call;
      if (s.head && (first == nullptr || s.head->arrived < first->head->arrived)) first = &s;
    }
    if (first == nullptr) return false;
    call = *first->head;
    first->head.reset();
    return true;
  }

 private:
  struct Source {
    Take take;
    std::optional<io::OscCall> head;
  };
  std::vector<Source> sources_;
};

}  // namespace seaglass
