#include "io/midi/controller_store.h"

#include <system_error>

#include "io/file/byte_file.h"

namespace seaglass::io {
namespace {

namespace fs = std::filesystem;

constexpr int kMostAside = 1000;

// A name beside it that is free: controllers.damaged-1.json.
std::optional<fs::path> name_aside(const fs::path& path) {
  std::error_code none;
  for (int i = 1; i <= kMostAside; i++) {
    const fs::path aside =
        path.parent_path() / (path.stem().string() + ".damaged-" + std::to_string(i) + path.extension().string());
    if (!fs::exists(aside, none) && !none) return aside;
  }
  return std::nullopt;
}

}  // namespace

auto ControllerStore::stamp() const -> Stamp {
  std::error_code missing;
  const auto time = fs::last_write_time(path_, missing);
  return missing ? Stamp() : Stamp(time);
}

// Throws FileError: with unreadable_ when there are no bytes to judge, with damage_ when they are not ours.
ControllerFile ControllerStore::read(std::vector<std::string>& sentences) {
  damage_.clear();
  unreadable_ = false;
  seen_ = stamp();
  text_.clear();
  if (!seen_) return {};
  unreadable_ = true;
  const auto bytes = read_file(path_, kMaxControllerFile);
  unreadable_ = false;
  text_.assign(bytes.begin(), bytes.end());
  try {
    ControllerFileReading reading = read_controllers(text_);
    for (const std::string& complaint : reading.complaints) sentences.push_back(path_ + ", " + complaint);
    return std::move(reading.file);
  } catch (const FileError& error) {
    damage_ = "'" + path_ + "' is damaged: " + error.what();
    throw;
  }
}

ControllerFile ControllerStore::load(std::vector<std::string>& sentences) {
  if (path_.empty()) return {};
  try {
    return read(sentences);
  } catch (const FileError& error) {
    if (damage_.empty())
      sentences.push_back(std::string(error.what()) + "; controllers begin unmapped");
    else
      put_aside(sentences);
    return {};
  }
}

std::optional<ControllerFile> ControllerStore::reload(bool settled, std::vector<std::string>& sentences) {
  const Stamp now = path_.empty() ? Stamp() : stamp();
  const bool written_yet = settled && now != looked_at_;
  looked_at_ = now;
  // One that is gone takes nothing away: the next change writes it again.
  if (!now || now == seen_ || written_yet) return std::nullopt;
  const std::string before = text_;
  try {
    ControllerFile file = read(sentences);
    return text_ == before ? std::nullopt : std::optional(std::move(file));
  } catch (const FileError& error) {
    sentences.push_back((damage_.empty() ? error.what() : damage_) + "; controllers stay as they were");
    return std::nullopt;
  }
}

void ControllerStore::put_aside(std::vector<std::string>& sentences) {
  const auto aside = name_aside(path_);
  std::error_code failed;
  if (aside) fs::rename(path_, *aside, failed);
  if (!aside || failed) {
    unreadable_ = true;
    sentences.push_back(damage_ + "; it stays there, and what is learned is not kept");
    return;
  }
  sentences.push_back(damage_ + "; it is kept as '" + aside->filename().string() + "'");
  damage_.clear();
  text_.clear();
  seen_ = stamp();
}

void ControllerStore::save(const ControllerFile& file, std::vector<std::string>& sentences) {
  if (path_.empty()) {
    sentences.push_back("this user has no home folder, so what is learned is not kept");
    return;
  }
  if (!damage_.empty()) put_aside(sentences);
  if (unreadable_) {
    sentences.push_back("'" + path_ + "' cannot be read, so it is not replaced and what is learned is not kept");
    return;
  }
  std::string text = to_text(file);
  try {
    std::error_code ignored;  // writing says what is wrong
    fs::create_directories(fs::path(path_).parent_path(), ignored);
    // A link to a file elsewhere stays one.
    const fs::path target = fs::weakly_canonical(path_, ignored);
    write_file(ignored ? path_ : target.string(), text);
  } catch (const WriteError& error) {
    sentences.push_back(std::string(error.what()) + "; what was learned is not kept");
    return;
  }
  text_ = std::move(text);
  seen_ = stamp();
}

}  // namespace seaglass::io
