#include "tools/seaglass/live/rig_text.h"

#include "tests/catch.h"

using namespace seaglass;

namespace {
using Lines = std::vector<std::string>;
}

TEST_CASE("A line of a rig takes the place of what was said about the same, and leaves the rest as it was written") {
  RigText rig("# my stage\r\na4 440\n\nlayer part 1\npart 2 place flute\npart 2 volume -3  # soft\n");
  rig.add("a4 442");
  rig.add("layer part 1");
  rig.add("part 2 place \"double bass\"");
  rig.add("mpe lower 15");
  rig.add("mpe upper 3");
  rig.add("mpe lower 7");
  CHECK(rig.said() == Lines{"layer part 1", "part 2 volume -3  # soft", "a4 442", "layer part 1", "part 2 place \"double bass\"", "mpe upper 3",
                            "mpe lower 7"});
  CHECK(rig.text().starts_with("# my stage\n\nlayer part 1\n"));
  CHECK(RigText(rig.text()).text() == rig.text());
}

TEST_CASE("Lines of a rig are taken out by how they begin") {
  RigText rig("layer part 1\nlayer part 2\npart 2 place flute\npart 12 place flute\na4 442\n");
  CHECK(rig.remove("layer part 2") == 1);
  CHECK(rig.remove("part 2") == 1);
  CHECK(rig.remove("part") == 1);
  CHECK(rig.remove("velocity") == 0);
  CHECK(rig.remove("") == 0);
  CHECK(rig.said() == Lines{"layer part 1", "a4 442"});
}
