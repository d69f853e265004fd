#include "io/file/scala_file.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

#include "io/file/byte_file.h"
#include "io/file/text_lines.h"

namespace seaglass::io {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;
constexpr char kComment = '!';
constexpr double kCentsPerOctave = 1200;
constexpr double kMaxCents = 1e6;  // either way: nobody hears as much, and sums of it stay exact
constexpr int kMaxDegree = 1'000'000;
constexpr double kLowestHz = 1, kHighestHz = 20'000;

// Reads from the front of a line what it can, and takes it off.
class Front {
 public:
  explicit Front(std::string_view text) : text_(trimmed(text)) {}

  template <class T>
  bool number(T& value) {
    std::string_view digits = text_;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc()) return false;
    text_ = std::string_view(end, std::size_t(digits.data() + digits.size() - end));
    return true;
  }

  bool take(char c) {
    const std::string_view rest = trimmed(text_);
    if (!rest.starts_with(c)) return false;
    text_ = trimmed(rest.substr(1));
    return true;
  }

  // Whether what follows cannot belong to the number before.
  bool ends() const {
    return text_.empty() || std::string_view("/.,0123456789").find(text_[0]) == std::string_view::npos;
  }

  std::string_view rest() const { return text_; }

 private:
  std::string_view text_;
};

const char* const kPitchForm = " is not a pitch; write cents with a point (701.955) or a ratio (3/2)";

double read_cents(const TextLines& lines) {
  Front front(lines.line());
  const std::string_view word = front.rest().substr(0, front.rest().find_first_not_of("+-0123456789."));
  if (word.find('.') != std::string_view::npos) {
    double cents = 0;
    if (!front.number(cents) || !front.ends()) lines.refuse(quoted(trimmed(lines.line())) + kPitchForm);
    if (!(std::fabs(cents) <= kMaxCents)) lines.refuse("a pitch lies beyond a million cents; check the number");
    return cents;
  }
  std::int64_t above = 0, below = 1;
  if (!front.number(above) || (front.take('/') && !front.number(below)) || !front.ends())
    lines.refuse(quoted(trimmed(lines.line())) + kPitchForm);
  if (above <= 0 || below <= 0) lines.refuse("a ratio must be more than 0; check both of its numbers");
  return kCentsPerOctave * std::log2(double(above) / double(below));
}

// A whole number from `low` to `high` that is alone on its line, or followed by a remark.
int read_whole(const TextLines& lines, const char* what, int low, int high) {
  Front front(lines.line());
  int value = 0;
  if (!front.number(value) || !front.ends() || value < low || value > high)
    lines.refuse(quoted(trimmed(lines.line())) + " is not " + what + "; write a whole number from " +
                 std::to_string(low) + " to " + std::to_string(high));
  return value;
}

double read_hz(const TextLines& lines) {
  Front front(lines.line());
  double hz = 0;
  if (!front.number(hz) || !front.ends() || !(hz >= kLowestHz && hz <= kHighestHz))
    lines.refuse(quoted(trimmed(lines.line())) + " is not a frequency; write one in Hz from 1 to 20000 (440.0)");
  return hz;
}

// The next line that says something.
bool next_entry(TextLines& lines) {
  while (lines.next())
    if (!trimmed(lines.line()).empty()) return true;
  return false;
}

void need_entry(TextLines& lines, const char* what) {
  if (!next_entry(lines)) lines.refuse(std::string("the file ends before ") + what + "; it is cut short");
}

std::string text_of(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

Scale read_scale(const std::string& path) { return parse_scale(text_of(read_file(path, kMaxBytes)), path); }
Keyboard read_keyboard(const std::string& path) { return parse_keyboard(text_of(read_file(path, kMaxBytes)), path); }

Scale parse_scale(std::string_view text, const std::string& name) {
  TextLines lines(text, name, kComment);
  if (!lines.next()) lines.refuse("there is no scale in it; name a .scl file");  // the description, which may be empty
  need_entry(lines, "the number of notes");
  const int notes = read_whole(lines, "a number of notes", 1, kMaxScaleNotes);
  Scale scale;
  while (int(scale.cents.size()) < notes) {
    if (!next_entry(lines))
      lines.refuse("the file ends after " + std::to_string(scale.cents.size()) + " of " + std::to_string(notes) +
                   " notes; correct the number or add the others");
    scale.cents.push_back(read_cents(lines));
  }
  return scale;
}

Keyboard parse_keyboard(std::string_view text, const std::string& name) {
  TextLines lines(text, name, kComment);
  Keyboard keyboard;
  const auto read = [&](const char* what, int low, int high) {
    need_entry(lines, what);
    return read_whole(lines, what, low, high);
  };
  constexpr int kLastKey = kKeys - 1;
  const int size = read("the size of the pattern", 0, kMaxKeyboardPattern);
  keyboard.first = read("the first key", 0, kLastKey);
  keyboard.last = read("the last key", keyboard.first, kLastKey);
  keyboard.middle = read("the middle key", 0, kLastKey);
  keyboard.reference = read("the reference key", 0, kLastKey);
  need_entry(lines, "the frequency of the reference key");
  keyboard.hz = read_hz(lines);
  keyboard.octave_degree = read("the degree of the octave", -kMaxDegree, kMaxDegree);
  while (next_entry(lines)) {
    if (int(keyboard.degrees.size()) == size)
      lines.refuse("there are more keys than the " + std::to_string(size) + " of the pattern; correct its size");
    const std::string_view entry = trimmed(lines.line());
    if (entry == "x" || entry == "X" || entry.starts_with("x ") || entry.starts_with("x\t"))
      keyboard.degrees.push_back(std::nullopt);
    else
      keyboard.degrees.push_back(
          read_whole(lines, "a degree, nor an x for a key without one", -kMaxDegree, kMaxDegree));
  }
  keyboard.degrees.resize(std::size_t(size));  // at its end keys without a degree may be left out
  if (!keyboard.degree_of(keyboard.reference, 1))
    lines.refuse("the reference key " + std::to_string(keyboard.reference) +
                 " plays nothing; choose one that has a degree");
  return keyboard;
}

}  // namespace seaglass::io
