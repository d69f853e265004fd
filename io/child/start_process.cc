#include "io/child/start_process.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "io/child/serve_blocks.h"

#if defined(__SANITIZE_THREAD__)
// ThreadSanitizer takes every clone() for a fork() and makes itself at home in the child: in our own memory here. The C
// library has the same function under this name too.
extern "C" int __clone(int (*run)(void*), void* stack, int flags, void* argument, ...);
#define clone __clone
#endif

namespace seaglass::io {
namespace {

constexpr std::size_t kStackBytes = 64 << 10;
constexpr int kFirstFree = kRegionFd + 1;
constexpr unsigned kLastFd = ~0u;
constexpr int kMostFds = 65536;    // closed one by one where the kernel is older than 5.9
constexpr std::size_t kSignalSetBytes = 8;  // as the kernel counts

// What the child needs; it lives in the parent's memory, and only reads, but for `error`.
struct Plan {
  char* const* words;
  char* const* environment;
  int null_fd, region_fd, error_fd;
  pid_t parent;
  int error;
};

// Runs in the memory of the parent, on its thread's behalf: so only system calls without the C library around them,
// which has state of its own (and under a sanitizer much more).
[[gnu::no_sanitize("address", "thread", "undefined")]] int become(void* argument) {
  Plan& plan = *static_cast<Plan*>(argument);
  const auto give_up = [&plan] {
    plan.error = errno;
    syscall(SYS_exit_group, 127);
  };
  // All zeros is SIG_DFL with no flags, however the kernel of this processor orders the fields.
  const unsigned long by_default[8] = {};
  for (int signal = 1; signal < NSIG; signal++) syscall(SYS_rt_sigaction, signal, by_default, nullptr, kSignalSetBytes);

  syscall(SYS_setpgid, 0, 0);
  syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (syscall(SYS_getppid) != plan.parent) syscall(SYS_exit_group, 127);  // it died before that

  const rlimit none{0, 0};
  syscall(SYS_prlimit64, 0, RLIMIT_CORE, &none, nullptr);

  // The sources are above every target (see below), and closed on exec.
  if (syscall(SYS_dup3, plan.null_fd, STDIN_FILENO, 0) < 0 || syscall(SYS_dup3, plan.null_fd, STDOUT_FILENO, 0) < 0 ||
      syscall(SYS_dup3, plan.error_fd, STDERR_FILENO, 0) < 0 || syscall(SYS_dup3, plan.region_fd, kRegionFd, 0) < 0)
    give_up();
  if (syscall(SYS_close_range, kFirstFree, kLastFd, 0) < 0)
    for (int fd = kFirstFree; fd < kMostFds; fd++) syscall(SYS_close, fd);

  const unsigned long no_signals = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signals, nullptr, kSignalSetBytes);
  syscall(SYS_execve, plan.words[0], plan.words, plan.environment);
  give_up();
  return 0;
}

// A descriptor that none of the child's own is in the way of, closed at the end.
class HighFd {
 public:
  explicit HighFd(int fd) : fd_(fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, kFirstFree)) {}
  ~HighFd() {
    const int error = errno;
    if (fd_ >= 0) close(fd_);
    errno = error;
  }
  HighFd(const HighFd&) = delete;
  HighFd& operator=(const HighFd&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

// No handler of ours may run in the child.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~NoSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;

 private:
  sigset_t before_;
};

int open_null() { return open("/dev/null", O_RDWR | O_CLOEXEC); }

}  // namespace

pid_t start_process(const ProcessStart& start) {
  std::vector<char*> words;
  for (const std::string& word : start.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);

  const int null_fd = open_null();
  const HighFd null(null_fd), region(start.region_fd), error(start.error_fd);
  if (null_fd >= 0) close(null_fd);
  if (null.fd() < 0 || region.fd() < 0 || error.fd() < 0) return -1;

  constexpr int kKind = MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK;
  void* const stack = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, kKind, -1, 0);
  if (stack == MAP_FAILED) return -1;
  Plan plan{.words = words.data(), .environment = environ, .null_fd = null.fd(), .region_fd = region.fd(),
            .error_fd = error.fd(), .parent = getpid(), .error = 0};
  pid_t id = -1;
  {
    const NoSignals quiet;
    id = clone(become, static_cast<std::byte*>(stack) + kStackBytes, CLONE_VM | CLONE_VFORK | SIGCHLD, &plan);
    if (id < 0) plan.error = errno;
  }
  munmap(stack, kStackBytes);
  if (plan.error == 0) return id;
  if (id > 0)  // it has ended already
    while (waitpid(id, nullptr, 0) < 0 && errno == EINTR) {
    }
  errno = plan.error;
  return -1;
}

}  // namespace seaglass::io
