// tune, aim and sum, at every level that this processor runs, against double precision.

#include <limits>
#include <random>

#include "kernels/kernels.h"
#include "tests/catch.h"
#include "tests/kernels/reference.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kHop = 128;
constexpr float kKnee = 0.45f;  // cycles per sample: above, voices silence their partials

// A second of a note whose pitch and amplitudes move every frame, by kernel and by reference.
struct Run {
  std::vector<float> got;
  std::vector<double> wanted;
};

Run run(const VoiceKernels& kernels, int count, float cycles, int frames, const std::vector<int>& pieces = {kHop}) {
  std::mt19937 random{unsigned(count)};
  const auto unit = [&] { return float(random() % 10000) / 10000.0f; };
  PartialBank bank = empty_bank(count);
  ReferenceBank reference;
  for (int k = 0; k < count; k++) {
    bank.ratio[k] = float(k + 1) * (1 + 0.0001f * float(k));
    bank.phase[k] = std::uint32_t(random());
    reference.partials.push_back({.ratio = bank.ratio[k], .phase = bank.phase[k] / 4294967296.0});
  }
  Run r;
  std::vector<float> db(kMaxPartials);
  std::size_t piece = 0;
  for (int f = 0; f < frames; f++) {
    for (int k = 0; k < count; k++) db[std::size_t(k)] = bank.ratio[k] * cycles > kKnee ? -200 : -12 - 40 * unit();
    const float c = cycles * (1 + 0.01f * unit());
    kernels.aim(bank, db.data(), kHop);
    kernels.tune(bank, c, f == 0 ? 0 : kHop);
    reference.aim(db.data(), kHop);
    reference.tune(c);
    std::vector<double> wanted(kHop, 0.0);
    reference.sum(wanted.data(), kHop);
    r.wanted.insert(r.wanted.end(), wanted.begin(), wanted.end());
    std::vector<float> got(kHop, 0.0f);
    for (int at = 0; at < kHop;) {
      const int n = std::min(pieces[piece++ % pieces.size()], kHop - at);
      kernels.sum(bank, got.data() + at, n);
      at += n;
    }
    r.got.insert(r.got.end(), got.begin(), got.end());
  }
  return r;
}

struct Error {
  double rms, worst;  // against the reference's RMS and peak
};
Error error_of(const Run& r) {
  double squares = 0, all = 0, worst = 0, most = 0;
  for (std::size_t i = 0; i < r.got.size(); i++) {
    const double e = r.got[i] - r.wanted[i];
    squares += e * e;
    all += r.wanted[i] * r.wanted[i];
    worst = std::max(worst, std::abs(e));
    most = std::max(most, std::abs(r.wanted[i]));
  }
  return {std::sqrt(squares / all), worst / most};
}

}  // namespace

TEST_CASE("Oscillators stay within 1e-5 of double precision over a second, tuned anew each frame") {
  // The rotation's coefficient 2 sin(w / 2) is rounded to 2^-24, so by the end of a frame a partial at w is off by
  // 128 x 2^-24 x 2 tan(w / 2) rad at most: 1e-6 at 1 kHz, 1.3e-5 at 14 kHz, 8e-5 at 21 kHz, where nothing is heard. All
  // else (sines 1e-7, amplitudes 2e-7) is smaller. A spectrum that ends at 16 kHz stays below 1e-5, or -100 dB.
  for (const VoiceKernels* kernels : kernels::available())
    for (const int count : {1, 3, 16, 17, 24, 48, 95, 96})
      for (const float hz : {27.5f, 261.6f, 880.0f}) {
        const Error e = error_of(run(*kernels, count, hz / 48000, 375));
        CAPTURE(kernels->name, count, hz, e.rms, e.worst);
        const double inaudible = float(count) * hz < 16000 ? 1 : 4;
        REQUIRE(e.rms < 1e-5 * inaudible);
        REQUIRE(e.worst < 2e-5 * inaudible);
      }
}

TEST_CASE("The measure of error sees a pitch that is wrong by a hundredth of a cent") {
  const VoiceKernels& kernels = kernels::best();
  Run right = run(kernels, 24, 261.6f / 48000, 375);
  const Run wrong = run(kernels, 24, 261.6f * 1.000006f / 48000, 375);
  right.got = wrong.got;
  REQUIRE(error_of(right).rms > 1e-4);
}

TEST_CASE("sum of n and m samples gives the bits of one sum of n + m") {
  for (const VoiceKernels* kernels : kernels::available())
    for (const int count : {1, 5, 16, 24, 50, 96}) {
      const auto whole = run(*kernels, count, 0.004f, 40);
      for (const auto& pieces : {std::vector{1}, std::vector{64}, std::vector{3, 17, 1, 40}, std::vector{127, 1}}) {
        CAPTURE(kernels->name, count, pieces[0]);
        REQUIRE(first_difference(whole.got, run(*kernels, count, 0.004f, 40, pieces).got) == -1);
      }
    }
}

