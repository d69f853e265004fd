#pragma once
// What an action complains about.

#include <string>
#include <string_view>

#include "io/errors.h"

namespace seaglass::io {

struct Complaint {
  int exit_code = 0;  // 0: none
  std::string sentence{};

  bool has(std::string_view part) const { return sentence.find(part) != std::string::npos; }
};

template <class Action>
Complaint complaint_of(Action action) {
  try {
    action();
    return {};
  } catch (const Error& error) {
    return {error.exit_code, error.what()};
  }
}

}  // namespace seaglass::io
