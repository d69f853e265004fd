#include "io/midi/port_watch.h"

#include <fcntl.h>
#include <sound/asequencer.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>

namespace seaglass::io {
namespace {

constexpr const char* kSequencer = "/dev/snd/seq";
constexpr std::string_view kDigits = "0123456789";
constexpr int kAtOnce = 64;  // events of one read

std::optional<int> number_of(std::string_view digits) {
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<SequencerAddress> sequencer_address_of(std::string_view name) {
  const auto colon = name.find_last_not_of(kDigits);
  if (colon == name.npos || name[colon] != ':') return std::nullopt;
  const auto space = name.substr(0, colon).find_last_not_of(kDigits);
  if (space == name.npos || name[space] != ' ') return std::nullopt;
  const auto client = number_of(name.substr(space + 1, colon - space - 1)), port = number_of(name.substr(colon + 1));
  if (!client || !port) return std::nullopt;
  return SequencerAddress(*client, *port);
}

bool VanishedPorts::has(std::string_view name) const {
  if (all_) return true;
  const auto address = sequencer_address_of(name);
  return address && (ports_.contains(*address) || clients_.contains(address->first));
}

PortWatch::PortWatch() : file_(open(kSequencer, O_RDWR | O_NONBLOCK | O_CLOEXEC)) {
  if (file_ < 0 || listen()) return;
  close(file_);
  file_ = -1;
}

PortWatch::~PortWatch() {
  if (file_ >= 0) close(file_);
}

// A port of our own, which nobody else may connect, subscribed to the sequencer's announcements.
bool PortWatch::listen() {
  int client = 0;
  if (ioctl(file_, SNDRV_SEQ_IOCTL_CLIENT_ID, &client) < 0) return false;
  snd_seq_port_info port{};
  port.addr.client = static_cast<unsigned char>(client);
  port.capability = SNDRV_SEQ_PORT_CAP_WRITE | SNDRV_SEQ_PORT_CAP_NO_EXPORT;
  port.type = SNDRV_SEQ_PORT_TYPE_APPLICATION;
  std::snprintf(port.name, sizeof port.name, "seaglass:watch");
  if (ioctl(file_, SNDRV_SEQ_IOCTL_CREATE_PORT, &port) < 0) return false;
  snd_seq_port_subscribe wanted{};
  wanted.sender = {SNDRV_SEQ_CLIENT_SYSTEM, SNDRV_SEQ_PORT_SYSTEM_ANNOUNCE};
  wanted.dest = port.addr;
  return ioctl(file_, SNDRV_SEQ_IOCTL_SUBSCRIBE_PORT, &wanted) >= 0;
}

VanishedPorts PortWatch::take() {
  VanishedPorts gone;
  while (file_ >= 0) {
    snd_seq_event events[kAtOnce];
    const ssize_t bytes = read(file_, events, sizeof events);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0 && errno == ENOSPC) {  // more than it keeps for us; the next read gives what it kept
      gone.add_all();
      continue;
    }
    if (bytes <= 0) break;
    for (std::size_t i = 0; i < std::size_t(bytes) / sizeof(snd_seq_event); i++) {
      const snd_seq_addr& address = events[i].data.addr;
      if (events[i].type == SNDRV_SEQ_EVENT_PORT_EXIT) gone.add_port(address.client, address.port);
      if (events[i].type == SNDRV_SEQ_EVENT_CLIENT_EXIT) gone.add_client(address.client);
    }
  }
  return gone;
}

}  // namespace seaglass::io
