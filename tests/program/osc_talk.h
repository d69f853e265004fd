#pragma once
// A program that talks OSC with the instrument: says something, hears what comes back.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/osc/osc_packet.h"
#include "tests/io/osc/osc_bytes.h"
#include "tests/program/process.h"

namespace seaglass::test {

using io::osc_bundle;
using io::osc_message;

class OscTalk {
 public:
  explicit OscTalk(int port) : fd_(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(std::uint16_t(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    const timeval patience{0, 50'000};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~OscTalk() { close(fd_); }
  OscTalk(const OscTalk&) = delete;
  OscTalk& operator=(const OscTalk&) = delete;

  void say(const io::OscBytes& packet) const { REQUIRE(::send(fd_, packet.data(), packet.size(), 0) == ssize_t(packet.size())); }

  // The next messages, as "address values ...".
  std::vector<std::string> hear() const {
    std::vector<std::string> heard;
    std::uint8_t bytes[65536];
    const ssize_t size = recv(fd_, bytes, sizeof bytes, 0);
    if (size <= 0) return heard;
    io::OscWalk walk({bytes, std::size_t(size)});
    while (const auto element = walk.next()) {
      io::OscMessage message;
      REQUIRE(io::parse_osc_message(element->data, message) == nullptr);
      std::string text(message.address);
      for (const io::OscArgument& a : message.list()) {
        char number[32];
        std::snprintf(number, sizeof number, " %g", a.number);
        text += a.kind == io::OscArgument::Kind::kText ? " " + std::string(a.text) : number;
      }
      heard.push_back(std::move(text));
    }
    return heard;
  }

  // Says it and gives the first thing that comes back; empty when nothing does.
  std::string ask(const io::OscBytes& packet, double seconds = 20) const {
    say(packet);
    std::vector<std::string> heard;
    (void)comes_true([&] { return !(heard = hear()).empty(); }, seconds);
    return heard.empty() ? std::string() : heard.front();
  }

 private:
  int fd_;
};

}  // namespace seaglass::test
