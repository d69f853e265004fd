// What the process boundary costs: the same server behind the same exchange, once in a child process and once on a
// thread of this one, asked once per block of 64 samples. Rounds of both alternate, so that whatever else the machine
// does meets both.
//
//   build/release/child_round_trip [SECONDS [WORK]]
//
// SECONDS of each, 20 unless told. WORK: microseconds that the server is at work on a block, none unless told; a reply
// that comes after the worker has given up spinning has to wake it.

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "io/child/bell.h"
#include "io/child/block_exchange.h"
#include "io/child/life_watch.h"
#include "io/child/serve_blocks.h"
#include "io/child/supervisor.h"
#include "io/errors.h"
#include "io/os/cpu_time.h"
#include "io/os/realtime.h"
#include "io/os/time.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

constexpr RegionSizes kSizes{.config = sizeof(Nanoseconds), .request = 64 << 10, .reply = 16 << 10};
constexpr Nanoseconds kPeriod = 64 * kSecond / 48000;
constexpr Nanoseconds kMicrosecond = 1000;
constexpr Nanoseconds kRound = 2 * kSecond;
constexpr Nanoseconds kPatience = 20 * kSecond;
constexpr std::size_t kWord = sizeof(std::uint64_t);

// For the server, wherever it runs: it finds it in its config.
std::vector<std::byte> config_of(Nanoseconds work) {
  std::vector<std::byte> config(sizeof work);
  std::memcpy(config.data(), &work, sizeof work);
  return config;
}

std::uint64_t sum_of(std::span<const std::byte> bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i + kWord <= bytes.size(); i += kWord) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, kWord);
    sum += word ^ i;
  }
  return sum;
}

void fill(std::span<std::byte> bytes, std::uint64_t value) {
  for (std::size_t i = 0; i + kWord <= bytes.size(); i += kWord) {
    const std::uint64_t word = value + i;
    std::memcpy(bytes.data() + i, &word, kWord);
  }
}

// Reads all of the request and writes all of the reply.
class Summing : public BlockServer {
 public:
  void prepare(std::span<const std::byte> config) override { std::memcpy(&work_, config.data(), sizeof work_); }
  std::size_t serve(std::span<const std::byte> request, std::span<std::byte> reply) override {
    const Nanoseconds until = now_ns() + work_;
    fill(reply, sum_of(request));
    while (work_ > 0 && now_ns() < until) spin_pause();
    return reply.size();
  }
  std::size_t copy_state(std::size_t, std::span<std::byte>) override { return 0; }

 private:
  Nanoseconds work_ = 0;
};

double seconds_on(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
}

// Either kind of server behind its exchange.
struct Server {
  virtual ~Server() = default;
  virtual BlockExchange& exchange() = 0;
  virtual double cpu_seconds() const = 0;
};

class InThread : public Server {
 public:
  explicit InThread(Nanoseconds work) : region_(kSizes), exchange_(region_), watch_(region_.view(), exchange_) {
    watch_.begin(1, config_of(work), now_ns());
    thread_ = std::thread([this] { serve_blocks(dup(region_.fd()), server_); });
    pthread_getcpuclockid(thread_.native_handle(), &clock_);
    const Nanoseconds until = now_ns() + kPatience;
    while (watch_.sign() == LifeSign::kStarting && now_ns() < until) sleep_until(now_ns() + kMillisecond);
    exchange_.open(1);
  }
  ~InThread() override {
    watch_.ask_to_stop();
    thread_.join();
  }
  BlockExchange& exchange() override { return exchange_; }
  double cpu_seconds() const override { return seconds_on(clock_); }

 private:
  SharedRegion region_;
  BlockExchange exchange_;
  LifeWatch watch_;
  Summing server_;
  std::thread thread_;
  clockid_t clock_{};
};

class InChild : public Server {
 public:
  explicit InChild(Nanoseconds work)
      : supervisor_({.name = "the bench's server", .words = {"/proc/self/exe", "serve"}, .sizes = kSizes,
                     .config = config_of(work)}) {
    const Nanoseconds until = now_ns() + kPatience;
    while (!exchange().ready() && now_ns() < until) sleep_until(now_ns() + kMillisecond);
    clock_getcpuclockid(supervisor_.child(), &clock_);
  }
  BlockExchange& exchange() override { return supervisor_.exchange(); }
  double cpu_seconds() const override { return seconds_on(clock_); }