TEST_CASE("The levels agree with one another within 2e-6 of the peak") {
  const auto levels = kernels::available();
  for (const int count : {7, 48, 96}) {
    const Run first = run(*levels[0], count, 0.003f, 375);
    for (const VoiceKernels* other : levels) {
      Run r = run(*other, count, 0.003f, 375);
      r.wanted.assign(first.got.begin(), first.got.end());
      CAPTURE(other->name, count);
      REQUIRE(error_of(r).worst < 2e-6 * 3);
    }
  }
}

TEST_CASE("Tuning again in mid-frame goes on from the phase reached") {
  for (const VoiceKernels* kernels : kernels::available()) {
    // Same frequency: nothing may be heard of it but rounding.
    const auto render = [&](const std::vector<int>& cuts) {
      PartialBank bank = empty_bank(8);
      const float db[kMaxPartials] = {-20, -20, -20, -20, -20, -20, -20, -20};
      for (int k = 0; k < 8; k++) bank.ratio[k] = float(k + 1);
      kernels->aim(bank, db, 512);
      std::vector<float> out(512, 0.0f);
      int since = 0, next = 0;
      for (const int cut : cuts) {
        kernels->tune(bank, 0.0123f, since);
        since = cut - next;
        kernels->sum(bank, out.data() + next, since);
        next = cut;
      }
      return out;
    };
    const auto straight = render({256, 512}), cut = render({1, 2, 77, 200, 256, 300, 511, 512});
    double worst = 0;
    for (int i = 0; i < 512; i++) worst = std::max(worst, double(std::abs(straight[i] - cut[i])));
    CAPTURE(kernels->name);
    REQUIRE(worst < 1e-6);
    REQUIRE(peak(straight) > 0.1f);
  }
}

TEST_CASE("Partials above half the rate turn at half the rate, and none turns into another pitch") {
  for (const VoiceKernels* kernels : kernels::available())
    for (const float cycles : {0.3f, 0.499f, 0.5f, 0.7f, 1.0f, 3.3f, 1e6f, std::numeric_limits<float>::infinity(),
                               std::numeric_limits<float>::quiet_NaN()}) {
      PartialBank bank = empty_bank(16);
      std::vector<float> db(kMaxPartials, 0.0f), out(1024, 0.0f);
      for (int k = 0; k < 16; k++) bank.ratio[k] = 1;
      kernels->aim(bank, db.data(), 64);
      kernels->tune(bank, cycles, 0);
      for (int at = 0; at < 1024; at += kMaxSpan) kernels->sum(bank, out.data() + at, kMaxSpan);
      CAPTURE(kernels->name, cycles);
      REQUIRE(finite(out));
      const float wanted = cycles < 0.499f ? cycles : 0.499f;
      for (int k = 0; k < 16; k++) REQUIRE(bank.increment[k] / 4294967296.0 == Approx(wanted).margin(1e-6));
    }
}

TEST_CASE("aim reaches its target on the frame's last sample, silence included") {
  for (const VoiceKernels* kernels : kernels::available()) {
    PartialBank bank = empty_bank(20);
    std::vector<float> db(kMaxPartials, 0.0f), out(kHop);
    for (int k = 0; k < 20; k++) db[std::size_t(k)] = k == 7 ? -200.0f : k == 8 ? 90.0f : k == 9 ? -140.0f : -5.0f * float(k);
    kernels->tune(bank, 0.01f, 0);
    kernels->aim(bank, db.data(), kHop);
    kernels->sum(bank, out.data(), kHop);
    CAPTURE(kernels->name);
    for (int k = 0; k < 20; k++) {
      const double wanted = k == 7 ? 0 : std::pow(10.0, std::min(db[std::size_t(k)], 40.0f) / 20.0);
      REQUIRE(bank.amplitude[k] == Approx(wanted).epsilon(1e-5).margin(1e-9));
    }
    for (int k = 20; k < 32; k++) REQUIRE(bank.amplitude[k] == 0);
  }
}

TEST_CASE("A bank without partials adds nothing") {
  for (const VoiceKernels* kernels : kernels::available()) {
    PartialBank bank = empty_bank(0);
    std::vector<float> db(kMaxPartials, 0.0f), out(64, 0.25f);
    kernels->aim(bank, db.data(), 64);
    kernels->tune(bank, 0.01f, 0);
    kernels->sum(bank, out.data(), 64);
    for (const float x : out) REQUIRE(x == 0.25f);
  }
}
