#pragma once
// Stands between a client and the instrument, passes on every packet as it is, and keeps the time tag of each note. Between
// them it plays marks of its own, without time tags, on a part that nobody hears: they show at which sample of the stream a
// moment of the wall clock was, whatever the instrument makes of time tags.

#include <arpa/inet.h>
#include <poll.h>

#include <atomic>
#include <cmath>
#include <map>
#include <thread>

#include "io/osc/osc_packet.h"
#include "io/osc/udp_socket.h"
#include "tests/io/osc/osc_bytes.h"
#include "tests/program/process.h"

namespace seaglass::test {

class BundleRelay {
 public:
  static constexpr int kMarkPart = 15;  // as the journal counts
  static constexpr Nanoseconds kMarkGap = 4 * io::kMillisecond;

  explicit BundleRelay(int instrument) : in_("127.0.0.1", 0), out_("127.0.0.1", 0), begun_(io::read_clocks().realtime) {
    to_.sin_family = AF_INET;
    to_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    here_ = to_;
    to_.sin_port = htons(std::uint16_t(instrument));
    here_.sin_port = htons(std::uint16_t(in_.port()));
    thread_ = std::thread([this] {
      while (!ending_) pass_on();
    });
  }
  ~BundleRelay() { end(); }

  int port() const { return in_.port(); }
  int notes() const { return notes_; }
  void end() {
    ending_ = true;
    if (thread_.joinable()) thread_.join();
  }

  // After end(). Seconds on the wall clock, since the relay was made: of each note's time tag, by its id, and of the marks;
  // and how long a mark takes to its receiver, where nothing comes between.
  std::map<int, double> tags;
  std::vector<double> marks;
  double way = 1;

 private:
  void pass_on() {
    pollfd wait{.fd = in_.fd(), .events = POLLIN, .revents = 0};
    poll(&wait, 1, int(kMarkGap / io::kMillisecond));
    for (io::Datagram d; in_.receive(d);) {
      if (d.sender.sin_port == htons(std::uint16_t(out_.port()))) {
        way = std::min(way, double(d.arrived - marked_) * 1e-9);
        continue;
      }
      out_.send(d.data, to_);
      keep(d.data);
    }
    if (io::now_ns() < next_mark_) return;
    next_mark_ = io::now_ns() + kMarkGap;
    const auto mark = io::osc_message("/part/16/x", {0.001f * float(marks.size() % 1000)});
    marks.push_back(double(io::read_clocks().realtime - begun_) * 1e-9);
    out_.send(mark, to_);
    marked_ = io::now_ns();
    out_.send(mark, here_);
  }

  // A bundle of one note-on, as sclang sends it: "#bundle", eight bytes of time tag, the message's size, the message.
  void keep(std::span<const std::uint8_t> packet) {
    constexpr std::size_t kTag = 8, kMessage = 20;
    io::OscMessage message;
    if (packet.size() < kMessage || io::parse_osc_message(packet.subspan(kMessage), message) != nullptr || message.address != "/note/on") return;
    std::uint64_t tag = 0;
    for (std::size_t i = 0; i < 8; i++) tag = tag << 8 | packet[kTag + i];
    constexpr std::int64_t kUnixEpoch = 2'208'988'800;  // of NTP's seconds
    const std::int64_t seconds = std::int64_t(tag >> 32) - kUnixEpoch - begun_ / io::kSecond;
    tags[int(message.arguments[0].number)] = double(seconds) + std::ldexp(double(tag & 0xffffffff), -32) - double(begun_ % io::kSecond) * 1e-9;
    notes_++;
  }

  io::UdpSocket in_, out_;
  sockaddr_in to_{}, here_{};
  const Nanoseconds begun_;
  Nanoseconds next_mark_ = 0, marked_ = 0;
  std::atomic<bool> ending_{false};
  std::atomic<int> notes_{0};
  std::thread thread_;
};

}  // namespace seaglass::test
