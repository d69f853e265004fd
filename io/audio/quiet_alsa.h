#pragma once
// alsa-lib explains every device that it cannot open on stderr. RtAudio and RtMidi bring it along;
// found at run time, so that nothing links against it here.

#include <dlfcn.h>

namespace seaglass::io {

inline void say_nothing(const char*, int, const char*, int, const char*, ...) {}

// [control] From now on alsa-lib says nothing. Does nothing where it is not loaded.
inline void quiet_alsa() {
  using Handler = void (*)(const char*, int, const char*, int, const char*, ...);
  using Setter = int (*)(Handler);
  static const auto set = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, "snd_lib_error_set_handler"));
  if (set != nullptr) set(&say_nothing);
}

}  // namespace seaglass::io
