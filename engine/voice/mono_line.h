#pragma once
// The keys held in a mono or legato part, so that letting go of one returns to the one before. [worker], wait-free.

#include <array>

#include "engine/event.h"

namespace seaglass {

class MonoLine {
 public:
  // Remembers a note-on; when too many are held, the oldest is forgotten.
  void push(const Event& note_on) {
    remove(note_on.source, note_on.id);
    if (count_ == int(held_.size())) erase(0);
    held_[count_++] = note_on;
  }

  // Forgets a note; true when it was the newest.
  bool remove(Source source, std::int32_t id) {
    for (int i = count_ - 1; i >= 0; i--) {
      if (held_[i].source != source || held_[i].id != id) continue;
      const bool newest = i == count_ - 1;
      erase(i);
      return newest;
    }
    return false;
  }

  void clear() { count_ = 0; }
  const Event* newest() const { return count_ > 0 ? &held_[count_ - 1] : nullptr; }

 private:
  void erase(int i) {
    for (int j = i; j + 1 < count_; j++) held_[j] = held_[j + 1];
    count_--;
  }

  std::array<Event, 16> held_;
  int count_ = 0;
};

}  // namespace seaglass
