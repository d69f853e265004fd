// What a performer must not hear: faults in the child that plays, while it plays, at the pace of the stream. After each the
// guard has counted it exactly, nothing stands out where the sound goes over, and the far synth comes back.

#include "tests/kernels/cuda/gpu/faults.h"

#include <signal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <vector>

#include "engine/dsp/splice_lag.h"
#include "engine/stream/concealer.h"
#include "engine/voice/cpu_synth.h"
#include "engine/voice/neural_model.h"
#include "kernels/kernels.h"
#include "tests/kernels/cuda/far_child.h"
#include "tests/kernels/cuda/gpu/child_server.h"
#include "tests/kernels/cuda/gpu/pacing.h"
#include "tests/kernels/cuda/random_patch.h"
#include "tests/support/signal.h"

namespace seaglass::gpu_check {
namespace {

constexpr double kRate = 48000;
constexpr int kBlock = 64, kVoices = 16;
constexpr double kMostExcess = 6;  // dB
constexpr float kVolume = 1.0f / 128;  // a random patch knows no measure: its chord peaks at 38
// Longer than a busy machine keeps a process waiting, shorter than any of the faults: what is late here was made late.
constexpr double kPatience = 0.02;  // seconds
constexpr double kStall = 0.05, kSettled = 0.3, kAfter = 0.2, kComesBack = 60;  // seconds
constexpr double kReachSeconds = 0.02;  // around a joint: concealment's crossfade, and the crossing back

struct Fault {
  const char* name;
  io::LifeEnd ends;                // kNone: the child lives on
  const char *says_cpu, *says_gpu; // part of why it ended
};
enum Which { kStalled, kKilled, kDeviceLost, kMemoryRefused, kFaults };
constexpr Fault kTable[kFaults] = {
    {"a stall of 50 ms", io::LifeEnd::kNone, "", ""},
    {"kill -9", io::LifeEnd::kLost, "signal 9", "signal 9"},
    {"a lost device", io::LifeEnd::kLost, "signal 6", "stopped in the middle of its work"},
    {"refused memory", io::LifeEnd::kExhausted, "no memory is left", "memory is full"},
};

// The stream as a listener hears it: the worker's and the audio thread's part at once.
class Stage {
 public:
  explicit Stage(const std::string& backend)
      : model_(test::random_patch(kChildPatch), kernels::best(),
               [this, backend](const VoiceContext& context, const NeuralLibrary* library, int voices) {
                 far_ = std::make_unique<test::FarChild>(setup_of(backend, context, *library, voices), kPatience);
                 return std::make_unique<GuardedSynth>(std::make_unique<CpuSynth>(context, library, voices), *far_, voices,
                                                       context.rate, counters_);
               }) {
    model_.prepare({.rate = kRate, .voices = kVoices});
    concealer_.prepare(kRate);
    splice_.prepare(kRate);
    // Nothing above 8 kHz, where a joint is listened for: no noise, and 96 partials of low notes end below that.
    for (const auto& [id, value] : {std::pair{ParameterId::kDrift, 0.0f}, {ParameterId::kNoise, -80.0f}, {ParameterId::kWidth, 0.0f}})
      (void)model_.apply({.kind = EventKind::kControl, .index = std::uint8_t(id), .value = value});
    for (int i = 0; i < 5; i++)
      (void)model_.apply({.kind = EventKind::kNoteOn, .source = Source::kScore, .id = i, .value = float(24 + 3 * i), .value2 = 0.8f});
    when_ = now();
  }

