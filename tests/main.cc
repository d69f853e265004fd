// The main function of every Catch2 test program.
#define CATCH_CONFIG_RUNNER
#include "tests/catch.h"

#include <stdlib.h>
#include <unistd.h>

#include <string>

int main(int argc, char** argv) {
  // No test reads or writes what belongs to whoever runs it.
  const std::string folder = "/tmp/seaglass-tests-" + std::to_string(getpid());
  setenv("SEAGLASS_FOLDER", folder.c_str(), 1);
  setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
  return Catch::Session().run(argc, argv);
}
