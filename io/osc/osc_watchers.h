#pragma once
// Those who look: answers /get, /ping and addresses without arguments, and sends subscribers what they asked for. A thread
// of its own without priority, so that looking never keeps a note waiting.

#include <atomic>
#include <cstdint>
#include <map>
#include <thread>
#include <vector>

#include "io/osc/osc_encoder.h"
#include "io/osc/osc_receiver.h"
#include "io/osc/osc_value.h"
#include "io/osc/telemetry_board.h"

namespace seaglass::io {

class OscWatchers {
 public:
  static constexpr std::size_t kMostSubscribers = 128;
  static constexpr std::size_t kMostValues = 512;  // of one subscriber, and of one question
  static constexpr double kMinRate = 0.1, kMaxRate = 100;  // Hz
  static constexpr Nanoseconds kSilence = 60'000'000'000;  // after which a subscriber is taken for gone

  // [control] Answers leave through stage.outlet. All must outlive it.
  OscWatchers(OscStage& stage, TelemetryBoard& board) : stage_(stage), board_(board) {}
  ~OscWatchers() { stop(); }
  OscWatchers(const OscWatchers&) = delete;
  OscWatchers& operator=(const OscWatchers&) = delete;

  // [control] Before start(): whose looks are answered.
  void add(OscReceiver& receiver) { receivers_.push_back(&receiver); }

  // [control]
  void start();
  void stop() noexcept;

  // [any] Wait-free. Who is subscribed at the moment.
  int subscribers() const noexcept { return count_.load(std::memory_order_relaxed); }

 private:
  struct Watched {
    OscValue value;
    bool told_silent = false;  // a voice's, and the subscriber knows that there is nothing to tell
  };
  struct Subscription {
    std::vector<Watched> values;
    Nanoseconds interval = 0, due = 0;
  };
  struct Subscriber {
    OscPeer peer;
    Nanoseconds heard = 0;
    std::vector<Subscription> subscriptions;
  };

  void run();
  void answer(const OscCall& call, Nanoseconds now);
  void get(const OscCall& call, Nanoseconds now);
  void subscribe(const OscCall& call, Nanoseconds now);
  void unsubscribe(const OscCall& call);
  void ping(const OscCall& call);
  void fail(const OscCall& call, std::string_view reason);
  Subscriber* find(const OscPeer& peer);
  void publish(Nanoseconds now);
  Nanoseconds next_due(Nanoseconds now) const;
  void send(Subscription& subscription, const OscPeer& to, Nanoseconds now);
  const OscPacket& packet_of(const OscValue& value, const std::shared_ptr<const Telemetry>& now);

  OscStage& stage_;
  TelemetryBoard& board_;
  std::vector<OscReceiver*> receivers_;
  std::thread thread_;
  std::atomic<bool> running_{false};
  std::atomic<int> count_{0};

  // The thread's own.
  std::vector<Subscriber> subscribers_;
  std::map<std::uint32_t, OscPacket> packets_;    // of the telemetry below, shared by all who ask
  std::shared_ptr<const Telemetry> told_;
};

}  // namespace seaglass::io
