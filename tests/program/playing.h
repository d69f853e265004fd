#pragma once
// `seaglass play` in a process of its own, with its status objects.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/program/process.h"

namespace seaglass::test {

using Json = nlohmann::json;

// A UDP port that nobody uses now.
inline int free_port() {
  const int file = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(file, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(file, reinterpret_cast<sockaddr*>(&address), &size);
  close(file);
  return ntohs(address.sin_port);
}

class Playing {
 public:
  // Plays with these options on a free OSC port; the test goes on when the first status has come.
  explicit Playing(const Words& options, Limits limits = {}) : port_(free_port()), process_(words(options), limits) {
    const bool ready = comes_true([this] { return !status().empty() || !process_.running(); });
    INFO("stderr: " << process_.err());
    REQUIRE((ready && process_.running()));
  }
  // On the built-in clock, no MIDI.
  static Words deaf(Words options = {}) {
    options.insert(options.end(), {"--device", "none", "--midi", "none"});
    return options;
  }

  int port() const { return port_; }
  Process& process() { return process_; }

  // All status objects so far.
  std::vector<Json> status() const {
    std::vector<Json> list;
    std::istringstream lines(process_.out());
    for (std::string line; std::getline(lines, line);)
      if (Json object = Json::parse(line, nullptr, false); object.is_object()) list.push_back(std::move(object));
    return list;
  }
  Json last() const {
    const auto list = status();
    return list.empty() ? Json::object() : list.back();
  }
  // Waits until a status object says so.
  template <class Condition>
  bool says(Condition condition, double seconds = 20) {
    return comes_true([&] { return condition(last()); }, seconds);
  }
  bool complains(const std::string& part, double seconds = 20) {
    return comes_true([&] { return process_.err().find(part) != std::string::npos; }, seconds);
  }

  // Ends it as a terminal or a service manager does, and wants exit code 0.
  void stop(int signal = SIGTERM) {
    process_.send(signal);
    const int code = process_.wait();
    INFO("stderr: " << process_.err());
    REQUIRE(code == 0);
  }

 private:
  Words words(Words options) const {
    options.insert(options.begin(), "play");
    options.insert(options.end(), {"--status", "json", "--osc-port", std::to_string(port_)});
    return seaglass_words(options);
  }

  int port_;
  Process process_;
};

// oscsend of liblo-tools: types as in "iff", then the arguments.
inline void oscsend(int port, const std::string& address, const std::string& types = "", Words arguments = {}) {
  Words words{"oscsend", "localhost", std::to_string(port), address};
  if (!types.empty()) words.push_back(types);
  words.insert(words.end(), arguments.begin(), arguments.end());
  const Ended sent = run(words);
  INFO("oscsend (package liblo-tools) must be installed: " << sent.err);
  REQUIRE(sent.code == 0);
}

}  // namespace seaglass::test