  // One block, at its time.
  void step() {
    when_ += kBlock / kRate;
    if (now() < when_) sleep_until(when_);
    (void)model_.apply({.kind = EventKind::kBend, .value = float(std::sin(1e-3 * double(heard_.size() / kBlock)) * 0.1)});
    float left[kBlock], right[kBlock];
    const bool far_before = counters_.far;
    model_.process({}, {left, right, kBlock});
    for (float* const channel : {left, right})
      for (int i = 0; i < kBlock; i++) channel[i] *= kVolume;
    const bool there = model_.sounds();
    if (there) splice_.feed({left, right, kBlock});
    else holes_.push_back(std::ptrdiff_t(heard_.size()));
    if (!far_before && counters_.far) returns_.push_back(std::ptrdiff_t(heard_.size()));
    raw_.insert(raw_.end(), left, left + kBlock);
    (void)concealer_.process({left, right, kBlock}, there ? kBlock : 0, splice_.lag());
    heard_.insert(heard_.end(), left, left + kBlock);
  }

  void play(double seconds) {
    for (double passed = 0; passed < seconds; passed += kBlock / kRate) step();
  }
  template <class Condition>
  bool play_until(Condition condition) {
    for (const double until = now() + kComesBack; !condition();) {
      if (now() > until) return false;
      step();
    }
    return true;
  }

  // The largest excess around a joint, in dB.
  static double excess(const std::vector<float>& sound, std::ptrdiff_t at) {
    return joint_excess_db(sound, at, kRate, int(kReachSeconds * kRate));
  }

  test::FarChild& far() { return *far_; }
  const GuardCounters& counters() const { return counters_; }
  const std::vector<float>& heard() const { return heard_; }
  const std::vector<float>& raw() const { return raw_; }              // with the holes
  const std::vector<std::ptrdiff_t>& holes() const { return holes_; }      // first samples of pieces without sound
  const std::vector<std::ptrdiff_t>& returns() const { return returns_; }  // where the far synth had the voices back

 private:
  static io::ChildSetup setup_of(const std::string& backend, const VoiceContext& context, const NeuralLibrary& library, int voices) {
    io::ChildSetup setup = child_setup(backend, context, library, voices);
    setup.pauses.first = 50 * io::kMillisecond;
    setup.pauses.longest = 200 * io::kMillisecond;
    return setup;
  }

