#include "io/file/part_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "io/errors.h"

namespace seaglass::io {

PartFile::PartFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {
  struct stat status{};
  for (const std::string& name : {path_, part_})
    if (stat(name.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
      throw WriteError("'" + name + "' is not a regular file; choose another name");
}

PartFile::~PartFile() {
  if (!kept_) unlink(part_.c_str());
}

void PartFile::keep() {
  if (std::rename(part_.c_str(), path_.c_str()) != 0) throw WriteError(refusal(std::strerror(errno)));
  kept_ = true;
}

std::string PartFile::refusal(const std::string& why) const {
  return "'" + path_ + "' cannot be written (" + why + "); check the folder and the space that is left";
}

}  // namespace seaglass::io
