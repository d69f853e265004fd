#include "io/file/rig_file.h"

#include <cmath>
#include <fstream>
#include <random>

#include "tests/catch.h"
#include "tests/io/file/temp_folder.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

std::string complaint(const std::string& text) {
  try {
    (void)parse_rig(text, "my.rig");
  } catch (const FileError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("An empty rig changes nothing") {
  CHECK(parse_rig("", "my.rig") == Rig{});
  CHECK(parse_rig("# only a comment\n\n   \n", "my.rig") == Rig{});
}

TEST_CASE("A rig says how keyboards play, in any order") {
  const Rig rig = parse_rig("layer part 2 channel 1 keys 0 59 level -3 transpose -12\nlayer part 1 keys 60 127 velocities 1 90\n"
                            "part 2 place \"double bass\"\npart 2 volume -6\npart 2 volume -4\npart 11 vibrato 20\n"
                            "velocity 12 110 0.5\nmpe upper 7 bend 24\na4 442\ntranspose 2 \n",
                            "my.rig");
  const auto layers = rig.midi.layers.all();
  REQUIRE(layers.size() == 2);
  CHECK(layers[0] == Layer{.channel = 0, .low_key = 0, .high_key = 59, .part = 1, .transpose = -12, .level_db = -3});
  CHECK(layers[1] == Layer{.low_key = 60, .high_key = 127, .softest = 1, .loudest = 90, .part = 0});
  REQUIRE(rig.settings.size() == 2);
  CHECK(rig.settings[0].place == "double bass");
  CHECK(rig.settings[0].values == decltype(PartSettings::values){{ParameterId::kVolume, -4.0f}});
  CHECK(rig.settings[1].part == 10);
  CHECK(rig.midi.velocity == velocity_table({.softest = 12, .loudest = 110, .bend = 0.5f}));
  CHECK((rig.midi.mpe.upper == 7 && rig.midi.mpe.lower == 0 && rig.midi.mpe.note_bend_range == 24));
  CHECK(double(rig.midi.tuning.pitch(69)) == Approx(71 + 12 * std::log2(442.0 / 440)).margin(1e-4));
}

TEST_CASE("Scala files are found beside the rig") {
  TempFolder folder;
  std::ofstream(folder / "fifths.scl") << "! fifths.scl\nfifths\n 2\n 700.0\n 2/1\n";
  std::ofstream(folder / "my.rig") << "tuning fifths.scl\n";
  const Rig rig = read_rig(folder / "my.rig");
  CHECK(double(rig.midi.tuning.pitch(70)) - double(rig.midi.tuning.pitch(69)) == Approx(5).margin(1e-3));
  CHECK_THROWS_AS(parse_rig("tuning missing.scl", folder / "my.rig"), FileError);
}

TEST_CASE("What is wrong in a rig is said with its line") {
  CHECK(complaint("a4 442\nwobble 3\n") == "'my.rig', line 2: expects tuning, a4, transpose, velocity, mpe, part or layer, not 'wobble'");
  CHECK(complaint("a4 loud") == "'my.rig', line 1: a4: 'loud' is not a number from 380 to 500");
  CHECK(complaint("a4") == "'my.rig', line 1: expects a4");
  CHECK(complaint("a4 442 443") == "'my.rig', line 1: there is more on this line than a4 takes");
  CHECK(complaint("layer keys 0 10") == "'my.rig', line 1: a layer needs a part: layer part 2 keys 0 59");
  CHECK(complaint("layer part 1 keys 60 50") == "'my.rig', line 1: the highest key: '50' is not a number from 60 to 127");
  CHECK(complaint("part 17 place cello") == "'my.rig', line 1: the part: '17' is not a number from 1 to 16");
  CHECK(complaint("part 1 colour 3") == "'my.rig', line 1: 'colour' is no parameter; seaglass play --help lists them");
  CHECK(complaint("part 1 place caf\xe9") == "'my.rig', line 1: the name of the place is too long, or not text in UTF-8");
  CHECK(complaint("part 1 place " + std::string(5000, 'x')) == "'my.rig', line 1: the name of the place is too long, or not text in UTF-8");
  CHECK(complaint("velocity 100 90") == "'my.rig', line 1: the loudest velocity: '90' is not a number from 101 to 127");
  CHECK(complaint("mpe left 3") == "'my.rig', line 1: expects mpe lower or mpe upper, not 'left'");
  CHECK(complaint("mpe lower nan") == "'my.rig', line 1: the members: 'nan' is not a number from 0 to 15");
  std::string many;
  for (int i = 0; i < 33; i++) many += "layer part 1\n";
  CHECK(complaint(many) == "'my.rig', line 33: there are 32 layers already");
}

TEST_CASE("Any text is read or refused, never more") {
  std::mt19937 random(1);
  const std::string words[] = {"tuning", "a4", "layer", "part", "1", "2", "keys", "-1", "place", "\"", "x", "mpe", "lower", "velocity", "1e99", "\n", "\n", "#", "\xff", "level"};
  for (int i = 0; i < 20000; i++) {
    std::string text;
    for (std::size_t n = random() % 30; n > 0; n--) text += words[random() % std::size(words)] + " ";
    const std::string said = complaint(text);
    REQUIRE((said == "none" || said.starts_with("'")));
  }
}
