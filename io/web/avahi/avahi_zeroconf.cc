// Avahi's client library talks to its daemon over D-Bus and waits for answers, so it has a thread of its own: a daemon that
// hangs keeps nobody waiting, not even at the end.

#include <avahi-client/client.h>
#include <avahi-client/publish.h>
#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/simple-watch.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "io/os/time.h"
#include "io/web/zeroconf.h"

namespace seaglass::io {
namespace {

constexpr Nanoseconds kRetry = 30 * kSecond;  // to find a message bus
constexpr int kTurnMs = 1000;                 // how soon a retry that is due is noticed
constexpr Nanoseconds kPatience = kSecond / 2;  // at the end; then the thread is left to itself
constexpr int kMostNames = 100;               // "Seaglass #100": then somebody plays tricks

// Lives as long as its thread, which may be longer than who started it. The thread's own, unless said otherwise.
class Announcement {
 public:
  explicit Announcement(const ZeroconfNames& names) : names_(names), poll_(avahi_simple_poll_new()) {}
  ~Announcement() {
    drop();
    if (poll_ != nullptr) avahi_simple_poll_free(poll_);
  }

  void run() {
    Nanoseconds next_try = 0;
    while (!quit_ && poll_ != nullptr) {
      if (broken_) {
        drop();
        next_try = now_ns() + kSecond;  // the daemon starts anew
      }
      if (client_ == nullptr && now_ns() >= next_try) {
        next_try = now_ns() + kRetry;
        client_ = avahi_client_new(avahi_simple_poll_get(poll_), AVAHI_CLIENT_NO_FAIL, on_client, this, nullptr);
      }
      if (avahi_simple_poll_iterate(poll_, kTurnMs) != 0) break;
    }
    drop();
    const std::lock_guard lock(mutex_);
    ended_ = true;
    end_.notify_all();
  }

  // [control] False when the thread has not ended within kPatience.
  bool stop() {
    quit_ = true;
    if (poll_ != nullptr) avahi_simple_poll_wakeup(poll_);
    std::unique_lock lock(mutex_);
    return end_.wait_for(lock, std::chrono::nanoseconds(kPatience), [this] { return ended_; });
  }

  // [any]
  std::string name() const {
    const std::lock_guard lock(mutex_);
    return known_as_;
  }

 private:
  static void on_client(AvahiClient* client, AvahiClientState state, void* self) {
    static_cast<Announcement*>(self)->follow(client, state);
  }
  static void on_group(AvahiEntryGroup*, AvahiEntryGroupState state, void* self) {
    static_cast<Announcement*>(self)->follow(state);
  }

  void follow(AvahiClient* client, AvahiClientState state) {
    client_ = client;  // this may be called before avahi_client_new() has returned
    switch (state) {
      case AVAHI_CLIENT_S_RUNNING: add(); break;
      case AVAHI_CLIENT_S_COLLISION:  // the machine's own name changes: everything is announced again afterwards
      case AVAHI_CLIENT_S_REGISTERING:
        if (group_ != nullptr) avahi_entry_group_reset(group_);
        break;
      case AVAHI_CLIENT_FAILURE: broken_ = true; break;  // and may not be freed from in here
      case AVAHI_CLIENT_CONNECTING: break;
    }
  }

  void follow(AvahiEntryGroupState state) {
    if (state == AVAHI_ENTRY_GROUP_COLLISION) {
      take_another_name();
      add();
    }
    if (state != AVAHI_ENTRY_GROUP_ESTABLISHED) return;
    const std::lock_guard lock(mutex_);
    known_as_ = names_.name;
  }

  void add() {
    if (group_ == nullptr) group_ = avahi_entry_group_new(client_, on_group, this);
    if (group_ == nullptr || !avahi_entry_group_is_empty(group_)) return;
    while (tried_ < kMostNames) {
      const int error = add_services();
      if (error == AVAHI_OK) {
        (void)avahi_entry_group_commit(group_);
        return;
      }
      avahi_entry_group_reset(group_);
      if (error != AVAHI_ERR_COLLISION) return;
      take_another_name();
    }
  }

  int add_services() {
    int error = add_service("_osc._udp", names_.osc_port);
    if (error == AVAHI_OK) error = add_service("_oscjson._tcp", names_.web_port);
    return error;
  }
  int add_service(const char* type, int port) {
    if (port == 0) return AVAHI_OK;
    return avahi_entry_group_add_service(group_, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, AvahiPublishFlags(0), names_.name.c_str(),
                                         type, nullptr, nullptr, std::uint16_t(port), nullptr);
  }

  void take_another_name() {
    tried_++;
    char* other = avahi_alternative_service_name(names_.name.c_str());
    if (other == nullptr) return;
    names_.name = other;
    avahi_free(other);
  }

  void drop() {
    broken_ = false;
    if (client_ != nullptr) avahi_client_free(client_);  // and the group with it; the network is told
    client_ = nullptr;
    group_ = nullptr;
  }

  ZeroconfNames names_;
  AvahiSimplePoll* poll_;
  AvahiClient* client_ = nullptr;
  AvahiEntryGroup* group_ = nullptr;
  bool broken_ = false;
  int tried_ = 0;
  std::atomic<bool> quit_{false};
  mutable std::mutex mutex_;  // of the following
  std::condition_variable end_;
  bool ended_ = false;
  std::string known_as_;
};

class AvahiZeroconf final : public Zeroconf {
 public:
  explicit AvahiZeroconf(const ZeroconfNames& names)
      : announcement_(std::make_shared<Announcement>(names)), thread_([a = announcement_] { a->run(); }) {}
  ~AvahiZeroconf() override {
    if (announcement_->stop()) thread_.join();
    else thread_.detach();
  }
  std::string name() const override { return announcement_->name(); }

 private:
  std::shared_ptr<Announcement> announcement_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Zeroconf> Zeroconf::announce(const ZeroconfNames& names) {
  try {
    return std::make_unique<AvahiZeroconf>(names);
  } catch (const std::system_error&) {
    return nullptr;  // no thread is left
  }
}

}  // namespace seaglass::io
