#include "tools/seaglass/live/record_desk.h"

#include <ctime>
#include <utility>

#include "tools/seaglass/user_folder.h"

namespace seaglass {
namespace {

// seaglass-2026-05-17-213000
std::string name_of_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char name[40];
  std::strftime(name, sizeof name, "seaglass-%Y-%m-%d-%H%M%S", &parts);
  return name;
}

}  // namespace

void RecordDesk::add_to(CommandDesk& desk) {
  using io::OscCall;
  using io::OscVerb;
  desk.on(OscVerb::kRecordStart, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 1);
    if (is_release(call)) return {};
    const std::string name = call.count() > 0 && !is_press(call) ? text_argument(call, 0) : name_of_now();
    start(new_user_file("recordings", name, ".wav"), stream_.setup().rate);
    return {path_};
  });
  desk.on(OscVerb::kRecordStop, [this](const OscCall&) -> CommandDesk::Texts {
    if (!running()) throw CommandError("no recording is running");
    stop();
    return {path_};
  });
}

void RecordDesk::start(const std::string& path, double rate) {
  if (running()) throw CommandError("a recording is running already: " + path_);
  recording_ = std::make_unique<io::RecordingThread>(path, kChannels * stream_.setup().pairs, rate);
  path_ = path;
  stream_.record_to(recording_.get());
}

void RecordDesk::stop() {
  if (!running()) return;
  stream_.record_to(nullptr);
  recording_->stop();
  if (auto error = recording_->take_error(); !error.empty()) error_ = std::move(error);
  recording_.reset();
}

std::string RecordDesk::take_error() {
  if (recording_)
    if (auto error = recording_->take_error(); !error.empty()) return error;
  return std::exchange(error_, {});
}

}  // namespace seaglass
