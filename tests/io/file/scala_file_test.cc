#include "io/file/scala_file.h"

#include <cmath>
#include <random>

#include "io/file/byte_file.h"
#include "tests/catch.h"
#include "tests/io/file/temp_folder.h"
#include "tests/io/sentence.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

Scale scale(const std::string& text) { return parse_scale(text, "a.scl"); }
Keyboard keyboard(const std::string& text) { return parse_keyboard(text, "a.kbm"); }

Complaint scale_complaint(const std::string& text) {
  return complaint_of([&] { scale(text); });
}
Complaint keyboard_complaint(const std::string& text) {
  return complaint_of([&] { keyboard(text); });
}

double ratio(double above, double below) { return 1200 * std::log2(above / below); }

const std::string kMeantone = R"(! meanquar.scl
!
Quarter-comma meantone
 12
!
 76.04900
 193.15686
 310.26471
 5/4
 503.42157
 579.47057
 696.57843
 25/16
 889.73529
 1006.84314
 1082.89214
 2/1
)";

const std::string kWhiteKeys = R"(! white.kbm
12
0
127
! the middle
60
69
440.0
7
0
x
1
X
2
3
x remark
4
x
5
x
6
)";

// As other programs write them.
std::string written(const Scale& scale) {
  std::string text = "! w.scl\n!\nwritten\n " + std::to_string(scale.cents.size()) + "\n!\n";
  char line[64];
  for (const double cents : scale.cents) {
    std::snprintf(line, sizeof line, " %.9f\n", cents);
    text += line;
  }
  return text;
}

std::string written(const Keyboard& k) {
  char line[64];
  std::snprintf(line, sizeof line, "%.12g", k.hz);
  std::string text = std::to_string(k.degrees.size());
  for (const int n : {k.first, k.last, k.middle, k.reference}) text += "\n" + std::to_string(n);
  text += std::string("\n") + line + "\n" + std::to_string(k.octave_degree) + "\n";
  for (const auto& degree : k.degrees) text += (degree ? std::to_string(*degree) : "x") + "\n";
  return text;
}

}  // namespace

TEST_CASE("a scale is read with its ratios and cents") {
  const Scale meantone = scale(kMeantone);
  REQUIRE(meantone.cents.size() == 12);
  CHECK(meantone.cents[0] == 76.049);
  CHECK(meantone.cents[3] == Approx(ratio(5, 4)));
  CHECK(meantone.cents[11] == 1200);
  const auto tuning = tuning_of(meantone, {});
  REQUIRE(tuning);
  CHECK(tuning->pitch(69) == Approx(69).margin(1e-5));
  CHECK(tuning->pitch(64) - tuning->pitch(60) == Approx(3.8631371).margin(1e-4));  // a pure third on C
}

TEST_CASE("every way of writing a pitch is understood") {
  const Scale all = scale(
      "\n 14\n81/64\n408.0\n408.\n5\n-5.0\n10/20\n100.0 cents\n 100.0 C#\n\t5/4   E\\\n"
      ".5\n+7/4\n2147483647/2147483646\n3 / 2\n2/1! octave");
  REQUIRE(all.cents.size() == 14);
  const double expected[] = {ratio(81, 64), 408, 408,         ratio(5, 1), -5,          -1200,
                             100,           100, ratio(5, 4), 0.5,         ratio(7, 4), ratio(2147483647, 2147483646),
                             ratio(3, 2),   1200};
  for (std::size_t i = 0; i < 14; i++) CHECK(all.cents[i] == Approx(expected[i]).margin(1e-9));
}

TEST_CASE("lines may end as on any system, and a mark of UTF-8 is no text") {
  const std::string windows = "\xef\xbb\xbf! x\r\ntwo\r\n2\r\n! here too\r\n3/2\r\n2/1\r\n";
  CHECK(scale(windows).cents == scale("two\n2\n3/2\n2/1").cents);
  CHECK(scale("two\r2\r3/2\r2/1").cents == scale(windows).cents);
  CHECK(scale("two\n2\n\n3/2\n \n2/1\n\n\nwhat follows is not read").cents == scale(windows).cents);
}

