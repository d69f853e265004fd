#include "tools/seaglass/live/backend.h"

#include <filesystem>
#include <utility>

#include "io/os/time.h"

namespace seaglass {
namespace {

constexpr Nanoseconds kLook = 5 * io::kMillisecond;
constexpr Nanoseconds kDeathKnown = 100 * io::kMillisecond;

}  // namespace

std::string_view name_of(BackendKind kind) {
  switch (kind) {
    case BackendKind::kCpu: return "cpu";
    case BackendKind::kApart: return "apart";
    case BackendKind::kCuda: return "cuda";
  }
  return "";
}

MakeSynth Backend::synths(const LoadedPatch& patch) {
  if (!far() || !std::dynamic_pointer_cast<const NeuralPatch>(patch.patch)) return {};
  return [this, path = std::filesystem::absolute(patch.identity.path).string(), sha256 = patch.identity.sha256](
             const VoiceContext& context, const NeuralLibrary* library, int voices) -> std::unique_ptr<Synth> {
    const RemoteSetup setup{.patch = path,
                            .sha256 = sha256,
                            .rate = context.rate,
                            .voices = voices,
                            .frame = VoiceTime::at(context.rate).frame,
                            .question_stride = library->network().input_stride,
                            .backend = kind_ == BackendKind::kCuda ? "cuda" : "cpu"};
    auto remote = std::make_shared<RemoteSynth>(setup);
    {
      const std::lock_guard lock(mutex_);
      newest_ = remote;
    }
    return std::make_unique<BackedSynth>(std::move(remote), counters_, std::make_unique<CpuSynth>(context, library, voices), setup,
                                         here_can_);
  };
}

std::shared_ptr<RemoteSynth> Backend::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_.lock();
}

bool Backend::wait_ready(double seconds) {
  const Nanoseconds latest = io::now_ns() + Nanoseconds(seconds * 1e9);
  while (io::now_ns() < latest) {
    const auto remote = newest();
    if (remote == nullptr) return false;
    if (remote->ready()) return true;
    if (!remote->supervisor().last_reason().empty()) return false;
    io::sleep_until(io::now_ns() + kLook);
  }
  return false;
}

std::string_view Backend::sounding() const {
  return counters_->far.load(std::memory_order_relaxed) ? name_of(kind_) : name_of(BackendKind::kCpu);
}

std::string Backend::reason() const {
  const auto remote = newest();
  return remote == nullptr ? "" : remote->supervisor().last_reason();
}

pid_t Backend::child() const {
  const auto remote = newest();
  return remote == nullptr ? 0 : remote->supervisor().child();
}

std::string Backend::take_news() {
  const std::uint64_t lost = counters_->lost.load(std::memory_order_relaxed), returned = counters_->returned.load(std::memory_order_relaxed);
  const bool failed = lost != std::exchange(lost_told_, lost), came = returned != std::exchange(returned_told_, returned);
  if (counters_->far.load(std::memory_order_relaxed)) {
    if (!came) return "";
    const std::string where = kind_ == BackendKind::kCuda ? "on the GPU" : "in a process of their own";
    return "the voices sound " + where + (lost > 0 ? " again" : "");
  }
  const Nanoseconds now = io::now_ns();
  if (failed) lost_at_ = now;
  if (lost_at_ == 0) return "";
  // A process that was late still lives, and why an earlier one ended says nothing. That it has ended is known a moment later.
  const auto remote = newest();
  const bool ended = remote != nullptr && !remote->ready();
  if (!ended && now - lost_at_ < kDeathKnown) return "";
  lost_at_ = 0;
  const std::string why = ended ? remote->supervisor().last_reason() : "";
  return "the CPU has taken over the voices: " + (why.empty() ? "they were late" : why);
}

}  // namespace seaglass
