#pragma once
// A bound UDP socket that says when each datagram arrived.

#include <netinet/in.h>

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

  // Blocks for a tenth of a second at most. False when nothing came.
  bool receive(Datagram& datagram);

  // Never blocks; what cannot be sent is lost, as UDP is.
  void send(std::span<const std::uint8_t> data, const sockaddr_in& to);

 private:
  int fd_ = -1;
  int port_ = 0;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace seaglass::io