TEST_CASE("a malformed scale gives one sentence with the line and the remedy") {
  const auto of_pitch = [](const std::string& pitch) { return scale_complaint("d\n2\n" + pitch + "\n2/1\n"); };
  for (const char* pitch : {"foo", "3//2", "3/", "/2", "1.2.3", "3/2/1", "701,955", "3,2", "--5", "5.0.", "1,5/2",
                            "nan", "inf", "99999999999999999999", "\x1b[31m"}) {
    const Complaint complaint = of_pitch(pitch);
    INFO(pitch << ": " << complaint.sentence);
    CHECK(complaint.exit_code == 3);
    CHECK(complaint.has("'a.scl', line 3: "));
    CHECK(complaint.has("write cents with a point (701.955) or a ratio (3/2)"));
    CHECK(complaint.sentence.find('\x1b') == std::string::npos);
  }
  CHECK(of_pitch("0/2").has("line 3: a ratio must be more than 0"));
  CHECK(of_pitch("3/0").has("more than 0"));
  CHECK(of_pitch("-3/2").has("more than 0"));
  CHECK(of_pitch("3/-2").has("more than 0"));
  CHECK(of_pitch("1.e300").has("beyond a million cents"));
  CHECK(of_pitch("1000001.0").has("beyond a million cents"));

  CHECK(scale_complaint("").has("line 1: there is no scale in it"));
  CHECK(scale_complaint("! only remarks\n!\n").has("there is no scale in it"));
  CHECK(scale_complaint("d\n").has("line 1: the file ends before the number of notes"));
  CHECK(scale_complaint("d\nmany\n").has("line 2: 'many' is not a number of notes"));
  CHECK(scale_complaint("d\n0\n").has("from 1 to 4096"));
  CHECK(scale_complaint("d\n5000\n").has("from 1 to 4096"));
  CHECK(scale_complaint("d\n-1\n").exit_code == 3);
  CHECK(scale_complaint("d\n2.5\n").exit_code == 3);
  CHECK(scale_complaint("d\n3\n3/2\n2/1\n").has("line 4: the file ends after 2 of 3 notes"));
  CHECK(scale_complaint("d\n1\n" + std::string(500, '?')).sentence.size() < 200);
}

TEST_CASE("a keyboard is read with its gaps") {
  const Keyboard white = keyboard(kWhiteKeys);
  CHECK(white.first == 0);
  CHECK(white.last == 127);
  CHECK(white.middle == 60);
  CHECK(white.reference == 69);
  CHECK(white.hz == 440);
  CHECK(white.octave_degree == 7);
  REQUIRE(white.degrees.size() == 12);
  CHECK(white.degrees[0] == 0);
  CHECK_FALSE(white.degrees[1]);
  CHECK_FALSE(white.degrees[6]);
  CHECK(white.degrees[11] == 6);
  const auto tuning = tuning_of(equal_scale(7), white);
  REQUIRE(tuning);
  CHECK_FALSE(tuning->plays(61));
  CHECK(tuning->pitch(69) == Approx(69).margin(1e-5));
}

TEST_CASE("a keyboard of size 0 gives each key the next degree, and gaps at the end may be left out") {
  const Keyboard linear = keyboard("0\n0\n127\n60\n60\n261.625565\n0\n");
  CHECK(linear.degrees.empty());
  CHECK(tuning_of(equal_scale(19), linear)->pitch(79) == Approx(72).margin(1e-4));
  const Keyboard pentatonic = keyboard("12\n0\n127\n60\n60\n261.625565\n5\n0\nx\n1\n");
  REQUIRE(pentatonic.degrees.size() == 12);
  CHECK(pentatonic.degrees[2] == 1);
  CHECK_FALSE(pentatonic.degrees[3]);
  CHECK_FALSE(pentatonic.degrees[11]);
}

TEST_CASE("a malformed keyboard gives one sentence with the line and the remedy") {
  const std::string head = "2\n0\n127\n60\n60\n261.6\n2\n";
  CHECK(keyboard_complaint("").has("line 1: the file ends before the size of the pattern"));
  CHECK(keyboard_complaint("2\n0\n127\n60\n").has("line 4: the file ends before the reference key"));
  CHECK(keyboard_complaint("2000\n").has("line 1: '2000' is not the size of the pattern; write a whole number"));
  CHECK(keyboard_complaint("2\n-1\n").has("line 2: '-1' is not the first key"));
  CHECK(keyboard_complaint("2\n60\n59\n").has("line 3: '59' is not the last key; write a whole number from 60 to 127"));
  CHECK(keyboard_complaint("2\n0\n127\n128\n").has("line 4"));
  CHECK(keyboard_complaint("2\n0\n127\n60\nA\n").has("line 5: 'A' is not the reference key"));
  for (const char* hz : {"0", "-440", "nan", "inf", "fast", "440,0", "1e9"})
    CHECK(keyboard_complaint(std::string("2\n0\n127\n60\n60\n") + hz + "\n2\n0\n1\n").has("is not a frequency"));
  CHECK(keyboard_complaint("2\n0\n127\n60\n60\n261.6\n1.5\n").has("line 7"));
  CHECK(keyboard_complaint(head + "0\ny\n").has("line 9: 'y' is not a degree, nor an x"));
  CHECK(keyboard_complaint(head + "0\nxy\n").has("line 9"));
  CHECK(keyboard_complaint(head + "0\n9999999\n").has("line 9"));
  CHECK(keyboard_complaint(head + "0\n1\n2\n").has("line 10: there are more keys than the 2 of the pattern"));
  CHECK(keyboard_complaint(head + "x\n1\n").has("the reference key 60 plays nothing"));
  CHECK(keyboard_complaint(head).has("the reference key 60 plays nothing"));
}

