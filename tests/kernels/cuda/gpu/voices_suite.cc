// Whether a synth sounds as the CPU's does, from the same orders.

#include <cstdio>
#include <exception>

#include "engine/voice/neural_model.h"
#include "kernels/kernels.h"
#include "tests/kernels/cuda/beside_cpu.h"
#include "tests/kernels/cuda/gpu/suites.h"
#include "tests/kernels/cuda/gpu/synths.h"
#include "tests/kernels/cuda/random_patch.h"
#include "tests/kernels/cuda/team_synth.h"

namespace seaglass::gpu_check {
namespace {

constexpr double kAlike = -80;     // dB
constexpr float kAlikeLook = 0.1f;  // dB
constexpr double kRate = 48000;
constexpr int kBlock = 64;

struct Case {
  const char* name;
  int voices, notes;
  double seconds;
  bool watched;  // short enough to be run under a sanitizer
};
constexpr Case kCases[] = {
    {"one voice", 1, 1, 1, true}, {"16 voices, stolen from", 16, 60, 1, true}, {"256 voices", 256, 300, 0.5, false},
    {"12 voices for a minute", 12, 400, 60, false}};

Event at(double seconds, EventKind kind, int part) {
  return {.at = SampleIndex(seconds * kRate), .kind = kind, .source = Source::kScore, .part = std::uint8_t(part)};
}

// Notes on three parts and places, let go, bent a little, moved about the map.
std::vector<Event> score(const Case& c, unsigned seed) {
  std::mt19937 random(seed);
  const auto unit = [&] { return float(random() % 10000) / 10000; };
  std::vector<Event> events;
  for (int part = 0; part < 3; part++) {
    events.push_back(at(0, EventKind::kProgram, part));
    events.back().index = std::uint8_t(part);
  }
  for (int i = 0; i < c.notes; i++) {
    const int part = i % 3;
    const double begins = 0.6 * c.seconds * i / c.notes;
    Event on = at(begins, EventKind::kNoteOn, part), off = at(begins + 0.3 * c.seconds * unit(), EventKind::kNoteOff, part);
    on.id = off.id = i;
    on.value = 36 + float(random() % 36);
    on.value2 = 0.2f + 0.8f * unit();
    events.push_back(on);
    events.push_back(off);
    Event moved = at(c.seconds * unit(), i % 2 == 0 ? EventKind::kBend : EventKind::kControl, part);
    moved.index = std::uint8_t(ParameterId::kX);
    moved.value = moved.kind == EventKind::kBend ? unit() - 0.5f : unit();
    events.push_back(moved);
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  return events;
}

// What is wrong with the way; empty when it holds.
std::string compare(const SynthWay& way, const Case& c, unsigned seed) try {
  test::SynthsCompared compared;
  NeuralModel model(test::random_patch(seed), kernels::best(),
                    [&](const VoiceContext& context, const NeuralLibrary* library, int voices) {
                      return std::make_unique<test::BesideCpu>(context, *library, voices, way.make(context, *library, voices),
                                                               [] { return false; }, compared);
                    });
  model.prepare({.rate = kRate, .voices = c.voices, .seed = seed});
  const auto events = score(c, seed);
  float left[kBlock], right[kBlock];
  std::size_t next = 0;
  for (SampleIndex s = 0; s < SampleIndex(c.seconds * kRate); s += kBlock) {
    for (; next < events.size() && events[next].at <= s; next++) (void)model.apply(events[next]);
    model.process({}, {left, right, kBlock});
  }
  char text[160];
  std::snprintf(text, sizeof text, "%.1f dB off the CPU's sound (at most %.0f), its levels %.2g dB off in %d looks",
                compared.error_db(), kAlike, double(compared.largest_look), compared.looks);
  const bool alike = compared.power > 1e-3 && compared.error_db() < kAlike && compared.largest_look < kAlikeLook &&
                     compared.looks > 0 && compared.same_over;
  if (alike) std::printf("%s, %s: %s\n", way.name.c_str(), c.name, text);
  return alike ? "" : text;
} catch (const std::exception& error) {
  return error.what();
}

std::vector<SynthWay> host_synths() {
  return {{"threads on the host", [](const VoiceContext& context, const NeuralLibrary& library, int voices) -> std::unique_ptr<Synth> {
             return std::make_unique<test::TeamSynth>(context, library, voices, 0);
           }}};
}

// A synth that is wrong in one respect.
template <class Spoil>
class Wrong final : public Synth {
 public:
  Wrong(const VoiceContext& context, const NeuralLibrary& library, int voices) : cpu_(context, &library, voices) {}
  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    const bool done = cpu_.carry_out(orders, sums, looks);
    Spoil::spoil(orders, sums, looks);
    return done;
  }

 private:
  CpuSynth cpu_;
};

struct Louder {  // by a hundredth of a decibel
  static void spoil(const OrderView&, PartSums& sums, std::span<VoiceLook>) {
    for (auto& part : sums.part)
      for (float& x : part.left) x *= 1.00115f;
  }
};
struct Late {  // a sample, at the end of each piece
  static void spoil(const OrderView& orders, PartSums& sums, std::span<VoiceLook>) {
    for (auto& part : sums.part) part.right[orders.count - 1] = part.right[orders.count - 2];
  }
};
struct Misheard {  // one voice's level
  static void spoil(const OrderView&, PartSums&, std::span<VoiceLook> looks) { looks[0].level_db += 1; }
};

template <class Spoil>
SynthWay wrong(const char* name) {
  return {name, [](const VoiceContext& context, const NeuralLibrary& library, int voices) -> std::unique_ptr<Synth> {
            return std::make_unique<Wrong<Spoil>>(context, library, voices);
          }};
}

}  // namespace

int check_voices(const Options& o, const Report& report) {
  int failed = 0;
  for (const SynthWay& way : o.cpu ? host_synths() : cuda_synths())
    for (const Case& c : kCases) {
      if (!o.only.empty() && o.only != way.name) continue;
      if ((o.quick || o.cpu) && !c.watched) continue;
      const std::string why = compare(way, c, o.seed);
      if (!why.empty()) std::printf("failed: %s, %s: %s\n", way.name.c_str(), c.name, why.c_str());
      report(std::string(R"({"check": "sounds as the CPU", "way": ")") + way.name + R"(", "case": ")" + c.name +
             R"(", "verdict": ")" + (why.empty() ? "passed" : "failed") + R"("})");
      failed += !why.empty();
    }
  return failed > 0 ? 1 : 0;
}

int control_voices(const Options& o) {
  int missed = 0;
  for (const SynthWay& way : {wrong<Louder>("too loud by 0.01 dB"), wrong<Late>("a sample wrong in each piece"),
                              wrong<Misheard>("one level wrong by 1 dB")}) {
    const std::string why = compare(way, kCases[1], o.seed);
    std::printf("control: %s: %s\n", way.name.c_str(), why.empty() ? "NOT FOUND" : why.c_str());
    missed += why.empty();
  }
  return missed > 0 ? 1 : 0;
}

}  // namespace seaglass::gpu_check
