#include "io/osc/udp_socket.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <optional>

#include "io/os/time.h"

namespace seaglass::io {
namespace {

constexpr std::size_t kMaxDatagram = 65536;
// A burst of a few thousand messages while our thread waits for a core
constexpr int kReceiveBuffer = 1 << 20;

// When the kernel took the datagram in, on our clock; now, where it does not say.
Nanoseconds arrival(msghdr& header) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec t;
    std::memcpy(&t, CMSG_DATA(c), sizeof t);
    const ClockPair now = read_clocks();
    const Nanoseconds ago = now.realtime - (Nanoseconds(t.tv_sec) * kSecond + t.tv_nsec);
    if (ago >= 0 && ago < kSecond) return now.monotonic - ago;  // else the wall clock was set in between
  }
  return now_ns();
}

// What the kernel says it has thrown away so far, where it says so: it does from the first loss on.
std::optional<std::uint32_t> lost_so_far(msghdr& header) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_RXQ_OVFL) continue;
    std::uint32_t lost;
    std::memcpy(&lost, CMSG_DATA(c), sizeof lost);
    return lost;
  }
  return std::nullopt;
}

}  // namespace

UdpSocket::UdpSocket(const std::string& address, int port) : buffer_(kMaxDatagram) {
  if (port < 0 || port > 65535)
    throw UsageError("an OSC port is 1 to 65535; choose another with --osc-port");
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_port = htons(std::uint16_t(port));
  const std::string dotted = address == "localhost" ? "127.0.0.1" : address;
  if (inet_pton(AF_INET, dotted.c_str(), &local.sin_addr) != 1)
    throw DeviceError("'" + address + "' is not an IPv4 address; use 127.0.0.1 or 0.0.0.0");

  fd_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd_ < 0) throw ResourceError("no socket is left for OSC; close other programs");
  const int yes = 1;
  setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
  setsockopt(fd_, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
  setsockopt(fd_, SOL_SOCKET, SO_RXQ_OVFL, &yes, sizeof yes);
  if (bind(fd_, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0) {
    const int why = errno;
    close(fd_);
    const std::string number = std::to_string(port);
    if (why == EADDRINUSE)
      throw DeviceError("OSC port " + number +
                        " is taken, perhaps by another seaglass; choose another with --osc-port");
    throw DeviceError("OSC port " + number + " on " + address + " cannot be opened (" +
                      std::strerror(why) + "); choose another with --osc-port");
  }
  socklen_t size = sizeof local;
  getsockname(fd_, reinterpret_cast<sockaddr*>(&local), &size);
  port_ = ntohs(local.sin_port);
}

UdpSocket::~UdpSocket() { close(fd_); }

bool UdpSocket::receive(Datagram& datagram) {
  alignas(cmsghdr) char control[128];
  iovec part{.iov_base = buffer_.data(), .iov_len = buffer_.size()};
  msghdr header{};
  header.msg_name = &datagram.sender;
  header.msg_namelen = sizeof datagram.sender;
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  const ssize_t size = recvmsg(fd_, &header, 0);
  if (size < 0) return false;
  datagram.data = {buffer_.data(), std::size_t(size)};
  datagram.arrived = arrival(header);
  if (const auto lost = lost_so_far(header)) lost_.store(*lost, std::memory_order_relaxed);
  return true;
}

void UdpSocket::send(std::span<const std::uint8_t> data, const sockaddr_in& to) {
  // A reply that the network does not take at once is worth less than the next note.
  (void)!sendto(fd_, data.data(), data.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

}  // namespace seaglass::io
