#include "io/web/web_command.h"

#include <nlohmann/json.hpp>

namespace seaglass::io {
namespace {

using Json = nlohmann::json;

const std::string* text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

}  // namespace

std::optional<WebCommand> parse_web_command(std::string_view text) {
  if (text.size() > WebCommand::kMaxText) return std::nullopt;
  const Json object = Json::parse(text, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const std::string* command = text_at(object, "COMMAND");
  const std::string* path = text_at(object, "DATA");
  if (command == nullptr || path == nullptr || !path->starts_with('/')) return std::nullopt;
  if (*command == "LISTEN") return WebCommand{WebCommand::Kind::kListen, *path};
  if (*command == "IGNORE") return WebCommand{WebCommand::Kind::kIgnore, *path};
  return std::nullopt;
}

std::string path_changed(std::string_view path) { return Json{{"COMMAND", "PATH_CHANGED"}, {"DATA", path}}.dump(); }

}  // namespace seaglass::io
