#include "io/audio/device_keeper.h"

#include <utility>

#include "io/audio/device_list.h"

namespace seaglass::io {
namespace {

// A number, or part of a name, may mean another device when the list has changed; what means a default goes on to mean it.
bool means_default(const AudioRequest& request) {
  if (request.device == "none") return true;
  for (const char* api : {"JACK", "Pulse", "ALSA"})
    if (takes_default_of(api, request.device)) return true;
  return false;
}

}  // namespace

namespace {

// For people: on JACK a device's name is our own.
std::string name_of(const AudioDevice& device) { return device.api() == "JACK" ? "JACK" : device.name(); }

}  // namespace

void DeviceKeeper::open(const AudioRequest& request) {
  device_ = open_(request, client_);
  request_ = request;
  request_.rate = device_->rate();
  buffer_ = device_->buffer();
  lost_ = false;
  if (means_default(request)) return;
  request_.api = device_->api();
  request_.device = name_of(*device_);
}

std::string DeviceKeeper::watch(Nanoseconds now) {
  if (!lost_ && !device_->alive()) {
    const std::string name = name_of(*device_);
    stand_in();
    next_try_ = now + kReconnect;
    return name + " is gone: carrying on without sound until it is back";
  }
  if (!lost_ || now < next_try_) return {};
  next_try_ = now + kReconnect;
  return take_back() ? name_of(*device_) + " is back" : std::string();
}

void DeviceKeeper::stand_in() {
  device_->stop();
  AudioRequest clock = request_;
  clock.device = "none";
  clock.api.clear();
  clock.buffer = buffer_;
  between_();
  device_ = open_(clock, client_);
  device_->start();
  lost_ = true;
}

bool DeviceKeeper::take_back() {
  std::unique_ptr<AudioDevice> found;
  try {
    found = open_(request_, client_);
  } catch (const DeviceError&) {
    return false;  // the clock has never stopped
  }
  device_->stop();
  between_();
  try {
    found->start();
  } catch (const DeviceError&) {
    found.reset();
    between_();
    device_->start();
    return false;
  }
  device_ = std::move(found);
  lost_ = false;
  return true;
}

}  // namespace seaglass::io
