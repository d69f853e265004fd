#include "io/audio/rtaudio_api.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "io/audio/patience.h"
#include "io/audio/quiet_alsa.h"
#include "io/audio/rtaudio_device.h"

namespace seaglass::io {
namespace {

// A sound server answers within 0.2 s, though memory is locked and each connection maps 64 MiB. A
// machine that has no time takes seconds. After this it hangs.
constexpr Nanoseconds kAnswer = 5 * kSecond;

std::array<RtAudioApi, 2> apis = {{{"Pulse", RtAudio::LINUX_PULSE}, {"ALSA", RtAudio::LINUX_ALSA}}};

std::vector<DeviceEntry> list_devices(const RtAudioApi& api) {
  std::vector<DeviceEntry> all;
  const auto audio = api.make();
  const auto ids = device_ids(*audio);
  for (std::size_t place = 0; place < ids.size(); place++) {
    RtAudio::DeviceInfo info;
    const std::string reason = reason_of(*audio, [&] {
      info = audio->getDeviceInfo(ids[place]);
#if SEAGLASS_RTAUDIO_6
      return RTAUDIO_NO_ERROR;
#endif
    });
#if !SEAGLASS_RTAUDIO_6
    if (!info.probed) continue;
#endif
    if (!reason.empty() || info.name.empty() || info.outputChannels + info.inputChannels == 0)
      continue;
    DeviceEntry entry{.api = api.name,
                      .name = info.name,
                      .outputs = int(info.outputChannels),
                      .inputs = int(info.inputChannels),
                      .own_rate = int(info.preferredSampleRate),
                      .standard = info.isDefaultOutput,
                      .api_index = int(place)};
    for (const unsigned rate : info.sampleRates) entry.rates.push_back(int(rate));
    all.push_back(std::move(entry));
  }
  return all;
}

}  // namespace

std::unique_ptr<RtAudio> RtAudioApi::make() const {
  quiet_alsa();
#if SEAGLASS_RTAUDIO_6
  return std::make_unique<RtAudio>(api, [](RtAudioErrorType, const std::string&) {});
#else
  auto audio = std::make_unique<RtAudio>(api);
  audio->showWarnings(false);
  return audio;
#endif
}

bool RtAudioApi::ask(std::function<void()> action) {
  if (busy.exchange(true)) return false;
  return finishes_within(kAnswer, [this, action = std::move(action)] {
    struct Release {
      std::atomic<bool>& flag;
      ~Release() { flag = false; }
    } release{busy};
    action();
  });
}

RtAudioApi& api_called(const std::string& name) {
  for (RtAudioApi& api : apis)
    if (name == api.name) return api;
  throw DeviceError("there is no audio system called '" + name + "'");
}

std::vector<unsigned> device_ids(RtAudio& audio) {
#if SEAGLASS_RTAUDIO_6
  return audio.getDeviceIds();
#else
  std::vector<unsigned> ids(audio.getDeviceCount());
  std::iota(ids.begin(), ids.end(), 0u);
  return ids;
#endif
}

// RtAudio 6 must be asked for its list first; RtAudio 5 makes one anyway, and refuses what is not
// there.
std::optional<unsigned> id_at([[maybe_unused]] RtAudio& audio, int place) {
#if SEAGLASS_RTAUDIO_6
  const auto ids = audio.getDeviceIds();
  if (std::size_t(place) >= ids.size()) return {};
  return ids[std::size_t(place)];
#else
  return unsigned(place);
#endif
}

std::vector<DeviceEntry> list_rtaudio_devices(std::string_view only_api) {
  std::vector<RtAudio::Api> compiled;
  RtAudio::getCompiledApi(compiled);
  std::vector<DeviceEntry> all;
  for (RtAudioApi& api : apis) {
    if (!only_api.empty() && only_api != api.name) continue;
    if (std::find(compiled.begin(), compiled.end(), api.api) == compiled.end()) continue;
    const auto found = std::make_shared<std::vector<DeviceEntry>>();
    if (api.ask([found, &api] { *found = list_devices(api); }))
      all.insert(all.end(), found->begin(), found->end());
  }
  return all;
}

}  // namespace seaglass::io
