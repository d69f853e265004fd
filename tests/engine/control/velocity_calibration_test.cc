#include "engine/control/velocity_calibration.h"

#include <cmath>
#include <random>

#include "tests/catch.h"

using namespace seaglass;
using Verdict = VelocityCalibration::Verdict;

namespace {

using Keyboard = double (*)(double);  // from how hard a key is struck, 0 to 1, to the share of 127 that it sends

int sent(Keyboard keyboard, double force) {
  return std::clamp(int(std::lround(127 * keyboard(std::clamp(force, 0.0, 1.0)))), 1, 127);
}

// A performer who plays softly around 0.25 and hard around 0.75, equally unevenly.
void perform(VelocityCalibration& calibration, Keyboard keyboard, int notes, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> unevenness(0, 0.06);
  for (int i = 0; i < notes; i++) {
    calibration.add(VelocityCalibration::kSoft, sent(keyboard, 0.25 + unevenness(random)));
    calibration.add(VelocityCalibration::kHard, sent(keyboard, 0.75 + unevenness(random)));
  }
}

VelocityCurve found(const VelocityCalibration& calibration) {
  VelocityCurve curve;
  REQUIRE(calibration.find(curve) == Verdict::kFound);
  return curve;
}

// Mean of the table over what the performer does around a force.
double played(const VelocityTable& table, Keyboard keyboard, double force) {
  double sum = 0;
  constexpr int kSteps = 41;
  for (int i = 0; i < kSteps; i++)
    sum += double(table[std::size_t(sent(keyboard, force + 0.06 * (i - kSteps / 2) / 20))]) / kSteps;
  return sum;
}

double plain(double force) { return force; }
double stiff(double force) { return 0.8 * force * force; }            // crams soft playing together, never reaches 127
double touchy(double force) { return 0.3 + 0.7 * std::sqrt(force); }  // is loud at once

}  // namespace

TEST_CASE("keyboards of every touch end up with the same dynamics") {
  for (const Keyboard keyboard : {plain, stiff, touchy}) {
    VelocityCalibration calibration;
    perform(calibration, keyboard, 200, 3);
    const VelocityTable table = velocity_table(found(calibration));
    CHECK(played(table, keyboard, 0.25) == Approx(0.19).margin(0.06));
    CHECK(played(table, keyboard, 0.75) == Approx(0.81).margin(0.06));
    // As wide around soft as around hard: what the bend is for.
    const double soft = played(table, keyboard, 0.31) - played(table, keyboard, 0.19);
    const double hard = played(table, keyboard, 0.81) - played(table, keyboard, 0.69);
    CHECK(soft == Approx(hard).margin(0.05));
  }
}

TEST_CASE("the bend goes against the keyboard's own") {
  VelocityCalibration of_stiff, of_touchy, of_plain;
  perform(of_stiff, stiff, 300, 5);
  perform(of_touchy, touchy, 300, 5);
  perform(of_plain, plain, 300, 5);
  CHECK(found(of_stiff).bend > 0.3f);
  CHECK(found(of_touchy).bend < -0.1f);
  CHECK(std::abs(found(of_plain).bend) < 0.2f);
  CHECK(found(of_stiff).loudest < 110);
  CHECK(found(of_touchy).softest > 50);
}

TEST_CASE("a dozen notes of each are enough, and one slip among them moves nothing") {
  VelocityCalibration clean, slips;
  for (int i = 0; i < 12; i++) {
    clean.add(VelocityCalibration::kSoft, 30 + i);
    clean.add(VelocityCalibration::kHard, 90 + i);
    slips.add(VelocityCalibration::kSoft, i == 11 ? 127 : 30 + i);  // instead of the outermost
    slips.add(VelocityCalibration::kHard, i == 0 ? 1 : 90 + i);
  }
  CHECK(found(clean) == found(slips));
  CHECK(found(clean).softest >= 20);
  CHECK(found(clean).loudest <= 110);
}

TEST_CASE("calibration says what it lacks and leaves the curve alone") {
  VelocityCalibration calibration;
  VelocityCurve curve{.softest = 5, .loudest = 50, .bend = 1};
  const VelocityCurve before = curve;
  CHECK(calibration.find(curve) == Verdict::kTooFewSoft);
  for (int i = 0; i < 12; i++) calibration.add(VelocityCalibration::kSoft, 40 + i);
  CHECK(calibration.find(curve) == Verdict::kTooFewHard);
  for (int i = 0; i < 12; i++) calibration.add(VelocityCalibration::kHard, 45 + i);
  CHECK(calibration.find(curve) == Verdict::kNotApart);
  calibration.clear();
  for (int i = 0; i < 40; i++) {
    calibration.add(VelocityCalibration::kSoft, 100);  // a keyboard without dynamics
    calibration.add(VelocityCalibration::kHard, 100);
  }
  CHECK(calibration.find(curve) == Verdict::kNotApart);
  CHECK(curve == before);
}

TEST_CASE("calibration leaves out what is no velocity and survives the extremes") {
  VelocityCalibration calibration;
  for (const int v : {-1, 0, 128, 1 << 30}) calibration.add(VelocityCalibration::kSoft, v);
  CHECK(calibration.notes(VelocityCalibration::kSoft) == 0);
  for (int i = 0; i < 12; i++) {
    calibration.add(VelocityCalibration::kSoft, 1);
    calibration.add(VelocityCalibration::kHard, 127);
  }
  const VelocityCurve curve = found(calibration);
  CHECK(curve.softest == 1);
  CHECK(curve.loudest == 127);
  CHECK(std::abs(curve.bend) < 0.01f);
}
