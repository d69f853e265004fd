// Zeroconf against a real avahi-daemon, on a message bus of our own and the loopback interface alone.

#include "io/web/zeroconf.h"

#include "io/os/time.h"
#include "tests/left_out/left_out.h"

#ifndef SEAGLASS_HAS_AVAHI

TEST_CASE("The network is told who we are") { LEFT_OUT("this build has no avahi-client"); }

#else

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-common/simple-watch.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <optional>

#include "tests/io/file/temp_folder.h"
#include "tests/program/process.h"

using namespace seaglass;
using namespace seaglass::io;
using seaglass::test::comes_true;
using seaglass::test::Process;

namespace {

constexpr const char* kBusConf = R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=@SOCKET@</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/></policy></busconfig>
)";
constexpr const char* kAvahiConf = R"([server]
host-name=seaglass-test
use-ipv6=no
allow-interfaces=lo
enable-dbus=yes
[wide-area]
enable-wide-area=no
[publish]
publish-workstation=no
)";

// A message bus and a daemon of our own.
class Network {
 public:
  Network() {
    std::string conf = kBusConf;
    conf.replace(conf.find("@SOCKET@"), 8, folder_ / "bus");
    std::ofstream(folder_ / "bus.conf") << conf;
    std::ofstream(folder_ / "avahi.conf") << kAvahiConf;
    // Read once by the bus's library, before anything of ours uses it.
    setenv("DBUS_SYSTEM_BUS_ADDRESS", ("unix:path=" + (folder_ / "bus")).c_str(), 1);
  }
  // A bus that takes calls and never answers, until it is thrown away.
  int begin_hung() const {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    (folder_ / "bus").copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(fd, 4) == 0);
    return fd;
  }
  void end_hung(int fd) const {
    close(fd);
    std::filesystem::remove(folder_ / "bus");
  }
  // False where they cannot run: not installed, not allowed, or the machine has a daemon already.
  bool begin() {
    if (!test::installed("dbus-daemon") || !test::installed("avahi-daemon")) return false;
    bus_.emplace(test::Words{"dbus-daemon", "--nofork", "--config-file=" + (folder_ / "bus.conf")});
    if (!comes_true([&] { return std::filesystem::exists(folder_ / "bus") || !bus_->running(); }) || !bus_->running()) return false;
    return begin_daemon();
  }
  bool begin_daemon() {
    daemon_.emplace(test::Words{"avahi-daemon", "-f", folder_ / "avahi.conf", "--no-drop-root", "--no-chroot", "--no-rlimits"});
    return comes_true([&] { return answers() || !daemon_->running(); }) && daemon_->running();
  }
  void end_daemon() {
    daemon_->send(SIGTERM);
    (void)daemon_->wait();
  }

 private:
  static bool answers() {
    AvahiSimplePoll* poll = avahi_simple_poll_new();
    AvahiClient* client = avahi_client_new(avahi_simple_poll_get(poll), AvahiClientFlags(0), nullptr, nullptr, nullptr);
    const bool running = client != nullptr && avahi_client_get_state(client) == AVAHI_CLIENT_S_RUNNING;
    if (client != nullptr) avahi_client_free(client);
    avahi_simple_poll_free(poll);
    return running;
  }

  TempFolder folder_;
  std::optional<Process> bus_, daemon_;
};

// What a program finds that looks for services of one type: name to port.
class Browser {
 public:
  explicit Browser(const char* type) {
    poll_ = avahi_simple_poll_new();
    client_ = avahi_client_new(avahi_simple_poll_get(poll_), AvahiClientFlags(0), nullptr, nullptr, nullptr);
    REQUIRE(client_ != nullptr);
    browser_ = avahi_service_browser_new(client_, AVAHI_IF_UNSPEC, AVAHI_PROTO_INET, type, nullptr, AvahiLookupFlags(0), on_service, this);
  }
  ~Browser() {
    avahi_client_free(client_);
    avahi_simple_poll_free(poll_);
  }
  using Found = std::map<std::string, int>;
  bool sees(const Found& wanted) {
    return comes_true([&] {
      avahi_simple_poll_iterate(poll_, 10);
      return found_ == wanted;
    });
  }
  const Found& found() const { return found_; }

 private:
  static void on_service(AvahiServiceBrowser*, AvahiIfIndex interface, AvahiProtocol protocol, AvahiBrowserEvent event, const char* name,
                         const char* type, const char* domain, AvahiLookupResultFlags, void* self) {
    auto* browser = static_cast<Browser*>(self);
    if (event == AVAHI_BROWSER_REMOVE) browser->found_.erase(name);
    if (event == AVAHI_BROWSER_NEW)
      (void)avahi_service_resolver_new(browser->client_, interface, protocol, name, type, domain, AVAHI_PROTO_UNSPEC,
                                       AvahiLookupFlags(0), on_address, self);
  }
  static void on_address(AvahiServiceResolver* resolver, AvahiIfIndex, AvahiProtocol, AvahiResolverEvent event, const char* name,
                         const char*, const char*, const char*, const AvahiAddress*, std::uint16_t port, AvahiStringList*,
                         AvahiLookupResultFlags, void* self) {
    if (event == AVAHI_RESOLVER_FOUND) static_cast<Browser*>(self)->found_[name] = port;
    avahi_service_resolver_free(resolver);
  }

  AvahiSimplePoll* poll_;
  AvahiClient* client_;
  AvahiServiceBrowser* browser_;
  Found found_;
};

using Found = Browser::Found;

}  // namespace

TEST_CASE("The network is told who we are") {
  Network network;
  const Nanoseconds begun = now_ns();
  {
    // Without a bus nobody is told, and nothing waits for it.
    const auto lonely = Zeroconf::announce({.osc_port = 9123, .web_port = 9124});
    REQUIRE(lonely);
    CHECK(lonely->name().empty());
  }
  const int hung = network.begin_hung();
  {
    const auto patient = Zeroconf::announce({.osc_port = 9123, .web_port = 9124});
    REQUIRE(patient);
    pollfd called{.fd = hung, .events = POLLIN, .revents = 0};
    CHECK(poll(&called, 1, 20'000) == 1);
  }
  CHECK(now_ns() - begun < 20 * kSecond);  // the library itself would have waited for 25
  network.end_hung(hung);
  if (!network.begin()) {
    LEFT_OUT("dbus-daemon and avahi-daemon (packages dbus-daemon and avahi-daemon) cannot run here");
    return;
  }
  auto first = Zeroconf::announce({.osc_port = 9123, .web_port = 9124});
  CHECK(comes_true([&] { return first->name() == "Seaglass"; }));
  Browser osc("_osc._udp"), web("_oscjson._tcp");
  CHECK(osc.sees({{"Seaglass", 9123}}));
  CHECK(web.sees({{"Seaglass", 9124}}));

  auto second = Zeroconf::announce({.osc_port = 9133, .web_port = 0});  // another instrument, without a web port
  CHECK(osc.sees({{"Seaglass", 9123}, {"Seaglass #2", 9133}}));
  CHECK(second->name() == "Seaglass #2");
  CHECK(web.found() == Found{{"Seaglass", 9124}});

  first.reset();
  CHECK(osc.sees({{"Seaglass #2", 9133}}));
  CHECK(web.sees({}));

  // The daemon goes and comes back: it is told again.
  network.end_daemon();
  REQUIRE(network.begin_daemon());
  Browser again("_osc._udp");
  CHECK(again.sees({{"Seaglass #2", 9133}}));
}

#endif
