#pragma once
// Who may come in. Browsers let any page on the internet open a WebSocket to this machine; what they do not let it do is
// lie about where it comes from. So the Origin header decides: programs send none, pages of this machine are welcome,
// others are not unless --web-origin names them.
//
// On a port of this machine alone the Host header is checked as well: a page may have its own name point to 127.0.0.1
// (DNS rebinding) and then count as of the same origin.

#include <string>
#include <string_view>
#include <vector>

namespace seaglass::io {

class WebGuard {
 public:
  // What they are told who are refused.
  static constexpr const char* kWhyHost = "this name is not ours\n";
  static constexpr const char* kWhyOrigin = "pages from there are not welcome; seaglass play --web-origin lets them in\n";

  // [control] `bound` is the address that is listened on, `own_name` this machine's; `origins` are those that are welcome
  // besides, as "https://example.org" or "null".
  WebGuard(std::string bound, std::string own_name, std::vector<std::string> origins);

  // [any] but real-time threads, both. Take any bytes. An empty header is one that was not sent.
  bool host_is_ours(std::string_view host) const;

  // "null" stands for pages from a file in some browsers, but also for a frame that any page may open: not welcome by
  // itself.
  bool origin_is_welcome(std::string_view origin, std::string_view host) const;

 private:
  bool is_own_name(std::string_view name) const;

  std::string bound_, own_name_;
  std::vector<std::string> origins_;
};

// [any] Whether the address is one that only this machine reaches.
bool is_loopback(std::string_view address);

}  // namespace seaglass::io