TEST_CASE("scales and keyboards come back from files as they were written") {
  const TempFolder folder;
  std::mt19937 random(5);
  for (int round = 0; round < 50; round++) {
    Scale a;
    for (auto n = 1 + random() % 40; n > 0; n--) a.cents.push_back(double(random() % 2'400'000) / 1000 - 600);
    write_file(folder / "a.scl", written(a));
    const Scale back = read_scale(folder / "a.scl");
    REQUIRE(back.cents.size() == a.cents.size());
    for (std::size_t i = 0; i < a.cents.size(); i++) CHECK(back.cents[i] == Approx(a.cents[i]).margin(1e-8));

    Keyboard k{.first = int(random() % 60),
               .last = 60 + int(random() % 68),
               .middle = int(random() % 128),
               .reference = int(random() % 128),
               .hz = 100 + double(random() % 1000) / 8,
               .octave_degree = int(random() % 30) - 5};
    for (auto n = random() % 30; n > 0; n--)
      k.degrees.push_back(random() % 3 != 0 ? std::optional<int>(int(random() % 50) - 10) : std::nullopt);
    if (!k.degree_of(k.reference, 1)) continue;
    write_file(folder / "k.kbm", written(k));
    const Keyboard keys = read_keyboard(folder / "k.kbm");
    CHECK(keys.first == k.first);
    CHECK(keys.last == k.last);
    CHECK(keys.middle == k.middle);
    CHECK(keys.reference == k.reference);
    CHECK(keys.hz == k.hz);
    CHECK(keys.octave_degree == k.octave_degree);
    CHECK(keys.degrees == k.degrees);
    CHECK(*tuning_of(back, keys) == *tuning_of(back, k));
  }
}

TEST_CASE("hostile tuning files are refused or read, never worse") {
  const TempFolder folder;
  CHECK(complaint_of([&] { read_scale(folder / "none.scl"); }).exit_code == 3);
  CHECK(complaint_of([&] { read_scale(folder / "."); }).has("folder"));
  CHECK(complaint_of([&] { read_keyboard("/dev/zero"); }).has("longer"));
  std::mt19937 random(6);
  const std::string_view texts = "0 1 12 x ! / . - + 2147483648 440.0 3/2 e nan 60 127 \n \r \t \xff";
  std::vector<std::string> pieces{" ", std::string(1, '\0')};
  for (std::size_t at = 0; at < texts.size(); at = texts.find(' ', at) + 1) {
    pieces.emplace_back(texts.substr(at, texts.find(' ', at) - at));
    if (texts.find(' ', at) == std::string_view::npos) break;
  }
  for (int round = 0; round < 20'000; round++) {
    std::string text = round % 2 == 0 ? "" : "d\n3\n";
    for (auto n = random() % 40; n > 0; n--) text += pieces[random() % pieces.size()];
    for (const bool of_scale : {true, false}) {
      const Complaint complaint = of_scale ? scale_complaint(text) : keyboard_complaint(text);
      if (complaint.exit_code == 0) continue;
      REQUIRE(complaint.exit_code == 3);
      REQUIRE(complaint.has(", line "));
      for (const char c : complaint.sentence) REQUIRE((c >= ' ' && c <= '~'));
    }
  }
}

TEST_CASE("any scale that is read, on any keyboard that is read, makes pitches within reach or none") {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; round++) {
    std::string scl = "d\n3\n", kbm;
    for (int i = 0; i < 3; i++) scl += std::to_string(int(random() % 2'000'000) - 1'000'000) + ".0\n";
    kbm = "3\n0\n127\n" + std::to_string(random() % 128) + "\n" + std::to_string(random() % 128) + "\n440\n" +
          std::to_string(int(random() % 2'000'000) - 1'000'000) + "\n";
    for (int i = 0; i < 3; i++) kbm += std::to_string(int(random() % 2'000'000) - 1'000'000) + "\n";
    const auto tuning = tuning_of(scale(scl), keyboard(kbm));
    REQUIRE(tuning);
    for (int key = 0; key < kKeys; key++)
      REQUIRE((!tuning->plays(key) || (tuning->pitch(key) >= -12 && tuning->pitch(key) <= 140)));
  }
}
