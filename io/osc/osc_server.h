#pragma once
// The OSC port: a UDP socket, the same port over TCP, and a thread that stamps what arrives and hands it on.
//
// liblo decodes messages and builds replies; the sockets are ours, not its server's: so each datagram carries the kernel's
// time of arrival and its sender, is counted once, bundles are never queued on a clock that is not ours, and nothing is
// printed whatever comes in.

#include <atomic>
#include <string>
#include <thread>

#include "io/errors.h"
#include "io/osc/osc_receiver.h"
#include "io/osc/tcp_peers.h"
#include "io/osc/udp_socket.h"

namespace seaglass::io {

struct OscRequest {
  int port = 9123;                      // 0: any free one
  std::string address = "127.0.0.1";    // "0.0.0.0" opens it to the network
};

class OscServer final : public OscOutlet {
 public:
  // [control] Binds. Throws DeviceError when the port is taken. `events` is the thread's own. Both must outlive the server.
  // Answers leave through stage.outlet where there is one, else through the server itself.
  OscServer(const OscRequest& request, OscStage& stage, EventPort& events);
  ~OscServer() override;
  OscServer(const OscServer&) = delete;
  OscServer& operator=(const OscServer&) = delete;

  // [control]
  void start();

  // [control] Blocks until the thread has ended, a tenth of a second at most. May be called twice.
  void stop() noexcept;

  void send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept override;

  int port() const { return socket_.port(); }
  bool tcp() const { return tcp_; }
  OscReceiver& receiver() { return receiver_; }

  // [any] Wait-free.
  std::uint64_t messages() const noexcept { return receiver_.messages(); }
  std::uint64_t rejected() const noexcept { return receiver_.rejected(); }
  std::uint64_t lost() const noexcept { return socket_.lost(); }  // thrown away by the kernel before we saw them

 private:
  void run();

  OscReceiver receiver_;
  UdpSocket socket_;  // reading: [net] only, once started
  TcpPeers peers_;
  bool tcp_ = false;
  std::thread thread_;
  std::atomic<bool> running_{false};
};

}  // namespace seaglass::io
