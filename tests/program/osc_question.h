#pragma once
// A client that asks the instrument over OSC and waits for the answer.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "io/osc/osc_packet.h"
#include "tests/catch.h"
#include "tests/io/osc/osc_bytes.h"

namespace seaglass::test {

class OscQuestion {
 public:
  explicit OscQuestion(int port) : fd_(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(std::uint16_t(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    const timeval patience{5, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~OscQuestion() { close(fd_); }
  OscQuestion(const OscQuestion&) = delete;
  OscQuestion& operator=(const OscQuestion&) = delete;

  // The value of a readable address.
  double value(const std::string& address) {
    send(io::osc_message(address));
    receive();
    INFO(address << " was answered by " << message_.address);
    REQUIRE(message_.address == address);
    REQUIRE(message_.count == 1);
    return message_.arguments[0].number;
  }

  // Sends a command and waits for its end: empty when it is done, else why it failed.
  std::string command(const io::OscBytes& packet) {
    send(packet);
    receive();
    if (message_.address == "/done") return {};
    REQUIRE(message_.address == "/fail");
    return std::string(message_.arguments[1].text);
  }

 private:
  void send(const io::OscBytes& packet) const { REQUIRE(::send(fd_, packet.data(), packet.size(), 0) == ssize_t(packet.size())); }
  void receive() {
    const ssize_t size = recv(fd_, bytes_, sizeof bytes_, 0);
    INFO("no answer");
    REQUIRE(size > 0);
    REQUIRE(io::parse_osc_message({bytes_, std::size_t(size)}, message_) == nullptr);
  }

  int fd_;
  std::uint8_t bytes_[2000];
  io::OscMessage message_;
};

}  // namespace seaglass::test
