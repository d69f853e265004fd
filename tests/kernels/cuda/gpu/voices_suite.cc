// Whether a synth sounds as the CPU's does, from the same orders.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>

#include "engine/voice/neural_model.h"
#include "kernels/kernels.h"
#include "tests/kernels/cuda/beside_cpu.h"
#include "tests/kernels/cuda/gpu/suites.h"
#include "tests/kernels/cuda/gpu/synths.h"
#include "tests/kernels/cuda/random_patch.h"
#include "tests/kernels/cuda/team_synth.h"

namespace seaglass::gpu_check {
namespace {

constexpr double kAlike = -80;       // dB
constexpr double kAlikeHigh = -50;   // where partials are bent up to half the rate (tests/kernels/cuda/voices_host_test.cc)
constexpr float kAlikeLook = 0.1f;   // dB
constexpr int kOdd = 0;              // blocks of 1 to 256 samples, as they come

// Where a case is tried: everywhere, under a sanitizer too, where all is a hundred times slower; not there; on a GPU alone.
enum class Tried { kEverywhere, kHost, kGpu };

struct Case {
  const char* name;
  double rate;
  int block, voices, notes;
  double seconds;
  Tried tried;
};
constexpr Case kCases[] = {
    {"one voice", 48000, 64, 1, 1, 0.5, Tried::kEverywhere},
    {"16 voices, stolen from", 48000, 64, 16, 60, 1, Tried::kEverywhere},
    {"blocks of 16", 48000, 16, 6, 12, 0.5, Tried::kHost},
    {"blocks of 256", 48000, 256, 6, 12, 0.5, Tried::kHost},
    {"odd blocks", 48000, kOdd, 6, 12, 0.3, Tried::kHost},
    {"16 kHz", 16000, 64, 12, 30, 1, Tried::kHost},
    {"16 kHz in blocks of 256", 16000, 256, 12, 30, 1, Tried::kHost},
    {"192 kHz", 192000, 64, 6, 12, 0.2, Tried::kHost},
    {"192 kHz in blocks of 16", 192000, 16, 6, 12, 0.2, Tried::kHost},
    {"192 kHz in odd blocks", 192000, kOdd, 6, 12, 0.1, Tried::kEverywhere},
    {"256 voices", 48000, 64, 256, 300, 0.5, Tried::kGpu},
    {"256 voices at 192 kHz in blocks of 256", 192000, 256, 256, 300, 0.25, Tried::kGpu},
    {"12 voices for a minute", 48000, 64, 12, 400, 60, Tried::kGpu}};
constexpr const Case& kStolen = kCases[1];

Event at(const Case& c, double seconds, EventKind kind, int part) {
  return {.at = SampleIndex(seconds * c.rate), .kind = kind, .source = Source::kScore, .part = std::uint8_t(part)};
}

// Notes on three parts and places, let go, bent a little, moved about the map.
std::vector<Event> score(const Case& c, unsigned seed) {
  std::mt19937 random(seed);
  const auto unit = [&] { return float(random() % 10000) / 10000; };
  std::vector<Event> events;
  for (int part = 0; part < 3; part++) {
    events.push_back(at(c, 0, EventKind::kProgram, part));
    events.back().index = std::uint8_t(part);
  }
  for (int i = 0; i < c.notes; i++) {
    const int part = i % 3;
    const double begins = 0.6 * c.seconds * i / c.notes;
    Event on = at(c, begins, EventKind::kNoteOn, part), off = at(c, begins + 0.3 * c.seconds * unit(), EventKind::kNoteOff, part);
    on.id = off.id = i;
    on.value = 36 + float(random() % 36);
    on.value2 = 0.2f + 0.8f * unit();
    events.push_back(on);
    events.push_back(off);
    Event moved = at(c, c.seconds * unit(), i % 2 == 0 ? EventKind::kBend : EventKind::kControl, part);
    moved.index = std::uint8_t(ParameterId::kX);
    moved.value = moved.kind == EventKind::kBend ? unit() - 0.5f : unit();
    events.push_back(moved);
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  return events;
}

// Hands on what a way makes of the orders, and lets threads on the host carry them out too.
class WithThreads final : public Synth {
 public:
  WithThreads(const VoiceContext& context, const NeuralLibrary& library, int voices, std::unique_ptr<Synth> way)
      : threads_(context, library, voices, 0), way_(std::move(way)), looks_(std::size_t(voices)) {}
  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    return threads_.carry_out(orders, sums_, looks_) && way_->carry_out(orders, sums, looks);
  }
  bool reaches_half_the_rate() const { return threads_.reaches_half_the_rate(); }

 private:
  test::TeamSynth threads_;
  std::unique_ptr<Synth> way_;
  PartSums sums_;
  std::vector<VoiceLook> looks_;
};

// All samples of the case, whole or cut into other blocks; each event falls on its own sample.
std::vector<float> play(Model& model, const Case& c, unsigned seed, int block) {
  const auto events = score(c, seed);
  std::mt19937 random(seed + 1);
  const auto count = SampleIndex(c.seconds * c.rate);
  std::vector<float> sound(std::size_t(kChannels * count));
  std::size_t next = 0;
  for (SampleIndex s = 0; s < count;) {
    for (; next < events.size() && events[next].at <= s; next++) (void)model.apply(events[next]);
    SampleIndex n = block == kOdd ? 1 + SampleIndex(random() % kMaxSpan) : block - s % block;
    n = std::min(n, count - s);
    if (next < events.size()) n = std::min(n, events[next].at - s);
    model.process({}, {sound.data() + s, sound.data() + count + s, int(n)});
    s += n;
  }
  return sound;
}

std::vector<float> played(const SynthWay& way, const Case& c, unsigned seed, int block) {
  NeuralModel model(test::random_patch(seed), kernels::best(),
                    [&](const VoiceContext& context, const NeuralLibrary* library, int voices) {
                      return way.make(context, *library, voices);
                    });
  model.prepare({.rate = c.rate, .voices = c.voices, .seed = seed});
  return play(model, c, seed, block);
}

// The sample at which two ways to the same sound part, as a sentence; empty when they do not.
std::string difference(const std::vector<float>& one, const std::vector<float>& other, const char* what) {
  if (std::ranges::none_of(one, [](float x) { return std::fabs(x) > 1e-4f; })) return "nothing sounds";
  for (std::size_t i = 0; i < one.size(); i++)
    if (std::memcmp(&one[i], &other[i], sizeof(float)) != 0)
      return std::string(what) + " at sample " + std::to_string(i % (one.size() / kChannels));
  return "";
}

// --- the checks: what is wrong with the way; empty when it holds ---

// Beside the CPU's synth, and beside the host's threads where they can keep up: they know when partials are near half the rate.
std::string sounds_as_the_cpu(const SynthWay& way, const Case& c, unsigned seed) {
  test::SynthsCompared compared;
  NeuralModel model(test::random_patch(seed), kernels::best(),
                    [&](const VoiceContext& context, const NeuralLibrary* library, int voices) {
                      auto synth = way.make(context, *library, voices);
                      std::function<bool()> high = [] { return false; };
                      if (c.tried != Tried::kGpu) {
                        auto with = std::make_unique<WithThreads>(context, *library, voices, std::move(synth));
                        high = [with = with.get()] { return with->reaches_half_the_rate(); };
                        synth = std::move(with);
                      }
                      return std::make_unique<test::BesideCpu>(context, *library, voices, std::move(synth), high, compared);
                    });
  model.prepare({.rate = c.rate, .voices = c.voices, .seed = seed});
  (void)play(model, c, seed, c.block);
  char text[200];
  std::snprintf(text, sizeof text, "%.1f dB off the CPU's sound (at most %.0f; %.1f near half the rate), its levels %.2g dB off in %d looks",
                compared.error_db(), kAlike, compared.high_error_db(), double(compared.largest_look), compared.looks);
  const bool alike = compared.power + compared.high_power > 1e-3 && !(compared.error_db() >= kAlike) &&
                     !(compared.high_error_db() >= kAlikeHigh) && compared.largest_look < kAlikeLook && compared.looks > 0 &&
                     compared.same_over;
  if (alike) std::printf("%s, %s: %s\n", way.name.c_str(), c.name, text);
  return alike ? "" : text;
}

std::string gives_the_same_bits_again(const SynthWay& way, const Case& c, unsigned seed) {
  return difference(played(way, c, seed, c.block), played(way, c, seed, c.block), "other bits when played again");
}

std::string gives_the_same_bits_however_it_is_cut(const SynthWay& way, const Case& c, unsigned seed) {
  const auto whole = played(way, c, seed, kMaxSpan);
  for (const int block : {16, 64, 37, kOdd}) {
    const std::string wrong = difference(whole, played(way, c, seed, block), "other bits when cut otherwise");
    if (!wrong.empty()) return wrong;
  }
  return "";
}

struct VoiceCheck {
  const char* name;
  bool (*of)(const Case&);  // which cases it is asked of
  std::string (*run)(const SynthWay&, const Case&, unsigned seed);
};
constexpr VoiceCheck kChecks[] = {
    {"sounds as the CPU", [](const Case&) { return true; }, sounds_as_the_cpu},
    {"gives the same bits again", [](const Case& c) { return c.notes >= 30 && c.seconds <= 1; }, gives_the_same_bits_again},
    {"gives the same bits however it is cut", [](const Case& c) { return c.block == kOdd; }, gives_the_same_bits_however_it_is_cut},
};

std::string verdict(const VoiceCheck& check, const SynthWay& way, const Case& c, unsigned seed) try {
  return check.run(way, c, seed);
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
struct Restless {  // in the last bit of one sample, now and then
  static void spoil(const OrderView& orders, PartSums& sums, std::span<VoiceLook>) {
    static int pieces = 0;
    if (++pieces % 101 == 0) sums.part[0].left[orders.count / 2] = std::nextafter(sums.part[0].left[orders.count / 2], 1.0f);
  }
};
struct Cut {  // in the last bit of each piece's first sample
  static void spoil(const OrderView&, PartSums& sums, std::span<VoiceLook>) {
    sums.part[0].left[0] = std::nextafter(sums.part[0].left[0], 1.0f);
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
    for (const Case& c : kCases)
      for (const VoiceCheck& check : kChecks) {
        if (!o.only.empty() && o.only != way.name) continue;
        if (c.tried > (o.cpu ? Tried::kHost : o.quick ? Tried::kEverywhere : Tried::kGpu) || !check.of(c)) continue;
        if (o.quick && !o.cpu && &check != kChecks) continue;
        const std::string why = verdict(check, way, c, o.seed);
        if (!why.empty()) std::printf("failed: %s, %s, %s: %s\n", way.name.c_str(), c.name, check.name, why.c_str());
        report(std::string(R"({"check": ")") + check.name + R"(", "way": ")" + way.name + R"(", "case": ")" + c.name +
               R"(", "verdict": ")" + (why.empty() ? "passed" : "failed") + R"("})");
        failed += !why.empty();
      }
  return failed > 0 ? 1 : 0;
}

int control_voices(const Options& o) {
  struct Control {
    SynthWay way;
    const VoiceCheck& check;
  };
  const Control controls[] = {{wrong<Louder>("too loud by 0.01 dB"), kChecks[0]},
                              {wrong<Late>("a sample wrong in each piece"), kChecks[0]},
                              {wrong<Misheard>("one level wrong by 1 dB"), kChecks[0]},
                              {wrong<Restless>("a bit other now and then"), kChecks[1]},
                              {wrong<Cut>("a bit other at each cut"), kChecks[2]}};
  int missed = 0;
  for (const auto& [way, check] : controls) {
    const std::string why = verdict(check, way, kStolen, o.seed);
    std::printf("control: %s: %s\n", way.name.c_str(), why.empty() ? "NOT FOUND" : why.c_str());
    missed += why.empty();
  }
  return missed > 0 ? 1 : 0;
}

}  // namespace seaglass::gpu_check
