#pragma once
// A program run from outside, as a user or a script does: its words, what it says, how it ends. Whatever the test does,
// nothing is left running.

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "io/os/time.h"
#include "tests/catch.h"

namespace seaglass::test {

using Words = std::vector<std::string>;

// What the program may take.
struct Limits {
  rlim_t file_bytes = RLIM_INFINITY;    // of one file: a full disk that needs no privileges
  rlim_t memory_bytes = RLIM_INFINITY;  // of address space
};

// Checks until it holds or patience is over. Patience is for a machine that is busy: no test waits
// for it to pass.
template <class Condition>
bool comes_true(Condition condition, double seconds = 20) {
  const Nanoseconds end = io::now_ns() + Nanoseconds(seconds * 1e9);
  while (!condition()) {
    if (io::now_ns() > end) return condition();
    io::sleep_until(io::now_ns() + 5 * io::kMillisecond);
  }
  return true;
}

inline void wait_seconds(double seconds) { io::sleep_until(io::now_ns() + Nanoseconds(seconds * 1e9)); }

class Process {
 public:
  explicit Process(const Words& words, Limits limits = {}) {
    for (int* file : {&out_, &err_}) REQUIRE((*file = memfd_create("output", MFD_CLOEXEC)) >= 0);
    std::vector<char*> list;
    for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
    list.push_back(nullptr);
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) begin(list.data(), limits);
  }
  ~Process() {
    if (pid_ > 0) {
      kill(-pid_, SIGKILL);
      kill(pid_, SIGKILL);  // where it had no time to lead its group
      waitpid(pid_, nullptr, 0);
    }
    close(out_);
    close(err_);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }

  // Its exit code, or the signal that ended it as a negative number. Fails the test when it does
  // not end.
  int wait(double seconds = 60) {
    const bool ended = comes_true([this] { return !running(); }, seconds);
    INFO("stderr: " << err());
    REQUIRE(ended);
    return code_;
  }
  bool running() {
    int status = 0;
    if (pid_ > 0 && waitpid(pid_, &status, WNOHANG) == pid_) {
      code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
      pid_ = -1;
    }
    return pid_ > 0;
  }
  void send(int signal) const {
    if (pid_ > 0) kill(pid_, signal);
  }

  pid_t id() const { return pid_; }
  std::string out() const { return text_of(out_); }
  std::string err() const { return text_of(err_); }

 private:
  [[noreturn]] void begin(char** words, const Limits& limits) const {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(open("/dev/null", O_RDONLY), 0);
    dup2(out_, 1);
    dup2(err_, 2);
    const auto limit = [](auto what, rlim_t bytes) {
      const rlimit both{bytes, bytes};
      if (bytes != RLIM_INFINITY) setrlimit(what, &both);
    };
    limit(RLIMIT_FSIZE, limits.file_bytes);
    limit(RLIMIT_AS, limits.memory_bytes);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    execvp(words[0], words);
    _exit(127);
  }

  static std::string text_of(int file) {
    std::string text;
    char piece[4096];
    for (ssize_t n; (n = pread(file, piece, sizeof piece, off_t(text.size()))) > 0;)
      text.append(piece, std::size_t(n));
    return text;
  }

  pid_t pid_ = -1;
  int out_ = -1, err_ = -1, code_ = 0;
};

struct Ended {
  int code = 0;
  std::string out, err;
};

inline Ended run(const Words& words, Limits limits = {}, double seconds = 60) {
  Process process(words, limits);
  const int code = process.wait(seconds);
  return {code, process.out(), process.err()};
}

// The instrument itself.
inline Words seaglass_words(Words words) {
  words.insert(words.begin(), SEAGLASS_PROGRAM);
  return words;
}
inline Ended instrument(const Words& words, Limits limits = {}) { return run(seaglass_words(words), limits); }

// Is this program installed?
inline bool installed(const std::string& program) {
  return run({"sh", "-c", "command -v " + program}).code == 0;
}

// One line that says what and what to do, as the contract wants an error.
inline bool is_sentence(const std::string& text) {
  return text.starts_with("seaglass: ") && text.size() > 20 && text.size() < 400 && text.ends_with('\n') &&
         text.find('\n') == text.size() - 1;
}

// Did it end with this code and one sentence that has `word` in it?
inline void check_refusal(const Ended& ended, int code, const std::string& word) {
  INFO("stderr: " << ended.err);
  CHECK(ended.code == code);
  CHECK(is_sentence(ended.err));
  CHECK(ended.err.find(word) != std::string::npos);
}

}  // namespace seaglass::test
