#include "tools/seaglass/fault_trial.h"

#include <algorithm>
#include <atomic>
#include <csignal>

#include "engine/dsp/joint.h"
#include "io/audio/builtin_clock.h"
#include "io/errors.h"
#include "io/os/time.h"
#include "tools/seaglass/live/live_stream.h"
#include "tools/seaglass/synth_server.h"

namespace seaglass {
namespace {

constexpr double kRate = 48000;
constexpr double kReadySeconds = 30;
constexpr Nanoseconds kSettle = io::kSecond;           // until the notes stand
constexpr Nanoseconds kStallTime = 50 * io::kMillisecond;
constexpr Nanoseconds kLongestAway = 10 * io::kSecond;
constexpr Nanoseconds kLook = 2 * io::kMillisecond;
constexpr double kMostSeconds = 60;
constexpr int kEvery = 96;                             // samples from one joint looked at to the next
constexpr int kBefore = 480, kAfter = 4800;            // samples about a change in which its joints are

// Keeps what the stream gives.
class Heard final : public io::AudioClient {
 public:
  explicit Heard(LiveStream& stream) : stream_(stream), left_(std::size_t(kMostSeconds * kRate)) {}

  void process(const io::AudioBlock& block) noexcept override {
    stream_.process(block);
    const std::size_t at = count_.load(std::memory_order_relaxed), n = std::min(left_.size() - at, std::size_t(block.frames));
    std::copy_n(block.out[0], n, left_.begin() + std::ptrdiff_t(at));
    count_.store(at + n, std::memory_order_release);
  }
  std::ptrdiff_t count() const { return std::ptrdiff_t(count_.load(std::memory_order_acquire)); }

  // The worst joint between two samples.
  double worst_joint(std::ptrdiff_t from, std::ptrdiff_t to) const {
    const std::span<const float> sound(left_.data(), std::size_t(count()));
    double worst = -300;
    for (std::ptrdiff_t at = from; at < to; at += kEvery) worst = std::max(worst, joint_excess_db(sound, at, kRate));
    return worst;
  }

 private:
  LiveStream& stream_;
  std::vector<float> left_;
  std::atomic<std::size_t> count_{0};
};

template <class Condition>
bool comes_true(Condition condition, Nanoseconds within = kLongestAway) {
  const Nanoseconds latest = io::now_ns() + within;
  while (!condition()) {
    if (io::now_ns() > latest) return false;
    io::sleep_until(io::now_ns() + kLook);
  }
  return true;
}

void inject(Fault fault, pid_t child) {
  switch (fault) {
    case Fault::kStall:
      kill(child, SIGSTOP);
      io::sleep_until(io::now_ns() + kStallTime);
      kill(child, SIGCONT);
      break;
    case Fault::kKilled: kill(child, SIGKILL); break;
    case Fault::kLost: kill(child, kLoseContextSignal); break;
    case Fault::kRefused: kill(child, kRefuseMemorySignal); break;
  }
}

// Notes that are held for as long as they may be: of a place whose sounds go on, where there is one.
void strike(EventPort& port, const Patch& patch, int voices) {
  const auto sustained = std::find_if(patch.places.begin(), patch.places.end(), [](const Place& p) { return p.sustained && p.pitched; });
  const Place& place = sustained != patch.places.end() ? *sustained : patch.places.front();
  port.send({.kind = EventKind::kPlace, .source = Source::kScore, .index = std::uint8_t(&place - patch.places.data())}, io::now_ns());
  // Many notes together are as loud as a few: the limiter is not to be heard.
  port.send({.kind = EventKind::kControl, .source = Source::kScore, .part = kAllParts, .index = std::uint8_t(ParameterId::kVolume),
             .value = float(-10 * std::log10(double(voices)))}, io::now_ns());
  const int keys = std::max(1, place.high - place.low + 1);
  for (int v = 0; v < voices; v++)
    port.send({.kind = EventKind::kNoteOn, .source = Source::kScore, .id = v,
               .value = float(place.low + v % keys) + 0.01f * float(v / keys), .value2 = 0.6f}, io::now_ns());
}

}  // namespace

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::kStall: return "stalled for 50 ms";
    case Fault::kKilled: return "killed";
    case Fault::kLost: return "context lost";
    case Fault::kRefused: return "memory refused";
  }
  return "";
}

std::vector<FaultResult> try_faults(const LoadedPatch& patch, BackendKind kind, int voices, int buffer) {
  Backend backend(kind);
  LiveStream stream;
  stream.prepare({.patch = patch, .place = {}, .rate = kRate, .buffer = buffer, .voices = voices, .backend = &backend});
  backend.expect_ready(kReadySeconds);
  EventPort port(stream.clock());
  stream.add_source(port);
  stream.run();
  Heard heard(stream);
  io::BuiltinClock clock({.device = "none", .rate = kRate, .buffer = buffer}, heard);
  clock.start();
  const auto far = [&] { return backend.sounding() != name_of(BackendKind::kCpu); };
  std::vector<FaultResult> results;
  if (comes_true(far)) {
    strike(port, *patch.patch, voices);
    io::sleep_until(io::now_ns() + kSettle);
    for (const Fault fault : {Fault::kStall, Fault::kKilled, Fault::kLost, Fault::kRefused}) {
      FaultResult result{.fault = fault};
      const Backend::Changes before = backend.changes();
      const std::uint64_t concealed = stream.link().concealed_samples;
      const std::ptrdiff_t from = heard.count();
      const Nanoseconds began = io::now_ns();
      const pid_t child = backend.child();
      if (child <= 0) {  // and to signal nobody would be to signal all of us
        results.push_back(result);
        break;
      }
      inject(fault, child);
      const bool taken = comes_true([&] { return backend.changes().takeovers > before.takeovers; });
      const std::ptrdiff_t taken_at = heard.count();
      io::sleep_until(io::now_ns() + kSettle / 10);
      result.sounding = stream.link().report.load().sounding;
      result.back = taken && comes_true(far);
      const std::ptrdiff_t back_at = heard.count();
      result.away_s = double(io::now_ns() - began) * 1e-9;
      io::sleep_until(io::now_ns() + kSettle / 2);
      result.takeovers = backend.changes().takeovers - before.takeovers;
      result.returns = backend.changes().returns - before.returns;
      result.concealed = int(stream.link().concealed_samples - concealed);
      result.joint_db = std::max(heard.worst_joint(from - kBefore, taken_at + kAfter), heard.worst_joint(back_at - kAfter, back_at + kAfter));
      results.push_back(result);
      if (!result.back) break;
    }
  }
  clock.stop();
  stream.stop();
  if (results.empty()) throw io::DeviceError("the process that the voices sound in never took them");
  return results;
}

}  // namespace seaglass
