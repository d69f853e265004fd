#include "io/child/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "io/child/start_process.h"
#include "io/errors.h"

namespace seaglass::io {
namespace {

constexpr Nanoseconds kBlindWait = 10 * kMillisecond;  // between two questions, where the kernel does not call us
constexpr int kReads = 64;                             // at a time, of what a child says: it may never stop

[[noreturn]] void refuse(const std::string& program, int error) {
  const std::string sentence = "cannot start " + program + ": " + std::strerror(error);
  if (error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE)
    throw ResourceError(sentence + "; close other programs");
  throw FileError(sentence + "; install it again");
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& words, int region_fd) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) refuse(words.at(0), errno);
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  id_ = start_process({.words = words, .region_fd = region_fd, .error_fd = ends[1]});
  const int error = errno;
  close(ends[1]);
  error_fd_ = ends[0];
  if (id_ < 0) {
    close(error_fd_);
    refuse(words[0], error);
  }
  // It is ours to reap, so its number is nobody else's yet.
  pid_fd_ = int(syscall(SYS_pidfd_open, id_, 0));
}

ChildProcess::~ChildProcess() {
  end();
  if (pid_fd_ >= 0) close(pid_fd_);
  if (error_fd_ >= 0) close(error_fd_);
}

bool ChildProcess::running() {
  if (!running_) return false;
  siginfo_t info{};
  if (waitid(P_PID, id_t(id_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != id_) return true;
  kill(-id_, SIGKILL);  // what it has started itself, while the number is still its own
  waitpid(id_, &status_, 0);
  return running_ = false;
}

void ChildProcess::wait_for_news(int other_fd, Nanoseconds until) {
  std::array<pollfd, 3> waits{};
  nfds_t count = 0;
  for (const int fd : {pid_fd_, error_fd_, other_fd})
    if (fd >= 0) waits[count++] = {.fd = fd, .events = POLLIN, .revents = 0};
  const Nanoseconds now = now_ns();
  if (pid_fd_ < 0) until = std::min(until, now + kBlindWait);
  const Nanoseconds left = std::max<Nanoseconds>(0, until - now);
  const timespec patience{.tv_sec = time_t(left / kSecond), .tv_nsec = long(left % kSecond)};
  if (ppoll(waits.data(), count, &patience, nullptr) > 0) listen();
}

bool ChildProcess::end() {
  if (running()) {
    kill(-id_, SIGKILL);
    kill(id_, SIGKILL);
  }
  const Nanoseconds patience = now_ns() + kKillPatience;
  while (running() && now_ns() < patience) wait_for_news(-1, patience);
  return !running();
}

std::string ChildProcess::ending() const {
  if (running_) return {};
  if (WIFEXITED(status_)) return "ended with exit code " + std::to_string(WEXITSTATUS(status_));
  const int signal = WTERMSIG(status_);
  const char* const name = sigdescr_np(signal);
  return "was ended by signal " + std::to_string(signal) + (name != nullptr ? " (" + std::string(name) + ")" : "");
}

int ChildProcess::exit_code() const { return !running_ && WIFEXITED(status_) ? WEXITSTATUS(status_) : -1; }

std::string ChildProcess::last_line() {
  listen();
  return said_.text();
}

void ChildProcess::listen() {
  std::array<char, 4096> piece;
  for (int i = 0; i < kReads && error_fd_ >= 0; i++) {
    const ssize_t count = read(error_fd_, piece.data(), piece.size());
    if (count > 0) {
      said_.add({piece.data(), std::size_t(count)});
    } else if (count == 0) {  // nobody can say anything any more, and poll() would go on telling us so
      close(error_fd_);
      error_fd_ = -1;
    } else if (errno != EINTR) {
      return;
    }
  }
}

}  // namespace seaglass::io
