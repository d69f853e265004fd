// The child behind a synth that is far away, as the program itself: what it says when it cannot begin, that it sounds as a
// synth here does, and that it comes back.

#include "tools/seaglass/synth_server.h"

#include <signal.h>

#include <atomic>

#include "engine/patch/load.h"
#include "engine/voice/neural_model.h"
#include "engine/voice/synth_reply.h"
#include "io/child/supervisor.h"
#include "io/errors.h"
#include "kernels/kernels.h"
#include "tests/kernels/cuda/far_child.h"
#include "tests/program/files.h"
#include "tests/program/process.h"
#include "tests/support/play.h"
#include "tools/seaglass/keep_awake.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kVoices = 16, kBlock = 64;
constexpr double kRate = 48000;
constexpr double kPatient = 5;  // seconds

io::ChildSetup setup_of(std::vector<std::byte> config) {
  io::ChildSetup setup;
  setup.name = "the synth's process";
  setup.words = {SEAGLASS_PROGRAM, kSynthServerCommand};
  setup.sizes = {.config = kSynthConfigBytes, .request = 1 << 20, .reply = reply_room(kVoices + kGhosts)};
  setup.config = std::move(config);
  return setup;
}

std::vector<std::byte> bytes_of_text(const std::string& text) {
  const auto* const first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

std::vector<std::byte> config_of(const std::string& backend, const std::string& patch = patch_path()) {
  return synth_config({.patch = patch, .rate = kRate, .voices = kVoices + kGhosts, .backend = backend});
}

std::shared_ptr<const NeuralPatch> shipped() {
  static const std::string bytes = bytes_of(patch_path());
  static const std::shared_ptr<const Patch> patch = load_patch(std::as_bytes(std::span(bytes)));
  return std::dynamic_pointer_cast<const NeuralPatch>(patch);
}

std::vector<Event> phrase() {
  std::vector<Event> events{program(0, 1, 1)};
  for (int i = 0; i < 8; i++) {
    events.push_back(note_on(2400 * i + 17, i, float(45 + 5 * i), 0.7f, i % 2));
    if (i % 2 == 1) events.push_back(bend(2400 * i + 600, 0.2f));
    if (i < 5) events.push_back(note_off(2400 * i + 9000, i, i % 2));
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  return events;
}

// Every piece through the child, however long it takes.
class Through final : public Synth {
 public:
  explicit Through(FarSynth& far) : far_(far) {}
  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    OrderView told = orders;
    told.anew = std::exchange(first_, false);
    return far_.post(told) && far_.wait(told, sums, looks);
  }

 private:
  FarSynth& far_;
  bool first_ = true;
};

// How the first life ended, once it has.
struct Ending {
  io::LifeEnd how;
  std::string reason;
};
Ending first_ending(const std::vector<std::byte>& config) {
  io::Supervisor supervisor(setup_of(config));
  const bool ended = comes_true([&] { return supervisor.counts().last_end != io::LifeEnd::kNone; });
  REQUIRE(ended);
  CHECK(supervisor.counts().ready == 0);
  return {supervisor.counts().last_end, supervisor.last_reason()};
}

// The exit code of a child with this config.
int code_of(const std::vector<std::byte>& config) {
  const io::SharedRegion region({.config = kSynthConfigBytes, .request = 64, .reply = 64});
  const io::BlockExchange exchange(region);
  io::LifeWatch watch(region.view(), exchange);
  watch.begin(1, config, io::now_ns());
  io::ChildProcess child({SEAGLASS_PROGRAM, kSynthServerCommand}, region.fd());
  REQUIRE(comes_true([&] { return !child.running(); }));
  CHECK(watch.failure() == child.exit_code());
  return child.exit_code();
}

bool says(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

}  // namespace

TEST_CASE("The synth's process sounds as a synth here does") {
  FarChild far(setup_of(config_of("cpu")), kPatient);
  REQUIRE(comes_true([&] { return far.ready(); }));
  const auto events = phrase();
  NeuralModel away(shipped(), kernels::best(),
                   [&](const VoiceContext&, const NeuralLibrary*, int) { return std::make_unique<Through>(far); });
  NeuralModel here(shipped(), kernels::best());
  for (NeuralModel* const model : {&away, &here}) model->prepare({.rate = kRate, .voices = kVoices, .seed = 4});
  const Sound one = play(away, events, 48000, kBlock), other = play(here, events, 48000, kBlock);
  CHECK(far.failed == 0);
  CHECK(far.supervisor().counts().last_end == io::LifeEnd::kNone);
  REQUIRE(peak(other.left) > 1e-3f);
  CHECK(first_difference(one.left, other.left) == -1);
  CHECK(first_difference(one.right, other.right) == -1);
}

TEST_CASE("A packet that is none ends the life that was told it, and no more") {
  FarChild far(setup_of(config_of("cpu")), kPatient);
  REQUIRE(comes_true([&] { return far.ready(); }));
  const auto sums = std::make_unique<PartSums>();
  std::vector<VoiceLook> looks(kVoices + kGhosts);
  OrderView nothing;
  nothing.anew = 1;
  nothing.count = kBlock;
  far.say_next("these are no orders, and it must not take them for any");
  REQUIRE(far.post(nothing));
  CHECK_FALSE(far.wait(nothing, *sums, looks));
  CHECK(comes_true([&] { return far.supervisor().counts().of(io::LifeEnd::kBroken) == 1; }));
  REQUIRE(comes_true([&] { return far.ready(); }));
  REQUIRE(far.post(nothing));
  CHECK(far.wait(nothing, *sums, looks));
}

TEST_CASE("Where no GPU can be had, the synth's process says so and ends") {
  const std::string problem = cuda_problem(SEAGLASS_PROGRAM);
  if (problem.empty()) return;  // there is one: tools/gpu_check plays on it
  INFO(problem);
  CHECK((says(problem, "NVIDIA driver") || says(problem, "this build has no CUDA") || says(problem, "GPU")));
  CHECK(problem.find('\n') == std::string::npos);
  const Ending ending = first_ending(config_of("cuda"));
  CHECK(ending.how == io::LifeEnd::kRefused);
  CHECK(says(ending.reason, "the synth's process"));
  CHECK(says(ending.reason, problem));
  CHECK(code_of(config_of("cuda")) == 4);
}

TEST_CASE("A GPU that cannot be had is asked for less and less often") {
  if (cuda_problem(SEAGLASS_PROGRAM).empty()) return;
  io::ChildSetup setup = setup_of(config_of("cuda"));
  setup.pauses.first = 50 * io::kMillisecond;
  io::Supervisor supervisor(setup);
  std::vector<Nanoseconds> began;
  while (began.size() < 5) {
    REQUIRE(comes_true([&] { return supervisor.counts().started > began.size(); }));
    began.push_back(io::now_ns());
  }
  // Pauses of 50, 100, 200 and 400 ms, and what a life takes.
  CHECK(began[2] - began[1] >= 90 * io::kMillisecond);
  CHECK(began[4] - began[3] >= 390 * io::kMillisecond);
  CHECK(supervisor.counts().ready == 0);
  CHECK(supervisor.counts().of(io::LifeEnd::kRefused) >= 4);
}

TEST_CASE("What the synth's process cannot begin with it says in one sentence, and with its exit code") {
  struct Case {
    std::vector<std::byte> config;
    const char* says;
    int code;
  };
  const std::string good = R"("patch": ")" + patch_path() + R"(", "rate": 48000, "voices": 48)";
  TempFolder folder;
  write_bytes(folder / "broken.glass", std::string(2000, 'x'));
  const Case cases[] = {
      {{}, "makes no sense", 2},
      {bytes_of_text("{\"patch\": "), "makes no sense", 2},
      {bytes_of_text("[1, 2]"), "makes no sense", 2},
      {bytes_of_text("{" + good + "}"), "makes no sense", 2},
      {bytes_of_text("{" + good + R"(, "backend": 7})"), "makes no sense", 2},
      {bytes_of_text("{" + good + R"(, "backend": "abacus"})"), "no backend called 'abacus'", 2},
      {bytes_of_text(R"({"patch": "", "rate": 1, "voices": 48, "backend": "cpu"})"), "no instrument has", 2},
      {bytes_of_text(R"({"patch": "", "rate": 48000, "voices": 1000000, "backend": "cpu"})"), "no instrument has", 2},
      {config_of("cpu", folder / "none.glass"), "no such patch", 3},
      {config_of("cpu", folder / "broken.glass"), "broken.glass", 3},
  };
  for (const Case& c : cases) {
    CAPTURE(c.says);
    CHECK(code_of(c.config) == c.code);
    const Ending ending = first_ending(c.config);
    CAPTURE(ending.reason);
    CHECK(ending.how == io::LifeEnd::kRefused);
    CHECK(says(ending.reason, c.says));
  }
}

TEST_CASE("Whoever starts the synth's process by hand is told so") {
  const Ended ended = instrument({kSynthServerCommand});
  CHECK(ended.code != 0);
  CHECK_FALSE(ended.err.empty());
}

TEST_CASE("What would fall asleep is kept awake where no block comes, and left alone while one is served") {
  std::atomic<int> pulses{0}, at_once{0};
  std::atomic<bool> met{false};
  const auto alone = [&] {
    if (at_once++ != 0) met = true;
    wait_seconds(0.001);
    at_once--;
  };
  {
    KeepAwake awake([&] {
      alone();
      pulses++;
    });
    CHECK(comes_true([&] { return pulses > 10; }));
    // Blocks come every two milliseconds: hardly any pulse between them, and none beside them.
    const int before = pulses;
    for (int block = 0; block < 200; block++) {
      awake.during(alone);
      wait_seconds(0.001);
    }
    CHECK(pulses - before < 100);
    const int then = pulses;
    CHECK(comes_true([&] { return pulses > then + 3; }));
  }
  CHECK_FALSE(met);
  const int in_the_end = pulses;
  wait_seconds(0.02);
  CHECK(pulses == in_the_end);
}

TEST_CASE("A pulse that fails is the last") {
  std::atomic<int> pulses{0};
  KeepAwake awake([&] {
    pulses++;
    throw io::DeviceError("the card is gone");
  });
  CHECK(comes_true([&] { return pulses == 1; }));
  wait_seconds(0.05);
  CHECK(pulses == 1);
  CHECK(awake.during([] { return 7; }) == 7);
}

TEST_CASE("A synth's process that is killed while it plays comes back, and the sound goes on") {
  io::ChildSetup setup = setup_of(config_of("cpu"));
  setup.pauses.first = 20 * io::kMillisecond;
  FarChild far(setup, kPatient);
  GuardCounters counters;
  NeuralModel model(shipped(), kernels::best(), [&](const VoiceContext& context, const NeuralLibrary* library, int voices) {
    return std::make_unique<GuardedSynth>(std::make_unique<CpuSynth>(context, library, voices), far, voices, context.rate,
                                          counters);
  });
  model.prepare({.rate = kRate, .voices = kVoices});
  for (int i = 0; i < 4; i++) (void)model.apply(note_on(0, i, float(48 + 5 * i)));
  float left[kBlock], right[kBlock];
  int without = 0, blocks = 0;
  const auto play_until = [&](auto condition) {
    return comes_true([&] {
      for (int i = 0; i < 10; i++, blocks++) {
        model.process({}, {left, right, kBlock});
        without += !model.sounds();
      }
      return condition();
    });
  };
  REQUIRE(comes_true([&] { return far.ready(); }));
  REQUIRE(play_until([&] { return counters.far.load(); }));
  for (int life = 1; life <= 2; life++) {
    CAPTURE(life, blocks);
    const pid_t child = far.supervisor().child();
    REQUIRE(child > 0);  // 0 would be all of us
    REQUIRE(kill(child, SIGKILL) == 0);
    REQUIRE(play_until([&] { return counters.lost.load() == std::uint64_t(life); }));
    CHECK(without == life);
    REQUIRE(play_until([&] { return counters.returned.load() == std::uint64_t(life + 1); }));
    CHECK(far.supervisor().counts().of(io::LifeEnd::kLost) == std::uint64_t(life));
    CHECK(says(far.supervisor().last_reason(), "signal 9"));
  }
  CHECK(peak(std::span(left, kBlock)) > 1e-4f);
}
