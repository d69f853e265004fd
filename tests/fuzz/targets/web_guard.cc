// An Origin, a newline, a Host.

#include "io/web/web_guard.h"

#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

constexpr const char* kFriend = "https://friend.example";

std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : char(c); });
  return small;
}

bool names_this_machine(std::string_view text) {
  std::string small = lower(text);
  for (const std::string_view scheme : {"http://", "https://"})
    if (small.starts_with(scheme)) small.erase(0, scheme.size());
  return small.starts_with("localhost") || small.starts_with("127.") || small.starts_with("[::1]");
}

const Target target("web_guard", [](Bytes input) {
  static const io::WebGuard here("127.0.0.1", "studio", {kFriend});
  static const io::WebGuard open("0.0.0.0", "studio", {});
  const std::string_view text = text_of(input);
  const std::string_view origin = text.substr(0, text.find('\n'));
  const std::string_view host = text.substr(std::min(text.size(), origin.size() + 1));
  if (here.host_is_ours(host)) {
    must(host.empty() || names_this_machine(host), "only this machine's names are ours");
    must(open.host_is_ours(host), "what is ours here is ours everywhere");
  }
  if (here.origin_is_welcome(origin, host))
    must(origin.empty() || origin == "file://" || lower(origin) == kFriend || names_this_machine(origin), "pages from elsewhere are not");
  if (open.origin_is_welcome(origin, host) && !names_this_machine(origin) && !origin.empty() && origin != "file://")
    must(host.size() > 0 && open.host_is_ours(host), "a page is welcome where its own host is ours");
});

}  // namespace
}  // namespace seaglass::fuzz
