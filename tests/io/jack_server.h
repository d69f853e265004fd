#pragma once
// A JACK server of our own with the dummy driver: 48 kHz, 64 frames (long periods are for tests of what is exact within
// them, on machines that are busy), nothing heard. One at a time; tests that use it are tagged [jack].

#include <jack/jack.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "io/audio/jack_device.h"
#include "io/os/time.h"
#include "tests/catch.h"

namespace seaglass::io {

// For tests in which time does not matter: at 64 frames a busy machine makes clients miss cycles, and JACK drops the MIDI and the
// sound of those.
inline constexpr int kEasyPeriod = 512;

class JackServer {
 public:
  explicit JackServer(int period = 64) : period_(std::to_string(period)), name_(free_name()) {
    setenv("JACK_DEFAULT_SERVER", name_.c_str(), 1);
    setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
    start();
  }
  ~JackServer() {
    end(SIGTERM);
    close(lock_);
  }
  JackServer(const JackServer&) = delete;
  JackServer& operator=(const JackServer&) = delete;

  // After end(): a server of the same name.
  void start() {
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      const int null = open("/dev/null", O_RDWR);
      dup2(null, 1);
      dup2(null, 2);
      execlp("jackd", "jackd", "-r", "-n", name_.c_str(), "-d", "dummy", "-r", "48000", "-p", period_.c_str(), nullptr);
      _exit(127);
    }
    const Nanoseconds patience = now_ns() + 10 * kSecond;
    while (!jack_answers() && now_ns() < patience) sleep_until(now_ns() + 50 * kMillisecond);
    INFO("jackd (package jackd2) must be installed");
    REQUIRE(jack_answers());
  }

  // Ends the server; it gets a few seconds for SIGTERM.
  void end(int signal) {
    if (pid_ <= 0) return;
    kill(pid_, signal);
    const Nanoseconds patience = now_ns() + 5 * kSecond;
    while (waitpid(pid_, nullptr, WNOHANG) == 0) {
      if (now_ns() > patience) kill(pid_, SIGKILL);
      sleep_until(now_ns() + 10 * kMillisecond);
    }
    pid_ = -1;
  }

 private:
  // One of four names, so that the traces of killed servers are taken over by later ones: JACK has
  // room for eight, for good, and a killed server does not sign off. The lock keeps other
  // checkouts' tests away.
  std::string free_name() {
    for (int i = 0; i < 4; i++) {
      const std::string name = "seaglass-test-" + std::to_string(i);
      lock_ = open(("/tmp/" + name + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
      if (lock_ >= 0 && flock(lock_, LOCK_EX | LOCK_NB) == 0) return name;
      close(lock_);
    }
    FAIL("four JACK servers of tests run already");
    return "";
  }

  int lock_ = -1;
  std::string period_, name_;
  pid_t pid_ = -1;
};

// What is written to stderr while it lives.
class StderrWatch {
 public:
  StderrWatch() {
    file_ = tmpfile();
    before_ = dup(2);
    fflush(stderr);
    dup2(fileno(file_), 2);
  }
  ~StderrWatch() { stop(); }

  std::string stop() {
    if (before_ < 0) return text_;
    fflush(stderr);
    dup2(before_, 2);
    close(before_);
    before_ = -1;
    rewind(file_);
    for (int c = fgetc(file_); c != EOF; c = fgetc(file_)) text_ += char(c);
    fclose(file_);
    return text_;
  }

 private:
  FILE* file_ = nullptr;
  int before_ = -1;
  std::string text_;
};

}  // namespace seaglass::io
