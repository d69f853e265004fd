#pragma once
// The name under which a file is written until it is whole.

#include <string>

namespace seaglass::io {

// [control] or [disk].
class PartFile {
 public:
  // Throws WriteError when `path` is something that must not be replaced: a folder, a device, a
  // pipe.
  explicit PartFile(std::string path);

  // Removes what was written, unless it was kept.
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  const std::string& path() const { return part_; }    // to write to
  const std::string& target() const { return path_; }  // what it is to become

  // Gives the file its name, in one step. Throws WriteError.
  void keep();

  // The sentence for a failure; `why` as the system says it.
  std::string refusal(const std::string& why) const;

 private:
  std::string path_, part_;
  bool kept_ = false;
};

}  // namespace seaglass::io
