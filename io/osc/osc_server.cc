#include "io/osc/osc_server.h"

#include <arpa/inet.h>
#include <poll.h>

#include <system_error>

#include "io/os/realtime.h"
#include "io/os/time.h"

namespace seaglass::io {
namespace {

constexpr int kPatienceMs = 100;   // how soon stop() is heard
constexpr int kDatagramsAtOnce = 256;  // before TCP gets its turn

OscPeer peer_of(const sockaddr_in& sender) {
  return {.kind = OscPeer::Kind::kUdp,
          .here = (ntohl(sender.sin_addr.s_addr) >> 24) == 127,
          .port = ntohs(sender.sin_port),
          .address = sender.sin_addr.s_addr};
}

}  // namespace

OscServer::OscServer(const OscRequest& request, OscStage& stage, EventPort& events)
    : receiver_(stage, events), socket_(request.address, request.port) {
  tcp_ = peers_.listen(request.address, socket_.port());
  if (stage.outlet == nullptr) stage.outlet = this;
}

OscServer::~OscServer() { stop(); }

void OscServer::start() {
  if (thread_.joinable()) return;
  running_.store(true, std::memory_order_relaxed);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw ResourceError("no thread is left for OSC; close other programs");
  }
}

void OscServer::stop() noexcept {
  running_.store(false, std::memory_order_relaxed);
  if (thread_.joinable()) thread_.join();
}

void OscServer::run() {
  ask_realtime_quietly(kNetPriority);
  std::vector<pollfd> waits;
  waits.reserve(TcpPeers::kMost + 2);
  Datagram datagram;
  const TcpPeers::Packet over_tcp = [this](std::span<const std::uint8_t> packet, const OscPeer& from) {
    receiver_.receive(packet, now_ns(), from);
  };
  while (running_.load(std::memory_order_relaxed)) {
    waits.assign(1, {.fd = socket_.fd(), .events = POLLIN, .revents = 0});
    peers_.add_to(waits, now_ns());
    const int ready = poll(waits.data(), nfds_t(waits.size()), kPatienceMs);
    for (int i = 0; i < kDatagramsAtOnce && socket_.receive(datagram); i++)
      receiver_.receive(datagram.data, datagram.arrived, peer_of(datagram.sender));
    if (ready == 0 || ready > (waits[0].revents != 0 ? 1 : 0)) peers_.serve(over_tcp, now_ns());
  }
}

void OscServer::send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept {
  if (to.kind == OscPeer::Kind::kTcp) return peers_.send(to, packet);
  if (to.kind != OscPeer::Kind::kUdp) return;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(to.port);
  address.sin_addr.s_addr = to.address;
  socket_.send(packet, address);
}

}  // namespace seaglass::io
