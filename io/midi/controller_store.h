#pragma once
// The file of controllers on the disk: nothing that stood in it is ever lost, whoever wrote it.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "io/midi/controller_file.h"

namespace seaglass::io {

// All functions [control]. Sentences are for the performer.
class ControllerStore {
 public:
  // Empty: nothing is kept.
  explicit ControllerStore(std::string path) : path_(std::move(path)) {}

  // What stands in the file; nothing when there is none yet. A damaged one gets another name, and a sentence says
  // which.
  ControllerFile load(std::vector<std::string>& sentences);

  // What stands in it now, when somebody else wrote it since; empty otherwise, and when that cannot be used: then a
  // sentence says so, once. `settled`: only when it has not changed since it was asked before, as an editor may be
  // writing yet.
  std::optional<ControllerFile> reload(bool settled, std::vector<std::string>& sentences);

  // Writes it, as a whole or not at all.
  void save(const ControllerFile& file, std::vector<std::string>& sentences);

  const std::string& path() const { return path_; }

 private:
  using Stamp = std::optional<std::filesystem::file_time_type>;

  Stamp stamp() const;
  ControllerFile read(std::vector<std::string>& sentences);
  void put_aside(std::vector<std::string>& sentences);

  std::string path_;
  std::string text_;         // as we read or wrote it last
  Stamp seen_;               // of what we read or wrote
  Stamp looked_at_;          // of the file when it was asked for last
  std::string damage_;       // why what stands there now cannot be used; empty when it can
  bool unreadable_ = false;  // or not even be read: it is not ours to replace
};

}  // namespace seaglass::io
