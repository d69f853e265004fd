#include "io/osc/tcp_peers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "io/os/time.h"

namespace seaglass::io {
namespace {

constexpr int kWaiting = 8;      // connections that may wait to be taken
constexpr int kReadsAtOnce = 4;  // of one connection, before the others get their turn
constexpr Nanoseconds kPause = kSecond;  // before a connection is tried again for which there was no descriptor
// Whether the other end is still there: seconds of silence before the kernel asks, between questions, and how many.
constexpr int kKeepIdle = 20, kKeepEvery = 5, kKeepTimes = 4;

void set_up(int fd) {
  const int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &kKeepIdle, sizeof kKeepIdle);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &kKeepEvery, sizeof kKeepEvery);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &kKeepTimes, sizeof kKeepTimes);
}

}  // namespace

TcpPeers::~TcpPeers() {
  for (Connection& c : connections_)
    if (c.fd >= 0) close(c.fd);
  if (listener_ >= 0) close(listener_);
}

bool TcpPeers::listen(const std::string& address, int port) {
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_port = htons(std::uint16_t(port));
  const std::string dotted = address == "localhost" ? "127.0.0.1" : address;
  if (inet_pton(AF_INET, dotted.c_str(), &local.sin_addr) != 1) return false;
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener_ < 0) return false;
  const int yes = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&local), sizeof local) == 0 && ::listen(listener_, kWaiting) == 0)
    return true;
  close(listener_);
  listener_ = -1;
  return false;
}

void TcpPeers::add_to(std::vector<pollfd>& waits, Nanoseconds now) const {
  if (listener_ >= 0 && now >= listens_from_) waits.push_back({.fd = listener_, .events = POLLIN, .revents = 0});
  for (const Connection& c : connections_)
    if (c.id != 0) waits.push_back({.fd = c.fd, .events = POLLIN, .revents = 0});
}

void TcpPeers::serve(const Packet& packet, Nanoseconds now) {
  if (listener_ < 0) return;
  for (Connection& c : connections_) {
    if (c.id != 0) read(c, packet, now);
    if (c.id == 0 && c.fd >= 0 && now - c.ended > kGrace) close(c.fd.exchange(-1));
  }
  accept_all(now);
}

void TcpPeers::accept_all(Nanoseconds now) {
  for (int i = 0; i < kWaiting; i++) {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const int fd = accept4(listener_, reinterpret_cast<sockaddr*>(&from), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
      take(fd, (ntohl(from.sin_addr.s_addr) >> 24) == 127, now);
      continue;
    }
    // It stays in line, and would wake us without end.
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) listens_from_ = now + kPause;
    return;
  }
}

void TcpPeers::take(int fd, bool here, Nanoseconds now) {
  Connection* c = place_for_one(now);
  if (c == nullptr) {
    close(fd);
    return;
  }
  set_up(fd);
  c->framing = OscFraming();
  c->slip = false;
  c->here = here;
  c->heard = now;
  c->fd = fd;
  c->id = ++last_id_;
}

TcpPeers::Connection* TcpPeers::place_for_one(Nanoseconds now) {
  Connection *free = nullptr, *silent = nullptr;
  int open = 0;
  for (Connection& c : connections_) {
    if (c.id == 0 && c.fd < 0) free = &c;
    if (c.id == 0) continue;
    open++;
    if (silent == nullptr || c.heard < silent->heard) silent = &c;
  }
  if (open < kMost || free == nullptr) return free;
  if (now - silent->heard < kSilence) return nullptr;
  end(*silent, now);
  return free;
}

void TcpPeers::read(Connection& c, const Packet& packet, Nanoseconds now) {
  for (int turn = 0; turn < kReadsAtOnce; turn++) {
    const ssize_t size = recv(c.fd, buffer_.data(), buffer_.size(), 0);
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) return end(c, now);
    if (size < 0) return;
    c.heard = now;
    std::span<const std::uint8_t> bytes(buffer_.data(), std::size_t(size));
    while (const auto whole = c.framing.next(bytes)) {
      c.slip = c.framing.slip();
      packet(*whole, {.kind = OscPeer::Kind::kTcp, .here = c.here, .connection = c.id});
    }
    if (c.framing.broken()) return end(c, now);
  }
}

void TcpPeers::end(Connection& c, Nanoseconds now) {
  c.id = 0;
  shutdown(c.fd, SHUT_RDWR);
  c.ended = now;
}

void TcpPeers::send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept {
  for (Connection& c : connections_) {
    if (to.connection == 0 || c.id != to.connection) continue;
    const auto bytes = OscFraming::wrap(packet, c.slip);
    const ssize_t sent = ::send(c.fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    // Half a packet would garble all that follows; the reading thread sees the end.
    if (sent >= 0 && std::size_t(sent) < bytes.size()) shutdown(c.fd, SHUT_RDWR);
    return;
  }
}

}  // namespace seaglass::io