 private:
  Supervisor supervisor_;
  clockid_t clock_{};
};

struct Figures {
  const char* name;
  std::unique_ptr<Server> server;
  std::vector<float> microseconds{};  // from the first byte of the request to the last of the reply, copied
  double server_cpu = 0, worker_cpu = 0, passed = 0;
  int late = 0, wrong = 0;
};

void run_round(Figures& figures) {
  BlockExchange& exchange = figures.server->exchange();
  const double server_before = figures.server->cpu_seconds(), worker_before = thread_cpu_seconds();
  const Nanoseconds began = now_ns();
  for (Nanoseconds due = began + kPeriod; due < began + kRound; due += kPeriod) {
    sleep_until(due);
    const Nanoseconds start = now_ns();
    const BlockRequest request = exchange.request();
    if (request.bytes.empty()) {
      figures.late++;
      continue;
    }
    fill(request.bytes, request.sequence);
    exchange.post(request.bytes.size());
    const BlockReply reply = exchange.wait(start + kPeriod);
    const Nanoseconds end = now_ns();
    figures.late += reply.answer != Answer::kReply;
    if (reply.answer != Answer::kReply) continue;
    figures.microseconds.push_back(float(end - start) * 1e-3f);
    std::vector<std::byte> expected(reply.bytes.size());
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kSizes.request; i += kWord) sum += (request.sequence + i) ^ i;
    fill(expected, sum);
    figures.wrong += std::memcmp(expected.data(), reply.bytes.data(), expected.size()) != 0;
  }
  figures.server_cpu += figures.server->cpu_seconds() - server_before;
  figures.worker_cpu += thread_cpu_seconds() - worker_before;
  figures.passed += double(now_ns() - began) / double(kSecond);
}

void print(Figures& f) {
  std::sort(f.microseconds.begin(), f.microseconds.end());
  const auto at = [&f](double share) {
    if (f.microseconds.empty()) return 0.0;
    return double(f.microseconds[std::size_t(share * double(f.microseconds.size() - 1))]);
  };
  std::printf("%-7s %7zu %7.1f %7.1f %7.1f %8.1f %5d %6d %13.2f %13.2f\n", f.name, f.microseconds.size(), at(0.5),
              at(0.99), at(0.999), at(1), f.late, f.wrong, 100 * f.server_cpu / f.passed,
              100 * f.worker_cpu / f.passed);
}

int compare(double seconds, Nanoseconds work) {
  const bool priority = ask_realtime(kWorkerPriority).granted;
  Figures all[] = {{.name = "thread", .server = std::make_unique<InThread>(work)},
                   {.name = "child", .server = std::make_unique<InChild>(work)}};
  for (int rounds = std::max(1, int(seconds * double(kSecond) / double(kRound))); rounds > 0; rounds--)
    for (Figures& figures : all) run_round(figures);
  std::printf("a request of %zu KiB and a reply of %zu KiB every %.2f ms, %s real-time priority; microseconds\n",
              kSizes.request >> 10, kSizes.reply >> 10, double(kPeriod) / double(kMillisecond),
              priority ? "with" : "without");
  std::printf("%-7s %7s %7s %7s %7s %8s %5s %6s %13s %13s\n", "server", "replies", "p50", "p99", "p99.9", "max", "late",
              "wrong", "% CPU, server", "% CPU, worker");
  for (Figures& figures : all) print(figures);
  return all[0].wrong + all[1].wrong == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string word = argc > 1 ? argv[1] : "20";
  if (word == "serve") {
    Summing server;
    return serve_blocks(kRegionFd, server);
  }
  try {
    return compare(std::atof(word.c_str()), argc > 2 ? std::atol(argv[2]) * kMicrosecond : 0);
  } catch (const Error& error) {
    std::fprintf(stderr, "child_round_trip: %s\n", error.what());
    return error.exit_code;
  }
}
