#include "io/osc/osc_pattern.h"

#include <random>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/io/osc/plain_pattern.h"

using namespace seaglass::io;

TEST_CASE("Patterns match as OSC 1.0 says") {
  CHECK(osc_matches("/a/b", "/a/b"));
  CHECK_FALSE(osc_matches("/a/b", "/a/bc"));
  CHECK(osc_matches("/*/b", "/anything/b"));
  CHECK_FALSE(osc_matches("/*", "/a/b"));  // a star stays within its segment
  CHECK_FALSE(osc_matches("/a/*", "/a"));
  CHECK(osc_matches("/voice/?", "/voice/7"));
  CHECK_FALSE(osc_matches("/voice/?", "/voice/17"));
  CHECK(osc_matches("/voice/[1-3]/pitch", "/voice/2/pitch"));
  CHECK_FALSE(osc_matches("/voice/[1-3]/pitch", "/voice/4/pitch"));
  CHECK(osc_matches("/voice/[!1-3]/pitch", "/voice/4/pitch"));
  CHECK(osc_matches("/part/{1,12}/x", "/part/12/x"));
  CHECK_FALSE(osc_matches("/part/{1,12}/x", "/part/2/x"));
  CHECK(osc_matches("/part/1/dim_*", "/part/1/dim_12"));
  CHECK(osc_matches("/part/1/*ra*o", "/part/1/vibrato"));
  CHECK_FALSE(osc_matches("", ""  "/a"));
}

TEST_CASE("Patterns may stand in any order") {
  CHECK(osc_segment_matches("{1,2}*", "1"));
  CHECK(osc_segment_matches("{1,2}*", "17"));
  CHECK_FALSE(osc_segment_matches("{1,2}*", "31"));
  CHECK(osc_segment_matches("*{to,te}", "vibrato"));
  CHECK(osc_segment_matches("vibrato{,_rate}", "vibrato"));
  CHECK(osc_segment_matches("dim_*[!1-9]", "dim_10"));
  CHECK_FALSE(osc_segment_matches("dim_*[!1-9]", "dim_11"));
  CHECK(osc_segment_matches("{vibrato,brightness,attack,release,drift,noise,odd_even,stretch}", "stretch"));
  CHECK(osc_segment_matches("*a*a*a*a*a*b", std::string(62, 'a') + "b"));

  std::mt19937 random(2);
  const std::string letters = "ab12";
  int matched = 0;
  for (int i = 0; i < 100'000; i++) {
    std::string pattern, name;
    for (std::size_t n = 1 + random() % 4; n > 0; n--)
      pattern += std::vector<std::string>{"*", "?", "[a1]", "[!a-b]", "[1-2b]", "{a,12}", "{ab,}", "{a,ab,b2}", "a", "2"}[random() % 10];
    for (std::size_t n = 1 + random() % 5; n > 0; n--) name += letters[random() % letters.size()];
    const bool matches = osc_segment_matches(pattern, name);
    INFO(pattern << " and " << name);
    REQUIRE(matches == plain_match(pattern, name));
    matched += matches;
  }
  CHECK(matched > 1000);
}

TEST_CASE("Malformed and hostile patterns match nothing, and take no time over it") {
  for (const char* pattern : {"/a/[", "/a/]", "/a/{", "/a/}", "/a/[]", "/a/[{]}", "/a/{[a}", "/a/", "//b", "/a//b", "a/b"})
    CHECK_FALSE(osc_matches(pattern, "/a/b"));
  const std::string name = "/" + std::string(60, 'a');
  CHECK_FALSE(osc_matches("/a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", name));
  CHECK_FALSE(osc_matches("/*a*a*a*b", name));
  CHECK_FALSE(osc_matches("/" + std::string(64, '?'), "/" + std::string(64, 'a')));
  std::mt19937 random(1);
  const std::string letters = "ab12/*?[]{}!-,";
  for (int i = 0; i < 200'000; i++) {
    std::string pattern = "/", address = "/";
    for (std::size_t n = random() % 12; n > 0; n--) pattern += letters[random() % letters.size()];
    for (std::size_t n = random() % 6; n > 0; n--) address += "ab12/"[random() % 5];
    (void)osc_matches(pattern, address);  // the sanitizers watch
  }
}

TEST_CASE("An address is cut at its slashes") {
  const OscSegments three("/part/12/x");
  REQUIRE(three.count == 3);
  CHECK((three.at[0] == "part" && three.at[1] == "12" && three.at[2] == "x"));
  for (const char* bad : {"", "a/b", "/", "//", "/a//b", "/a/", "/1/2/3/4/5/6/7"}) CHECK(OscSegments(bad).count == 0);
}
