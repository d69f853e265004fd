#pragma once
// The OSC port: a UDP socket and a thread that stamps what arrives and hands it to the worker.
//
// liblo decodes messages and builds replies; the socket is ours, not its server's: so each datagram
// carries the kernel's time of arrival and its sender, is counted once, bundles are never queued on
// a clock that is not ours, and nothing is printed whatever comes in. The thread allocates for each
// message, never more than a few times a datagram, and frees it with the next.

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "engine/rt/spsc_ring.h"
#include "engine/stream/event_port.h"
#include "io/errors.h"
#include "io/osc/osc_decoder.h"
#include "io/osc/osc_reply.h"
#include "io/osc/reply_limiter.h"
#include "io/osc/udp_socket.h"

namespace seaglass::io {

struct OscRequest {
  int port = 9123;                      // 0: any free one
  std::string address = "127.0.0.1";    // "0.0.0.0" opens it to the network
};

static_assert(OscMeaning::kMaxEvents <= int(EventPort::kMaxTogether));

class OscServer {
 public:
  // [control] Binds. Throws DeviceError when the port is taken. `events` is the thread's own;
  // `find_place` is called from it. Both must outlive the server.
  OscServer(const OscRequest& request, EventPort& events, PlaceFinder find_place);
  ~OscServer();
  OscServer(const OscServer&) = delete;
  OscServer& operator=(const OscServer&) = delete;

  // [control]
  void start();

  // [control] Blocks until the thread has ended, a tenth of a second at most. May be called twice.
  void stop() noexcept;

  // [control] Wait-free. The next command, if one has come.
  [[nodiscard]] bool take(OscCommand& command) { return commands_.pop(command); }

  int port() const { return socket_.port(); }

  // [any] Wait-free. Messages taken, and messages and packets that were wrong.
  std::uint64_t messages() const noexcept { return messages_.load(std::memory_order_relaxed); }
  std::uint64_t rejected() const noexcept { return rejected_.load(std::memory_order_relaxed); }

 private:
  // A bundle for later than this is a broken clock or a broken program.
  static constexpr Nanoseconds kMaxAhead = 60'000'000'000;

  void run();
  void packet(const Datagram& datagram);
  const char* element(const OscElement& element, Nanoseconds arrived);
  const char* act(Nanoseconds when, Nanoseconds arrived);

  EventPort& events_;
  PlaceFinder find_place_;
  UdpSocket socket_;  // [net] only, once started
  std::thread thread_;
  std::atomic<bool> running_{false};
  std::atomic<std::uint64_t> messages_{0};
  std::atomic<std::uint64_t> rejected_{0};
  rt::SpscRing<OscCommand> commands_{16};
  ReplyLimiter limiter_;  // [net] only, like the rest
  OscReply reply_;
  OscMessage message_;
  OscMeaning meaning_;
  OscNotes notes_;
};

}  // namespace seaglass::io
