#pragma once
// A worker that talks to a faulty_server and knows every answer beforehand.

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "io/child/supervisor.h"
#include "io/os/time.h"
#include "tests/catch.h"
#include "tests/io/child/orders.h"
#include "tests/program/process.h"

namespace seaglass::test {

inline constexpr Nanoseconds kPatience = 20 * io::kSecond;  // for a machine that is busy; no test waits for it to pass

inline std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) count++;
  return count;
}

// Neither a child that runs nor a zombie.
inline bool no_children() {
  siginfo_t info{};
  return waitid(P_ALL, 0, &info, WEXITED | WSTOPPED | WNOHANG | WNOWAIT) == -1 && errno == ECHILD;
}

// R, S, T, Z...; 0 when there is none.
inline char process_state(pid_t id) {
  std::ifstream file("/proc/" + std::to_string(id) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto end = text.rfind(')');
  return end == std::string::npos || end + 2 >= text.size() ? '\0' : text[end + 2];
}

inline std::vector<std::byte> config_of(Start start) {
  std::vector<std::byte> config(sizeof start);
  std::memcpy(config.data(), &start, sizeof start);
  return config;
}

// Patience and pauses that suit a test.
inline io::ChildSetup test_setup() {
  io::ChildSetup setup{.name = "the test's child", .words = {SEAGLASS_FAULTY_SERVER}, .sizes = kTestSizes};
  setup.ready_limit = kPatience;
  setup.hang_limit = kPatience;
  setup.pauses = {.first = 20 * io::kMillisecond, .longest = 40 * io::kMillisecond, .well = io::kSecond};
  return setup;
}

class Talk {
 public:
  explicit Talk(io::ChildSetup setup = test_setup()) : supervisor(std::move(setup)), exchange(supervisor.exchange()) {}

  // Until a child is ready.
  bool awake() {
    return comes_true([this] { return exchange.ready(); });
  }

  // Posts an order with random bytes after it. False when there is no room for it.
  bool post(Order order = {}) {
    const io::BlockRequest request = exchange.request();
    if (request.bytes.empty()) return false;
    if (request.epoch != epoch) {
      epoch = request.epoch;
      states = {{0, 0}};
      sent = 0;
    }
    if (request.sequence != ++sent) wrong++;
    const std::size_t bytes = sizeof order + random_() % (request.bytes.size() - sizeof order + 1);
    if (order.fault == Fault::kNone) order.reply_bytes = random_() % (kTestSizes.reply - sizeof(Result) + 1);
    std::memcpy(request.bytes.data(), &order, sizeof order);
    for (std::size_t i = sizeof order; i < bytes; i++) request.bytes[i] = std::byte(random_());
    states[sent] = next_state(states[sent - 1], request.bytes.first(bytes));
    reply_bytes_ = sizeof(Result) + order.reply_bytes;
    if (!exchange.post(bytes)) wrong++;
    return true;
  }

  // Checks the reply to the last post, if there is one.
  io::Answer wait(Nanoseconds patience = kPatience) {
    const io::BlockReply reply = exchange.wait(io::now_ns() + patience);
    if (reply.answer == io::Answer::kReply && !right(reply.bytes)) wrong++;
    return reply.answer;
  }

  // So many blocks, each answered rightly.
  bool go_on(int blocks) {
    int replies = 0;
    for (int i = 0; i < blocks; i++) replies += post() && wait() == io::Answer::kReply;
    return replies == blocks && wrong == 0;
  }

  // To the child that is there now.
  bool send(int signal) const {
    const pid_t id = supervisor.child();
    return id > 0 && kill(id, signal) == 0;  // 0 would mean ourselves
  }

  // Stops the child, and sees that it stands still.
  bool stop() {
    const pid_t id = supervisor.child();
    return send(SIGSTOP) && comes_true([id] { return process_state(id) == 'T'; });
  }

  std::uint64_t ended(io::LifeEnd end) const { return supervisor.counts().of(end); }
  // Of all ways.
  std::uint64_t ended() const {
    std::uint64_t sum = 0;
    for (const auto& count : supervisor.counts().ended) sum += count.load();
    return sum;
  }

  io::Supervisor supervisor;
  io::BlockExchange& exchange;
  std::map<std::uint64_t, std::uint64_t> states;  // after each block of this life
  io::Epoch epoch = 0;
  std::uint64_t sent = 0;  // in this life
  int wrong = 0;

 private:
  bool right(std::span<const std::byte> reply) const {
    Result result;
    if (reply.size() != reply_bytes_) return false;
    std::memcpy(&result, reply.data(), sizeof result);
    if (result.blocks != sent || result.state != states.at(sent)) return false;
    std::vector<std::byte> rest(reply.size() - sizeof result);
    fill_from(result.state, 0, rest);
    return std::equal(rest.begin(), rest.end(), reply.begin() + sizeof result);
  }

  std::mt19937_64 random_{5};
  std::size_t reply_bytes_ = 0;
};

}  // namespace seaglass::test
