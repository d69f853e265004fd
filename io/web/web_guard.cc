#include "io/web/web_guard.h"

#include <arpa/inet.h>

#include <algorithm>
#include <utility>

namespace seaglass::io {
namespace {

constexpr std::size_t kMaxName = 255;  // of a host: DNS has no longer ones

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : char(c); });
  return out;
}

// "name", "name:80" and "[::1]:80" without their port; empty when it is no host.
std::string host_of(std::string_view text) {
  if (text.empty() || text.size() > kMaxName) return {};
  std::size_t end = text.find(':');
  if (text[0] == '[') {
    end = text.find(']');
    if (end == text.npos) return {};
    end++;
  }
  end = std::min(end, text.size());
  const std::string_view port = text.substr(end);
  const bool good = port.empty() || (port.size() > 1 && port[0] == ':' && port.find_first_not_of("0123456789", 1) == port.npos);
  return good ? lower(text.substr(0, end)) : std::string();
}

bool is_ip(const std::string& host) {
  in6_addr any;
  if (inet_pton(AF_INET, host.c_str(), &any) == 1) return true;
  return host.size() > 2 && host[0] == '[' && inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &any) == 1;
}

// The host of "http://host:port"; empty for others.
std::string host_of_origin(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (origin.starts_with(scheme)) return host_of(origin.substr(scheme.size()));
  return {};
}

}  // namespace

bool is_loopback(std::string_view address) {
  const std::string host = lower(address);
  if (host == "localhost" || host == "[::1]" || host == "::1") return true;
  return host.starts_with("127.") && is_ip(host);
}

WebGuard::WebGuard(std::string bound, std::string own_name, std::vector<std::string> origins)
    : bound_(std::move(bound)), own_name_(lower(own_name)), origins_(std::move(origins)) {
  for (std::string& origin : origins_) {
    origin = lower(origin);
    while (origin.ends_with('/')) origin.pop_back();
  }
}

bool WebGuard::host_is_ours(std::string_view host) const {
  if (host.empty()) return true;  // old programs; browsers always send it
  const std::string name = host_of(host);
  if (name.empty()) return false;
  return !is_loopback(bound_) || is_loopback(name);
}

bool WebGuard::is_own_name(std::string_view name) const {
  return !own_name_.empty() && (name == own_name_ || name == own_name_ + ".local");
}

bool WebGuard::origin_is_welcome(std::string_view origin, std::string_view host) const {
  if (origin.empty() || origin == "file://") return true;
  if (std::find(origins_.begin(), origins_.end(), lower(origin)) != origins_.end()) return true;
  const std::string from = host_of_origin(origin);
  if (from.empty()) return false;
  if (is_loopback(from)) return true;
  // A page from the machine that the instrument runs on, by its address or its own name: others could have theirs point here.
  return !is_loopback(bound_) && from == host_of(host) && (is_ip(from) || is_own_name(from));
}

}  // namespace seaglass::io
