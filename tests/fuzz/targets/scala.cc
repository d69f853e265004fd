// A Scala scale, a line of equal signs, and how it lies on a keyboard.

#include <cmath>

#include "engine/note_key.h"
#include "io/file/scala_file.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

constexpr std::string_view kBetween = "\n===\n";

void check(const Scale& scale) {
  must(!scale.cents.empty() && scale.cents.size() <= std::size_t(io::kMaxScaleNotes), "a scale has notes");
  for (const double cents : scale.cents) must(std::isfinite(cents), "a note of a scale is somewhere");
}

void check(const Keyboard& k) {
  must(k.first >= 0 && k.first < kKeys && k.last >= 0 && k.last < kKeys && k.middle >= 0 && k.middle < kKeys, "a keyboard has 128 keys");
  must(std::isfinite(k.hz) && k.hz > 0 && k.reference >= 0 && k.reference < kKeys, "its reference sounds");
  must(k.degrees.size() <= std::size_t(io::kMaxKeyboardPattern), "its pattern repeats");
}

const Target target("scala", [](Bytes input) {
  const std::string_view text = text_of(input);
  const std::size_t between = text.find(kBetween);
  const std::string_view scale_text = text.substr(0, between);
  const std::string_view keyboard_text = between == text.npos ? std::string_view() : text.substr(between + kBetween.size());
  std::optional<Scale> scale;
  std::optional<Keyboard> keyboard;
  try {
    scale = io::parse_scale(scale_text, "any.scl");
    check(*scale);
  } catch (const io::FileError&) {
  }
  try {
    keyboard = io::parse_keyboard(keyboard_text, "any.kbm");
    check(*keyboard);
  } catch (const io::FileError&) {
  }
  const auto tuning = tuning_of(scale.value_or(equal_scale(12)), keyboard.value_or(Keyboard{}));
  if (!tuning) return;
  for (int key = 0; key < kKeys; key++)
    must(!tuning->plays(key) || (tuning->pitch(key) >= kMinPitch && tuning->pitch(key) <= kMaxPitch), "a key plays what notes can");
});

}  // namespace
}  // namespace seaglass::fuzz
