#include "tools/seaglass/live/backend.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "io/errors.h"
#include "io/os/time.h"
#include "tools/seaglass/synth_server.h"

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

// A far synth with one here that goes on when it fails.
class Backend::BackedSynth final : public Synth {
 public:
  BackedSynth(Backend& backend, std::shared_ptr<Life> life, std::unique_ptr<Synth> here, int voices, double rate)
      : backend_(backend), life_(std::move(life)),
        guarded_(std::move(here), life_->remote, voices, rate, life_->counters, backend.here_can_) {}
  ~BackedSynth() override { backend_.retire(std::move(life_)); }

  void post(const OrderView& orders) override { guarded_.post(orders); }
  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    return guarded_.carry_out(orders, sums, looks);
  }
  bool wants_resume() const override { return guarded_.wants_resume(); }
  SynthCapacity capacity() const override { return guarded_.capacity(); }

 private:
  Backend& backend_;
  std::shared_ptr<Life> life_;
  GuardedSynth guarded_;
};

MakeSynth Backend::synths(const LoadedPatch& patch) {
  if (!far() || !std::dynamic_pointer_cast<const NeuralPatch>(patch.patch)) return {};
  return [this, path = std::filesystem::absolute(patch.identity.path).string(), sha256 = patch.identity.sha256](
             const VoiceContext& context, const NeuralLibrary* library, int voices) -> std::unique_ptr<Synth> {
    const SynthConfig config{.patch = path, .sha256 = sha256, .rate = context.rate, .voices = voices,
                             .backend = kind_ == BackendKind::kCuda ? "cuda" : "cpu"};
    auto life = std::make_shared<Life>(
        synth_child(config, VoiceTime::at(context.rate).frame, library->network().input_stride), patience_);
    {
      const std::lock_guard lock(mutex_);
      lives_.push_back(life);
    }
    return std::make_unique<BackedSynth>(*this, std::move(life), std::make_unique<CpuSynth>(context, library, voices), voices,
                                         context.rate);
  };
}

// A process takes its time to end, a GPU's most of all; whoever changes the patch should not have to wait for it.
void Backend::retire(std::shared_ptr<Life> life) {
  {
    const std::lock_guard lock(mutex_);
    retired_.takeovers += life->counters.lost;
    retired_.returns += life->counters.returned;
    std::erase(lives_, life);
  }
  try {
    ending_.push_back(std::async(std::launch::async, [ends = std::move(life)]() mutable { ends.reset(); }));
  } catch (const std::system_error&) {  // no thread is left: it has ended here
  }
}

std::shared_ptr<Backend::Life> Backend::newest() const {
  const std::lock_guard lock(mutex_);
  return lives_.empty() ? nullptr : lives_.back();
}

bool Backend::wait_ready(double seconds) const {
  const Nanoseconds latest = io::now_ns() + Nanoseconds(seconds * 1e9);
  while (io::now_ns() < latest) {
    const auto life = newest();
    if (life == nullptr) return false;
    if (life->remote.ready()) return true;
    if (!life->remote.supervisor().last_reason().empty()) return false;
    io::sleep_until(io::now_ns() + kLook);
  }
  return false;
}

void Backend::expect_ready(double seconds) const {
  if (wait_ready(seconds)) return;
  const std::string why = reason();
  throw io::DeviceError(why.empty() ? "the process that the voices sound in is not ready" : why);
}

std::string_view Backend::sounding() const {
  const std::lock_guard lock(mutex_);
  const bool any = std::any_of(lives_.begin(), lives_.end(), [](const auto& life) { return life->counters.far.load(); });
  return name_of(any ? kind_ : BackendKind::kCpu);
}

Backend::Changes Backend::changes() const {
  const std::lock_guard lock(mutex_);
  Changes all = retired_;
  for (const auto& life : lives_) {
    all.takeovers += life->counters.lost;
    all.returns += life->counters.returned;
  }
  return all;
}

std::string Backend::reason() const {
  const auto life = newest();
  return life == nullptr ? "" : life->remote.supervisor().last_reason();
}

pid_t Backend::child() const {
  const auto life = newest();
  return life == nullptr ? 0 : life->remote.supervisor().child();
}

std::string Backend::take_news() {
  std::erase_if(ending_, [](const auto& end) { return end.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  std::vector<std::shared_ptr<Life>> lives;
  {
    const std::lock_guard lock(mutex_);
    lives = lives_;
  }
  for (const auto& life : lives) {
    const bool elsewhere = std::any_of(lives.begin(), lives.end(), [&](const auto& l) { return l != life && l->counters.far.load(); });
    if (auto news = news_of(*life, elsewhere); !news.empty()) return news;
  }
  return "";
}

std::string Backend::news_of(Life& life, bool far_elsewhere) const {
  const std::uint64_t lost = life.counters.lost, returned = life.counters.returned;
  const bool failed = lost != std::exchange(life.lost_told, lost), came = returned != std::exchange(life.returned_told, returned);
  if (life.counters.far) {
    if (!came) return "";
    const std::string where = kind_ == BackendKind::kCuda ? "on the GPU" : "in a process of their own";
    return "the voices sound " + where + (lost > 0 ? " again" : "");
  }
  const Nanoseconds now = io::now_ns();
  if (failed && !far_elsewhere) life.lost_at = now;
  if (life.lost_at == 0) return "";
  // A process that was late still lives, and why an earlier one ended says nothing. That it has ended is known a moment later.
  const bool ended = !life.remote.ready();
  if (!ended && now - life.lost_at < kDeathKnown) return "";
  life.lost_at = 0;
  const std::string why = ended ? life.remote.supervisor().last_reason() : "";
  return "the CPU has taken over the voices: " + (why.empty() ? "they were late" : why);
}

}  // namespace seaglass
