#include "tools/seaglass/live/patch_desk.h"

#include <filesystem>
#include <utility>

#include "engine/patch/save.h"
#include "io/file/byte_file.h"
#include "io/os/time.h"
#include "tools/seaglass/user_folder.h"

namespace seaglass {
namespace {

constexpr double kLongestMorph = 600;  // seconds

// Another name for the file, so that the one it has can be given to another.
void keep_as(const std::string& file, const std::string& name) {
  std::error_code error;
  std::filesystem::create_hard_link(file, name, error);
  if (error) std::filesystem::copy_file(file, name, error);  // not every file system has links
  if (error) throw io::WriteError(name + ": the patch of that name cannot be kept (" + error.message() + ")");
}

}  // namespace

PatchDesk::PatchDesk(LiveStream& stream, PresentValues& present, const LoadedPatch& first)
    : stream_(stream),
      present_(present),
      more_folders_{std::filesystem::path(first.identity.path).parent_path().string()},
      playing_(first) {}

void PatchDesk::add_to(CommandDesk& desk) {
  using io::OscCall;
  using io::OscVerb;
  desk.on(OscVerb::kPatch, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 1);
    play(text_argument(call, 0));
    return {playing_.patch->name};
  });
  desk.on(OscVerb::kPatchLoad, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 1);
    prepare(text_argument(call, 0));
    return {ready()};
  });
  desk.on(OscVerb::kPatchSwap, [this](const OscCall&) -> CommandDesk::Texts {
    swap();
    return {playing_.patch->name};
  });
  desk.on(OscVerb::kPatchSave, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 1);
    return {save(text_argument(call, 0))};
  });
  desk.on(OscVerb::kPatchMorph, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 2);
    play(text_argument(call, 0), number_argument(call, 1, 0, kLongestMorph));
    return {playing_.patch->name};
  });
}

std::vector<std::string> PatchDesk::folders() const {
  auto folders = patch_folders();
  folders.insert(folders.end(), more_folders_.begin(), more_folders_.end());
  return folders;
}

std::string PatchDesk::path_of(const std::string& name) const { return find_patch_confined(name, folders()); }

void PatchDesk::play(const std::string& name, double seconds, const Settings* settings) {
  const std::string path = path_of(name);
  if (ready_ && path == ready_->identity.path) return swap(seconds, settings);
  LoadedPatch next = load_patch_file(path);
  auto model = stream_.make(next);
  cross_over(std::move(next), std::move(model), seconds, settings);
}

void PatchDesk::prepare(const std::string& name) {
  LoadedPatch next = load_patch_file(path_of(name));
  ready_model_ = stream_.make(next);
  ready_ = std::move(next);
}

std::string PatchDesk::save(const std::string& name) {
  const std::string path = user_file("patches", name, ".glass");
  const StageReport stage = settled();
  const LoadedPatch patch = playing();
  const auto bytes = io::read_file(patch.identity.path, kMaxPatchBytes);
  if (const std::string hash = io::sha256_hex(bytes); hash != patch.identity.sha256 && hash != saved_)
    throw CommandError("the patch's file has changed since it was loaded");
  const Settings settings = settings_of(stage, *patch.patch);
  const auto saved = with_settings(std::as_bytes(std::span(bytes)), settings, std::filesystem::path(path).stem().string());
  const std::span written(reinterpret_cast<const std::uint8_t*>(saved.data()), saved.size());
  const std::string hash = io::sha256_hex(written);
  const bool replaces = std::filesystem::exists(path);
  if (!replaces || patch_hash(path) != hash) {
    if (replaces) keep_as(path, new_user_file("patches", name, ".glass"));
    io::write_file(path, written);
  }
  saved_ = hash;
  std::error_code none;
  if (ready_ && std::filesystem::equivalent(ready_path(), path, none)) ready_.reset(), ready_model_.reset();  // it is set otherwise now
  return path;
}

void PatchDesk::swap(double seconds, const Settings* settings) {
  if (!ready_) throw CommandError("no patch is ready; /patch/load loads one");
  LoadedPatch next = *std::exchange(ready_, std::nullopt);
  cross_over(std::move(next), std::move(ready_model_), seconds, settings);
}

void PatchDesk::cross_over(LoadedPatch next, std::unique_ptr<Model> model, double seconds, const Settings* settings) {
  std::vector<Event> opening =
      settings != nullptr ? events_for(stage_of(*settings, *next.patch), *next.patch) : opening_events(*next.patch);
  if (settings == nullptr)
    for (const Event& event : events_of(rig_, *next.patch)) opening.push_back(event);
  before_change_();
  // The number of a place that was sent a moment ago is one of the patch before, and comes into effect first.
  io::sleep_until(io::now_ns() + stream_.delay_ns());
  present_.follow_opening(opening);
  const std::int64_t number = journal_ != nullptr ? journal_->add_patch(next.identity) : 1;
  stream_.change_model(std::move(model), number, seconds, std::move(opening));
  const std::lock_guard lock(mutex_);
  playing_ = std::move(next);
  saved_.clear();
  changes_++;
}

StageReport PatchDesk::settled(Nanoseconds until) {
  const auto stage = stage_.read(io::now_ns(), until);
  if (!stage) throw CommandNotYet();
  return *stage;
}

LoadedPatch PatchDesk::playing() const {
  const std::lock_guard lock(mutex_);
  return playing_;
}

std::optional<int> PatchDesk::find_place(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto& places = playing_.patch->places;
  for (std::size_t i = 0; i < places.size(); i++)
    if (places[i].name == name) return int(i);
  return std::nullopt;
}

std::vector<std::string> PatchDesk::places() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const Place& place : playing_.patch->places) names.push_back(place.name);
  return names;
}

}  // namespace seaglass
