#include "io/os/config_path.h"

#include <stdlib.h>

#include <optional>

#include "tests/catch.h"

using namespace seaglass::io;

namespace {

// Sets a variable of the environment, or takes it away, for as long as the test lasts.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = getenv(name)) before_ = before;
    if (value != nullptr)
      setenv(name, value, 1);
    else
      unsetenv(name);
  }
  ~Variable() {
    if (before_)
      setenv(name_, before_->c_str(), 1);
    else
      unsetenv(name_);
  }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

}  // namespace

TEST_CASE("Settings are kept where the user says, or where users keep them") {
  const Variable home("HOME", "/home/ada"), all("SEAGLASS_FOLDER", nullptr);
  {
    const Variable config("XDG_CONFIG_HOME", "/elsewhere");
    CHECK(config_path("controllers.json") == "/elsewhere/seaglass/controllers.json");
  }
  for (const char* not_set : {static_cast<const char*>(nullptr), "", "relative/path"}) {
    const Variable config("XDG_CONFIG_HOME", not_set);
    CHECK(config_path("controllers.json") == "/home/ada/.config/seaglass/controllers.json");
  }
  {
    const Variable ours("SEAGLASS_FOLDER", "/stick/ours");
    CHECK(config_path("controllers.json") == "/stick/ours/controllers.json");
  }
  const Variable config("XDG_CONFIG_HOME", nullptr), nowhere("HOME", nullptr);
  CHECK(config_path("controllers.json").empty());
}
