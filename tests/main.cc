// The main function of every Catch2 test program.
#define CATCH_CONFIG_RUNNER
#include <stdlib.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "tests/left_out/left_out.h"

namespace {

int run_tests = 0, left_out_tests = 0;

#if __has_include(<catch2/catch_all.hpp>)
using Listener = Catch::EventListenerBase;
#else
using Listener = Catch::TestEventListenerBase;
#endif

struct Counter : Listener {
  using Listener::Listener;
  void testCaseEnded(const Catch::TestCaseStats&) override {
    run_tests++;
    left_out_tests += std::exchange(seaglass::test::left_out, false);
  }
};
CATCH_REGISTER_LISTENER(Counter)

}  // namespace

int main(int argc, char** argv) {
  // No test reads or writes what belongs to whoever runs it.
  const std::string folder = "/tmp/seaglass-tests-" + std::to_string(getpid());
  setenv("SEAGLASS_FOLDER", folder.c_str(), 1);
  setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
  const int code = Catch::Session().run(argc, argv);
  if (code == seaglass::test::kLeftOut) return 1;  // so many failures
  return code == 0 && run_tests > 0 && run_tests == left_out_tests ? seaglass::test::kLeftOut : code;
}
