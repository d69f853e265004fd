// Who gets a place where there are few, at times that the test chooses.

#include "io/osc/tcp_peers.h"

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "io/os/time.h"
#include "tests/catch.h"
#include "tests/io/osc/osc_bytes.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

sockaddr_in local(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(std::uint16_t(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// One that nothing listens on just now.
int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = local(0);
  socklen_t size = sizeof address;
  REQUIRE(bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  close(fd);
  return ntohs(address.sin_port);
}

class Guest {
 public:
  explicit Guest(int port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    const sockaddr_in to = local(port);
    REQUIRE(connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  }
  ~Guest() { close(fd_); }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  void speak() const {
    const auto bytes = OscFraming::wrap(osc_message("/ping"), false);
    REQUIRE(send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == ssize_t(bytes.size()));
  }
  // Whether the other end has hung up.
  bool alone() const {
    char byte;
    for (int i = 0; i < 50; i++) {
      const ssize_t size = recv(fd_, &byte, 1, MSG_DONTWAIT);
      if (size == 0 || (size < 0 && errno != EAGAIN)) return true;
      sleep_until(now_ns() + kMillisecond);
    }
    return false;
  }

 private:
  int fd_;
};

struct House {
  const int port = free_port();
  TcpPeers peers;
  int heard = 0;

  House() { REQUIRE(peers.listen("127.0.0.1", port)); }
  void serve(double seconds) {
    sleep_until(now_ns() + 5 * kMillisecond);  // so that the kernel has brought what was sent
    for (int i = 0; i < 8; i++) peers.serve([this](auto, auto&) { heard++; }, Nanoseconds(seconds * 1e9));
  }
  bool listens(double seconds) const {
    std::vector<pollfd> waits;
    peers.add_to(waits, Nanoseconds(seconds * 1e9));
    return !waits.empty();
  }
};

}  // namespace

TEST_CASE("Where all places are taken, the one silent for longest leaves, but not before its time") {
  House house;
  std::vector<std::unique_ptr<Guest>> guests;
  for (int i = 0; i < TcpPeers::kMost; i++) {
    guests.push_back(std::make_unique<Guest>(house.port));
    house.serve(1 + 0.01 * i);
  }
  const Guest early(house.port);
  house.serve(2);
  CHECK(early.alone());
  guests[0]->speak();
  house.serve(30);
  CHECK(house.heard == 1);
  const Guest late(house.port);
  house.serve(70);
  late.speak();
  house.serve(70);
  CHECK(house.heard == 2);
  CHECK_FALSE(late.alone());
  CHECK_FALSE(guests[0]->alone());
  CHECK(guests[1]->alone());
  CHECK_FALSE(guests[2]->alone());
}

TEST_CASE("Without a descriptor left nobody is taken, nor listened for, until later") {
  House house;
  const Guest guest(house.port);
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlimit none{.rlim_cur = 3, .rlim_max = limit.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
  house.peers.serve([](auto, auto&) {}, kSecond);
  REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK_FALSE(house.listens(1.5));
  CHECK(house.listens(2.5));
  house.serve(3);
  guest.speak();
  house.serve(3);
  CHECK(house.heard == 1);
}
