#include "io/web/web_guard.h"

#include <random>

#include "tests/catch.h"

using namespace seaglass::io;

TEST_CASE("On this machine's own port only this machine's names are ours") {
  const WebGuard guard("127.0.0.1", "studio", {});
  for (const char* host : {"", "localhost", "localhost:9124", "LOCALHOST", "127.0.0.1:9124", "127.0.0.1", "[::1]:9124", "127.1.2.3"}) {
    INFO(host);
    CHECK(guard.host_is_ours(host));
  }
  for (const char* host : {"evil.example", "evil.example:9124", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.5",
                           "127.0.0.1:", "127.0.0.1:x", "127.x", "[::1", ":9124", "studio", "localhost@evil.example"}) {
    INFO(host);
    CHECK_FALSE(guard.host_is_ours(host));
  }
}

TEST_CASE("Pages of this machine are welcome, others are not") {
  const WebGuard guard("127.0.0.1", "studio", {});
  for (const char* origin : {"", "file://", "http://localhost", "http://localhost:3000", "https://127.0.0.1:8443", "http://[::1]:80", "HTTP://LOCALHOST"}) {
    INFO(origin);
    // Schemes are written small by all browsers
    CHECK(guard.origin_is_welcome(origin, "127.0.0.1:9124") == (std::string_view(origin) != "HTTP://LOCALHOST"));
  }
  for (const char* origin : {"http://evil.example", "null", "https://localhost.evil.example", "http://localhost@evil.example", "file:///x",
                             "ftp://localhost", "http://", "http://192.168.1.5", "http://studio.local", "localhost", "http://localhost:80/x"}) {
    INFO(origin);
    CHECK_FALSE(guard.origin_is_welcome(origin, "127.0.0.1:9124"));
  }
}

TEST_CASE("Origins that were named are welcome, and no others like them") {
  const WebGuard guard("127.0.0.1", "studio", {"https://Good.example/", "null"});
  CHECK(guard.origin_is_welcome("https://good.example", "localhost"));
  CHECK(guard.origin_is_welcome("null", "localhost"));
  CHECK_FALSE(guard.origin_is_welcome("http://good.example", "localhost"));
  CHECK_FALSE(guard.origin_is_welcome("https://good.example:444", "localhost"));
  CHECK_FALSE(guard.origin_is_welcome("https://good.example.evil.example", "localhost"));
}

TEST_CASE("Open to the network, pages from the instrument's own machine are welcome") {
  const WebGuard guard("0.0.0.0", "Studio", {});
  CHECK(guard.host_is_ours("192.168.1.5:9124"));
  CHECK(guard.host_is_ours("studio.local:9124"));
  CHECK(guard.origin_is_welcome("http://192.168.1.5:8000", "192.168.1.5:9124"));
  CHECK(guard.origin_is_welcome("http://studio.local:8000", "studio.local:9124"));
  CHECK(guard.origin_is_welcome("http://localhost:8000", "192.168.1.5:9124"));
  CHECK_FALSE(guard.origin_is_welcome("http://192.168.1.6:8000", "192.168.1.5:9124"));
  // A name that somebody else has pointed here.
  CHECK_FALSE(guard.origin_is_welcome("http://evil.example:9124", "evil.example:9124"));
}

TEST_CASE("Any bytes as Host and Origin") {
  const WebGuard guard("127.0.0.1", "studio", {});
  std::mt19937 random(11);
  const std::string_view pieces[] = {"http://", "localhost", ":", "9124", "[", "]", "::1", "127.", "0.0.1", "/", "@", "null", "\xff", "a"};
  for (int i = 0; i < 200'000; i++) {
    std::string text;
    for (auto n = random() % 8; n > 0; n--) text += pieces[random() % std::size(pieces)];
    if (random() % 3 == 0) text.push_back(char(random()));
    // Whatever is let in ends in a name of this machine.
    if (!text.empty() && guard.origin_is_welcome(text, text) && text.find("localhost") == text.npos && text.find("127.") == text.npos &&
        text.find("[::1]") == text.npos)
      FAIL(text);
    (void)guard.host_is_ours(text);
  }
}
