#pragma once
// A PulseAudio server of our own with one sink that nobody hears, "Stage", and its monitor. It
// needs no sound card and touches nobody's settings.

#include <sys/socket.h>
#include <sys/un.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "tests/io/file/temp_folder.h"
#include "tests/left_out/left_out.h"
#include "tests/program/process.h"

namespace seaglass::io {

class PulseServer {
 public:
  // True, with a line that says so, where there is no PulseAudio: the test is left out.
  static bool missing() {
    if (test::installed("pulseaudio") && test::installed("parec")) return false;
    LEFT_OUT("pulseaudio and parec (packages pulseaudio, pulseaudio-utils) are not installed");
    return true;
  }

  explicit PulseServer(int rate = 48000, int channels = 2) : rate_(rate), channels_(channels) {
    setenv("PULSE_SERVER", ("unix:" + socket()).c_str(), 1);
    setenv("HOME", (folder_ / "").c_str(), 1);  // no cookie, no client.conf
    setenv("JACK_DEFAULT_SERVER", "seaglass-test-none", 1);
    start();
  }
  PulseServer(const PulseServer&) = delete;
  PulseServer& operator=(const PulseServer&) = delete;

  // After end(): a server with the same address.
  void start() {
    std::filesystem::remove(socket());
    const std::string rate = std::to_string(rate_);
    process_ = std::make_unique<test::Process>(test::Words{
        "env", "XDG_RUNTIME_DIR=" + folder_ / "", "XDG_CONFIG_HOME=" + folder_ / "config",
        "PULSE_RUNTIME_PATH=" + folder_ / "run", "PULSE_STATE_PATH=" + folder_ / "state",
        "DBUS_SESSION_BUS_ADDRESS=disabled:", "DBUS_SYSTEM_BUS_ADDRESS=disabled:",  //
        "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
        "--realtime=no", "--high-priority=no", "-L",
        "module-null-sink sink_name=stage channels=" + std::to_string(channels_) + " format=float32le rate=" + rate +
            " sink_properties=device.description=Stage",
        "-L", "module-native-protocol-unix auth-anonymous=1 socket=" + socket()});
    const bool answers = test::comes_true([this] { return connects() || !process_->running(); });
    INFO("pulseaudio: " << process_->err());
    REQUIRE((answers && process_->running()));
  }
  void end() { process_.reset(); }  // by SIGKILL
  void send(int signal) { process_->send(signal); }

  std::string file(const std::string& name) const { return folder_ / name; }

 private:
  std::string socket() const { return folder_ / "native"; }
  bool connects() const {
    const int file = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket().copy(address.sun_path, sizeof address.sun_path - 1);
    const bool yes = connect(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(file);
    return yes;
  }

  TempFolder folder_;
  int rate_, channels_;
  std::unique_ptr<test::Process> process_;
};

}  // namespace seaglass::io