  GuardCounters counters_;
  std::unique_ptr<test::FarChild> far_;
  NeuralModel model_;
  Concealer concealer_;
  SpliceLag splice_;
  std::vector<float> heard_, raw_;
  std::vector<std::ptrdiff_t> holes_, returns_;
  double when_ = 0;
};

struct Counted {
  explicit Counted(Stage& stage)
      : lost(stage.counters().lost), refused(stage.counters().refused), returned(stage.counters().returned),
        failed(stage.far().failed), holes(stage.holes().size()), lives(lives_of(stage)) {}
  static std::vector<std::uint64_t> lives_of(Stage& stage) {
    std::vector<std::uint64_t> ends;
    for (int end = 0; end <= int(io::LifeEnd::kLast); end++) ends.push_back(stage.far().supervisor().counts().of(io::LifeEnd(end)));
    return ends;
  }
  std::uint64_t lost, refused, returned, failed;
  std::size_t holes;
  std::vector<std::uint64_t> lives;
};

void inject(Stage& stage, Which fault) {
  const pid_t child = stage.far().supervisor().child();
  switch (fault) {
    case kStalled: {
      kill(child, SIGSTOP);
      const double until = now() + kStall;
      while (now() < until) stage.step();
      kill(child, SIGCONT);
      return;
    }
    case kKilled: kill(child, SIGKILL); break;
    case kDeviceLost: stage.far().say_next(kLoseDevice); break;
    case kMemoryRefused: stage.far().say_next(kRefuseMemory); break;
    case kFaults: break;
  }
}

void require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

// Injects the fault, plays on until the far synth has the voices again, and looks back at it. Throws what is wrong; returns
// figures as JSON's members.
std::string try_fault(Stage& stage, Which which, bool gpu) {
  const Fault& fault = kTable[which];
  stage.play(kSettled);
  require(stage.counters().far, "the far synth does not play before");
  require(stage.far().supervisor().child() > 0, "there is no child to do it to");
  const Counted before(stage);
  const double began = now();
  inject(stage, which);
  require(stage.play_until([&] { return stage.counters().lost > before.lost; }), "nobody noticed");
  require(stage.play_until([&] { return stage.counters().returned > before.returned; }),
          "the far synth did not come back: " + stage.far().supervisor().last_reason());
  const double back = now() - began;
  stage.play(kAfter);
  const Counted after(stage);
  // Every piece that failed while the far synth had the voices is one that the guard lost, and one without sound; any other
  // failed while it was to take them.
  const auto lost = after.lost - before.lost, refused = after.refused - before.refused, failed = after.failed - before.failed;
  const std::size_t holes = after.holes - before.holes;
  require(lost + refused == failed && lost == holes && lost >= 1,
          std::to_string(failed) + " pieces failed and " + std::to_string(holes) + " had no sound, but the guard counted " +
              std::to_string(lost) + " lost and " + std::to_string(refused) + " refused");
  auto expected = before.lives;
  if (fault.ends != io::LifeEnd::kNone) expected[std::size_t(fault.ends)]++;
  require(after.lives == expected, "the child's lives ended otherwise: " + stage.far().supervisor().last_reason());
  const std::string reason = stage.far().supervisor().last_reason(), says = gpu ? fault.says_gpu : fault.says_cpu;
  require(reason.find(says) != std::string::npos, "the reason is not given: " + reason);

  double worst = -INFINITY, bare = -INFINITY;
  for (std::size_t i = before.holes; i < after.holes; i++) {
    const std::ptrdiff_t at = stage.holes()[i];
    for (const std::ptrdiff_t joint : {at, at + kBlock}) {
      worst = std::max(worst, Stage::excess(stage.heard(), joint));
      bare = std::max(bare, Stage::excess(stage.raw(), joint));
    }
  }
  for (const std::ptrdiff_t at : stage.returns())
    if (at > stage.holes()[before.holes]) worst = std::max(worst, Stage::excess(stage.heard(), at));
  char text[200];
  std::snprintf(text, sizeof text, "a joint stands out by %.1f dB (at most %.0f; %.1f if it were not concealed)", worst, kMostExcess, bare);
  require(worst < kMostExcess, text);
  require(bare > kMostExcess, std::string("the check would not hear a joint: ") + text);
  std::printf("%s: lost %llu, back after %.2f s, %s\n", fault.name, static_cast<unsigned long long>(lost), back, text);
  char members[200];
  std::snprintf(members, sizeof members, R"("lost": %llu, "refused": %llu, "back_after_s": %.3f, "joint_db": %.1f, "bare_joint_db": %.1f)",
                static_cast<unsigned long long>(lost), static_cast<unsigned long long>(refused), back, worst, bare);
  return members;
}

}  // namespace

int check_faults(const Options& o, const Report& report) try {
  Stage stage(o.cpu ? "cpu" : "cuda");
  require(stage.play_until([&] { return stage.counters().far.load(); }),
          "the child is not ready: " + stage.far().supervisor().last_reason());
  int wrong = 0;
  for (int which = 0; which < kFaults; which++) {
    std::string figures, why;
    try {
      figures = ", " + try_fault(stage, Which(which), !o.cpu);
    } catch (const std::runtime_error& error) {
      why = error.what();
      wrong++;
      std::printf("failed: %s: %s\n", kTable[which].name, why.c_str());
      if (!stage.play_until([&] { return stage.counters().far.load(); })) break;
    }
    report(std::string(R"({"fault": ")") + kTable[which].name + R"(", "way": ")" + (o.cpu ? "cpu" : "cuda") +
           R"(", "verdict": ")" + (why.empty() ? "passed" : "failed") + '"' + figures + "}");
  }
  return wrong > 0 ? 1 : 0;
} catch (const std::runtime_error& error) {
  std::printf("failed: %s\n", error.what());
  return 1;
}

}  // namespace seaglass::gpu_check
