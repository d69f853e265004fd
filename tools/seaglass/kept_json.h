#pragma once
// Small files in the performer's folder in which the program keeps what it found out.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace seaglass {

// [control] The object in the file of this name (io::config_path()); an empty one where there is none, or what makes no sense.
nlohmann::ordered_json read_kept(std::string_view name);

// [control] Throws io::WriteError; `what` it is that cannot be kept then: "the round trip".
void write_kept(std::string_view name, const nlohmann::ordered_json& all, const std::string& what);

}  // namespace seaglass
