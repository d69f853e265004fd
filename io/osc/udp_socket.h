#pragma once
// A bound UDP socket that says when each datagram arrived.

#include <netinet/in.h>

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/stream/stream_clock.h"
#include "io/errors.h"

namespace seaglass::io {

struct Datagram {
  std::span<const std::uint8_t> data;  // valid until the next receive()
  sockaddr_in sender{};
  Nanoseconds arrived = 0;  // by the kernel's stamp: free of the time until our thread runs
};

// One thread, once made.
class UdpSocket {
 public:
  // [control] `address` in dotted form; port 0 takes any. Throws DeviceError.
  UdpSocket(const std::string& address, int port);
  ~UdpSocket();
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  int port() const { return port_; }

  // To wait for with poll().
  int fd() const { return fd_; }

  // Never blocks. False when nothing has come.
  bool receive(Datagram& datagram);

  // [any] Wait-free. Datagrams that the kernel threw away because nobody took them in time, as of the last one received.
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }

  // Never blocks; what cannot be sent is lost, as UDP is.
  void send(std::span<const std::uint8_t> data, const sockaddr_in& to);

 private:
  int fd_ = -1;
  int port_ = 0;
  std::atomic<std::uint32_t> lost_{0};
  std::vector<std::uint8_t> buffer_;
};

}  // namespace seaglass::io
