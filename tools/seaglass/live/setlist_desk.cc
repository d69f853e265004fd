#include "tools/seaglass/live/setlist_desk.h"

#include "io/file/byte_file.h"
#include "tools/seaglass/user_folder.h"

namespace seaglass {
namespace {

constexpr std::size_t kMaxFile = 1u << 20;

}  // namespace

void SetlistDesk::add_to(CommandDesk& desk) {
  using io::OscCall;
  using io::OscVerb;
  const auto where = [this]() -> CommandDesk::Texts { return {std::to_string(position_), name_of(position_)}; };
  desk.on(OscVerb::kSetlistLoad, [this, where](const OscCall& call) {
    at_most_arguments(call, 1);
    const auto complaints = open(user_file("setlists", text_argument(call, 0), ".txt"));
    CommandDesk::Texts texts = where();
    texts.insert(texts.end(), complaints.begin(), complaints.end());
    return texts;
  });
  desk.on(OscVerb::kSetlistNext, [this, where](const OscCall&) {
    step(1);
    return where();
  });
  desk.on(OscVerb::kSetlistPrevious, [this, where](const OscCall&) {
    step(-1);
    return where();
  });
  desk.on(OscVerb::kSetlistGo, [this, where](const OscCall& call) {
    at_most_arguments(call, 1);
    go(int(number_argument(call, 0, 1, 1000)));
    return where();
  });
}

std::vector<std::string> SetlistDesk::open(const std::string& path) {
  const auto bytes = io::read_file(path, kMaxFile);
  auto entries = read_setlist({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
  std::swap(entries_, entries);
  const int before = std::exchange(position_, 0);
  try {
    go(1);
  } catch (...) {
    entries_ = std::move(entries);
    position_ = tried_ = before;
    throw;
  }
  std::vector<std::string> complaints;
  for (int n = 1; n <= int(entries_.size()); n++)
    if (const std::string wrong = what_is_wrong(n); !wrong.empty()) complaints.push_back(wrong);
  return complaints;
}

// As a sentence, or empty.
std::string SetlistDesk::what_is_wrong(int number) const {
  const SetlistEntry& entry = entries_[std::size_t(number - 1)];
  std::string wrong;
  try {
    (void)patches_.path_of(entry.patch);
    if (!entry.snapshot.empty()) (void)snapshots_.find(entry.snapshot);
  } catch (const CommandError& error) {
    wrong = error.what();
  } catch (const io::Error& error) {
    wrong = error.what();
  }
  return wrong.empty() ? wrong : "entry " + std::to_string(number) + " (" + entry.name() + "): " + wrong;
}

void SetlistDesk::step(int by) {
  if (entries_.empty()) throw CommandError("no setlist is open; /setlist/load opens one");
  const int number = tried_ + by;
  if (number < 1) throw CommandError("this is the first entry");
  if (number > int(entries_.size())) throw CommandError("this is the last entry");
  if (const std::string wrong = what_is_wrong(number); !wrong.empty()) {
    tried_ = number;
    throw CommandError(wrong + "; the next step goes past it");
  }
  go(number);
}

void SetlistDesk::go(int number) {
  if (entries_.empty()) throw CommandError("no setlist is open; /setlist/load opens one");
  if (number > int(entries_.size())) throw CommandError("the setlist has " + std::to_string(entries_.size()) + " entries");
  const SetlistEntry& entry = entries_[std::size_t(number - 1)];
  const Snapshot* snapshot = entry.snapshot.empty() ? nullptr : &snapshots_.find(entry.snapshot);
  const std::string wanted = patches_.path_of(entry.patch);
  if (wanted == patches_.playing().identity.path) {
    if (snapshot != nullptr) snapshots_.recall(*snapshot, entry.seconds);
  } else {
    patches_.play(wanted, entry.seconds, snapshot != nullptr ? &snapshot->settings : nullptr);
  }
  position_ = tried_ = number;
  {
    const std::lock_guard lock(mutex_);
    where_ = {.position = number, .entry = name_of(number), .next = name_of(number + 1)};
  }
  prepare_next();
}

// What cannot be made ready now is complained of when its turn comes.
void SetlistDesk::prepare_next() {
  if (position_ >= int(entries_.size())) return;
  try {
    const std::string next = patches_.path_of(entries_[std::size_t(position_)].patch);
    if (next != patches_.playing().identity.path && next != patches_.ready_path()) patches_.prepare(next);
  } catch (const io::Error&) {
  }
}

SetlistDesk::Where SetlistDesk::where() const {
  const std::lock_guard lock(mutex_);
  return where_;
}

std::string SetlistDesk::name_of(int number) const {
  return number >= 1 && number <= int(entries_.size()) ? entries_[std::size_t(number - 1)].name() : std::string();
}

}  // namespace seaglass
