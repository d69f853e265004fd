#pragma once
// Keeps the state of the whole instrument under names and goes back to it, at once or gliding.

#include <optional>
#include <string>

#include "tools/seaglass/live/glide.h"
#include "tools/seaglass/live/patch_desk.h"
#include "tools/seaglass/live/snapshot_file.h"

namespace seaglass {

// All functions [control].
class SnapshotDesk {
 public:
  static constexpr double kLongest = 600;  // seconds of a recall

  // `path`: the file, which need not be there. `events` is the desk's own. Throws io::FileError for a damaged file.
  SnapshotDesk(const std::string& path, LiveStream& stream, PatchDesk& patches, EventPort& events);

  void add_to(CommandDesk& desk);

  // Throw CommandError, io::Error; and CommandNotYet while what was sent before is still to happen.
  void store(const std::string& name);
  void recall(const std::string& name, double seconds) { recall(find(name), seconds); }
  void recall(const Snapshot& snapshot, double seconds);
  void forget(const std::string& name);
  std::vector<std::string> names() const;
  const Snapshot& find(const std::string& name) const;

  // Moves what glides. Call it at least every kStretch.
  void tick(Nanoseconds now);
  static constexpr double kStretch = 0.06;  // seconds that are sent ahead, and cannot be called back

 private:
  void write();
  void send(const std::vector<Event>& events);
  void end_glide();

  std::string path_;
  Snapshots snapshots_;
  LiveStream& stream_;
  PatchDesk& patches_;
  EventPort& events_;
  std::optional<Glide> glide_;
  Nanoseconds glide_began_ = 0, sent_until_ = 0;
};

}  // namespace seaglass
