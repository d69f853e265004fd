// The child of the tests: computes what they can check, and fails in every way that they ask for.
//
//   faulty_server                  serves
//   faulty_server parent           starts itself, prints the child's process id once it is ready, waits to be killed
//   faulty_server fds              prints how many descriptors it has, to stderr, and ends
//   faulty_server chatter          writes to stderr without end

#include <dirent.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <vector>

#include "io/child/block_server.h"
#include "io/child/serve_blocks.h"
#include "io/child/supervisor.h"
#include "io/errors.h"
#include "tests/io/child/orders.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

[[noreturn]] void hang() {
  for (;;) pause();
}

// Asks for memory under a limit until it is refused.
[[noreturn]] void exhaust() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  throw std::bad_alloc();  // their allocators end the program rather than refuse
#else
  const rlimit little{256 << 20, 256 << 20};
  setrlimit(RLIMIT_AS, &little);
  std::vector<std::unique_ptr<char[]>> all;
  for (std::size_t bytes = 64 << 20;;) {  // down to the last bytes
    char* const more = new (std::nothrow) char[bytes];
    if (more != nullptr)
      all.emplace_back(more);
    else if (bytes > 16)
      bytes /= 2;
    else
      throw std::bad_alloc();
    if (all.size() == all.capacity()) all.reserve(2 * all.size() + 1);
  }
#endif
}

void fill_shared_memory() {
  struct stat status {};
  fstat(io::kRegionFd, &status);
  const std::size_t bytes = std::size_t(status.st_size);
  void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, io::kRegionFd, 0);
  if (memory == MAP_FAILED) std::abort();
  std::mt19937_64 random(7);
  for (std::size_t i = 0; i + 8 <= bytes; i += 8) {
    const std::uint64_t word = random();
    std::memcpy(static_cast<char*>(memory) + i, &word, 8);
  }
}

class FaultyServer : public io::BlockServer {
 public:
  void prepare(std::span<const std::byte> config) override {
    Start start = Start::kWell;
    if (config.size() == sizeof start) std::memcpy(&start, config.data(), sizeof start);
    switch (start) {
      case Start::kWell: return;
      case Start::kNever: hang();
      case Start::kExit: _exit(5);
      case Start::kFail: throw io::DeviceError("there is no such card; put one in");
      case Start::kExhaust: exhaust();
    }
  }

  std::size_t serve(std::span<const std::byte> request, std::span<std::byte> reply) override {
    Order order;
    if (request.size() < sizeof order) std::abort();
    std::memcpy(&order, request.data(), sizeof order);
    obey(order);
    if (order.fault == Fault::kHugeReply) return std::size_t{1} << 40;
    result_.state = next_state(result_.state, request);
    result_.blocks++;
    std::memcpy(reply.data(), &result_, sizeof result_);
    fill_from(result_.state, 0, reply.subspan(sizeof result_, order.reply_bytes));
    return sizeof result_ + order.reply_bytes;
  }

  std::size_t copy_state(std::size_t slice, std::span<std::byte> state) override {
    fill_from(result_.state, slice, state.first(kSliceBytes));
    return kSliceBytes;
  }

 private:
  static void obey(const Order& order) {
    switch (order.fault) {
      case Fault::kNone:
      case Fault::kHugeReply: return;
      case Fault::kSleep: usleep(order.argument * 1000); return;
      case Fault::kHang: hang();
      case Fault::kBusyHang:
        for (;;) asm volatile("");
      case Fault::kAbort: std::abort();
      case Fault::kExit: _exit(int(order.argument));
      case Fault::kExhaust: exhaust();
      case Fault::kGarbage: fill_shared_memory(); return;
      case Fault::kThrow: throw io::DeviceError("the card is gone; put it back");
    }
  }

  Result result_;
};

int be_a_parent(const char* program) {
  io::Supervisor supervisor({.words = {program}, .sizes = kTestSizes});
  while (!supervisor.exchange().ready()) usleep(1000);
  std::printf("%d\n", int(supervisor.child()));
  std::fflush(stdout);
  hang();
}

int count_descriptors() {
  int count = 0;
  DIR* const folder = opendir("/proc/self/fd");
  while (const dirent* entry = readdir(folder)) count += entry->d_name[0] != '.';
  closedir(folder);
  std::fprintf(stderr, "%d descriptors\n", count - 1);  // without that of the folder
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string word = argc > 1 ? argv[1] : "";
  if (word == "parent") return be_a_parent(argv[0]);
  if (word == "fds") return count_descriptors();
  while (word == "chatter") std::fputs("and so on \x01\n\n", stderr);
  FaultyServer server;
  return io::serve_blocks(io::kRegionFd, server);
}
