#include "io/web/web_command.h"

#include <random>

#include "tests/catch.h"

using namespace seaglass::io;

TEST_CASE("LISTEN and IGNORE are understood") {
  const auto listen = parse_web_command(R"({"COMMAND": "LISTEN", "DATA": "/part/1/volume"})");
  REQUIRE(listen);
  CHECK(listen->kind == WebCommand::Kind::kListen);
  CHECK(listen->path == "/part/1/volume");
  const auto ignore = parse_web_command(R"({"DATA":"/a","COMMAND":"IGNORE","MORE":[1]})");
  REQUIRE(ignore);
  CHECK(ignore->kind == WebCommand::Kind::kIgnore);
}

TEST_CASE("Other text is nothing") {
  for (const char* text : {"", "LISTEN /a", "[]", "null", "7", "{}", R"({"COMMAND":"LISTEN"})", R"({"COMMAND":"LISTEN","DATA":7})",
                           R"({"COMMAND":"LISTEN","DATA":"a"})", R"({"COMMAND":["LISTEN"],"DATA":"/a"})",
                           R"({"COMMAND":"START_OSC_STREAMING","DATA":"/a"})", R"({"COMMAND":"LISTEN","DATA":"/a")", "\xff\xfe"}) {
    INFO(text);
    CHECK_FALSE(parse_web_command(text));
  }
  CHECK_FALSE(parse_web_command(R"({"COMMAND":"LISTEN","DATA":"/)" + std::string(WebCommand::kMaxText, 'a') + "\"}"));
  CHECK_FALSE(parse_web_command(std::string(WebCommand::kMaxText, '[')));  // as deep as it can be
}

TEST_CASE("A changed path is told as the proposal says") {
  CHECK(path_changed("/part/1/place") == R"({"COMMAND":"PATH_CHANGED","DATA":"/part/1/place"})");
}

TEST_CASE("Any bytes as a command") {
  std::mt19937 random(3);
  const std::string good = R"({"COMMAND": "LISTEN", "DATA": "/part/1/volume"})";
  for (int i = 0; i < 100'000; i++) {
    std::string text = good;
    for (auto n = 1 + random() % 6; n > 0; n--) text[random() % text.size()] = char(random());
    if (random() % 2 == 0) text.resize(random() % text.size());
    const auto command = parse_web_command(text);
    if (command && (command->path.empty() || command->path[0] != '/')) FAIL(text);
  }
}
