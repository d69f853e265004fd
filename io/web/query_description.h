#pragma once
// What OSCQuery tells of one address besides its value. In sources only: JSON stays out of headers that others read.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/note_key.h"
#include "io/osc/osc_method.h"
#include "io/osc/osc_value.h"

namespace seaglass::io {

using QueryJson = nlohmann::ordered_json;

struct QueryDescription {
  static constexpr int kRead = 1, kWrite = 2;

  std::string types;                    // empty: a container
  int access = 0;
  std::string help, unit;
  QueryJson range = QueryJson::array();  // one object for each type, or nothing
  bool clipped = false;                 // what lies out of the range is taken as its end
  std::string_view tag;

  // Members of an object without its braces.
  std::string text(std::string_view address) const;
};

// [any] but real-time threads, all of these. `places` are the names of the patch's.
QueryDescription describe_value(const OscValueInfo& info, const std::vector<std::string>& places);
QueryDescription describe_key(const NoteKeyRange& key);
QueryDescription describe_method(const OscMethod& method, const std::vector<std::string>& places);

}  // namespace seaglass::io
