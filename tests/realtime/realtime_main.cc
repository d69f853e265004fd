// rtsan_cases NAME: runs one case; RealtimeSanitizer ends the process with a report when it does what it must not.

#include <cstdio>
#include <cstring>

#include "tests/realtime/realtime_case.h"

namespace seaglass::test {
namespace {
const RealtimeCase* g_first = nullptr;
}

RealtimeCase::RealtimeCase(const char* the_name, void (*what)()) : name(the_name), run(what), next(g_first) {
  g_first = this;
}

}  // namespace seaglass::test

int main(int argc, char** argv) {
  using namespace seaglass::test;
  for (const RealtimeCase* c = g_first; c != nullptr; c = c->next) {
    if (argc == 2 && std::strcmp(argv[1], c->name) == 0) {
      c->run();
      std::printf("%s: nothing to report\n", c->name);
      return 0;
    }
  }
  std::fprintf(stderr, "usage: rtsan_cases NAME, with one of:\n");
  for (const RealtimeCase* c = g_first; c != nullptr; c = c->next) std::fprintf(stderr, "  %s\n", c->name);
  return 2;
}
