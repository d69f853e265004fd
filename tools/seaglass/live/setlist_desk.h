#pragma once
// Goes through a setlist; the next entry's patch is loaded while the one before it plays.

#include <mutex>
#include <string>
#include <vector>

#include "tools/seaglass/live/setlist.h"
#include "tools/seaglass/live/snapshot_desk.h"

namespace seaglass {

// All functions [control].
class SetlistDesk {
 public:
  SetlistDesk(PatchDesk& patches, SnapshotDesk& snapshots) : patches_(patches), snapshots_(snapshots) {}

  void add_to(CommandDesk& desk);

  // Opens a file and goes to its first entry. Throws io::Error, CommandError. Returns a sentence for each entry that cannot be
  // played as things are.
  std::vector<std::string> open(const std::string& path);

  // Throw CommandError, io::Error; then the entry before still plays.
  void go(int number);  // from 1
  void step(int by);    // from the one that was tried last, so that one that cannot be played is no wall

  struct Where {
    int position = 0;  // from 1; 0: no setlist
    std::string entry, next;
  };
  // [any] but [audio] and [worker].
  Where where() const;

 private:
  std::string name_of(int number) const;
  void prepare_next();
  std::string what_is_wrong(int number) const;

  PatchDesk& patches_;
  SnapshotDesk& snapshots_;
  std::vector<SetlistEntry> entries_;
  int position_ = 0, tried_ = 0;
  mutable std::mutex mutex_;  // of where_, which other threads read
  Where where_;
};

}  // namespace seaglass
