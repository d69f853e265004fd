#pragma once
// The patch that plays, the one that is ready, and the way from one to the other.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/control/present_values.h"
#include "tools/seaglass/live/command_desk.h"
#include "tools/seaglass/live/journal_thread.h"
#include "tools/seaglass/live/live_stream.h"
#include "tools/seaglass/live/settled_stage.h"

namespace seaglass {

// Functions [control] unless said otherwise.
class PatchDesk {
 public:
  // `journal` may be null. All must outlive the desk.
  // The folder of `first`, which the performer has named, counts as a patch folder.
  PatchDesk(LiveStream& stream, PresentValues& present, const LoadedPatch& first);
  void set_journal(JournalThread* journal) { journal_ = journal; }

  void add_to(CommandDesk& desk);

  // Loads it, unless it is ready, and crosses over; `name` is looked for in the patch folders only. Throws io::FileError.
  // `settings`: how the parts shall stand, instead of what the patch says and the hands that moved.
  void play(const std::string& name, double seconds = 0, const Settings* settings = nullptr);

  // Writes the patch that plays, as it is set now, into the performer's folder; returns the file. One of that name is
  // replaced, but stays there under a number: journals may have been played on it. Throws CommandNotYet, CommandError,
  // io::Error.
  std::string save(const std::string& name);

  // What parts are set to whenever a patch begins, unless a snapshot says how they stand.
  void set_rig(Settings settings) { rig_ = std::move(settings); }

  // Another folder that patches may come from.
  void add_folder(const std::string& folder) { more_folders_.push_back(folder); }

  // The file that a name means, without loading it. Throws io::FileError.
  std::string path_of(const std::string& name) const;

  // Makes a patch ready, so that swap() takes no time. Throws io::FileError.
  void prepare(const std::string& name);
  void swap(double seconds = 0, const Settings* settings = nullptr);  // Throws CommandError when none is ready
  std::string ready() const { return ready_ ? ready_->patch->name : std::string(); }
  std::string ready_path() const { return ready_ ? ready_->identity.path : std::string(); }

  LoadedPatch playing() const;

  // How the parts of playing() stand, with all that was sent before, for time `until` too. Throws CommandNotYet.
  StageReport settled(Nanoseconds until = 0);

  // `act` is called before another patch begins.
  void before_change(std::function<void()> act) { before_change_ = std::move(act); }

  // [any] but [audio] and [worker]. The place of the patch that plays.
  std::optional<int> find_place(std::string_view name) const;
  std::vector<std::string> places() const;

  // Counts patches that were played: what was read of another patch is no longer true.
  int changes() const { return changes_; }

 private:
  std::vector<std::string> folders() const;
  void cross_over(LoadedPatch next, std::unique_ptr<Model> model, double seconds, const Settings* settings);

  LiveStream& stream_;
  PresentValues& present_;
  std::vector<std::string> more_folders_;
  Settings rig_;
  JournalThread* journal_ = nullptr;
  mutable std::mutex mutex_;  // of playing_, which other threads read
  LoadedPatch playing_;
  std::string saved_;  // hash of what playing_ was last saved as: the same but for its settings
  std::optional<LoadedPatch> ready_;
  std::unique_ptr<Model> ready_model_;
  int changes_ = 0;
  SettledStage stage_{stream_};
  std::function<void()> before_change_ = [] {};
};

}  // namespace seaglass
