#pragma once
// Marks the code that must neither allocate, lock, log nor enter the kernel. In a build with RealtimeSanitizer the
// marks are its enter and exit; elsewhere they cost nothing.

#if defined(SEAGLASS_RTSAN)
extern "C" void __rtsan_realtime_enter();
extern "C" void __rtsan_realtime_exit();
#endif

namespace seaglass::rt {

class RealtimeScope {
 public:
#if defined(SEAGLASS_RTSAN)
  RealtimeScope() { __rtsan_realtime_enter(); }
  ~RealtimeScope() { __rtsan_realtime_exit(); }
#else
  RealtimeScope() {}
  ~RealtimeScope() {}
#endif
  RealtimeScope(const RealtimeScope&) = delete;
  RealtimeScope& operator=(const RealtimeScope&) = delete;
};

}  // namespace seaglass::rt
