#include "tools/seaglass/live/snapshot_desk.h"

#include <algorithm>
#include <filesystem>

#include "io/os/time.h"

namespace seaglass {
namespace {

constexpr std::size_t kMostSnapshots = 1000, kLongestName = 64;

std::string name_argument(const io::OscCall& call) {
  const std::string name = call.is_number(0) ? std::to_string(std::int64_t(call.number(0))) : text_argument(call, 0);
  if (name.size() > kLongestName) throw CommandError("a name has 64 characters at most");
  return name;
}

}  // namespace

SnapshotDesk::SnapshotDesk(const std::string& path, LiveStream& stream, PatchDesk& patches, EventPort& events)
    : path_(path), snapshots_(read_snapshots(path)), stream_(stream), patches_(patches), events_(events) {
  patches.before_change([this] { end_glide(); });
}

void SnapshotDesk::add_to(CommandDesk& desk) {
  using io::OscCall;
  using io::OscVerb;
  desk.on(OscVerb::kSnapshotStore, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 1);
    store(name_argument(call));
    return {name_argument(call)};
  });
  desk.on(OscVerb::kSnapshotRecall, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 2);
    recall(name_argument(call), call.count() > 1 ? number_argument(call, 1, 0, kLongest) : 0);
    return {name_argument(call)};
  });
  desk.on(OscVerb::kSnapshotDelete, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 1);
    forget(name_argument(call));
    return {name_argument(call)};
  });
  desk.on(OscVerb::kSnapshotList, [this](const OscCall&) { return names(); });
}

void SnapshotDesk::store(const std::string& name) {
  if (snapshots_.size() >= kMostSnapshots && !snapshots_.contains(name)) throw CommandError("there are 1000 snapshots already");
  const StageReport stage = patches_.settled();
  const LoadedPatch playing = patches_.playing();
  const Snapshots before = snapshots_;
  snapshots_[name] = {.patch = playing.identity.path, .settings = settings_of(stage, *playing.patch)};
  try {
    write();
  } catch (...) {
    snapshots_ = before;
    throw;
  }
}

void SnapshotDesk::recall(const Snapshot& snapshot, double seconds) {
  const LoadedPatch playing = patches_.playing();
  if (snapshot.patch != playing.identity.path) return patches_.play(snapshot.patch, seconds, &snapshot.settings);
  const StageReport to = stage_of(snapshot.settings, *playing.patch);
  if (!stream_.begun()) return send(events_for(to, *playing.patch));
  glide_.reset();
  const StageReport from = patches_.settled(sent_until_);
  if (seconds == 0) return send(events_between(from, to, *playing.patch));
  const Nanoseconds now = io::now_ns();
  glide_.emplace(from, to, *playing.patch, seconds);
  glide_began_ = now + stream_.delay_ns();
  tick(now);
}

void SnapshotDesk::forget(const std::string& name) {
  (void)find(name);
  snapshots_.erase(name);
  write();
}

std::vector<std::string> SnapshotDesk::names() const {
  std::vector<std::string> names;
  for (const auto& [name, snapshot] : snapshots_) names.push_back(name);
  return names;
}

const Snapshot& SnapshotDesk::find(const std::string& name) const {
  const auto found = snapshots_.find(name);
  if (found == snapshots_.end()) throw CommandError("no snapshot is called " + name);
  return found->second;
}

void SnapshotDesk::tick(Nanoseconds now) {
  if (!glide_) return;
  // All for a sample of its own, and none sooner than what is sent without a time: that would be to overtake it.
  const Nanoseconds soonest = now + stream_.delay_ns();
  for (const auto& [at, event] : glide_->advance(double(soonest - glide_began_) * 1e-9 + kStretch)) {
    sent_until_ = std::max(soonest, glide_began_ + Nanoseconds(at * 1e9));
    events_.send_at(event, sent_until_, now);
  }
  if (glide_->done()) glide_.reset();
}

void SnapshotDesk::end_glide() {
  glide_.reset();
  io::sleep_until(sent_until_);
}

void SnapshotDesk::write() {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), error);
  write_snapshots(path_, snapshots_);
}

void SnapshotDesk::send(const std::vector<Event>& events) {
  const Nanoseconds now = io::now_ns();
  for (const Event& event : events) events_.send(event, now);
}

}  // namespace seaglass
