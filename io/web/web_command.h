#pragma once
// What a client says over its WebSocket in text: {"COMMAND": "LISTEN", "DATA": "/part/1/volume"}.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seaglass::io {

struct WebCommand {
  static constexpr std::size_t kMaxText = 4096;  // bytes of a whole command

  enum class Kind : std::uint8_t { kListen, kIgnore };
  Kind kind = Kind::kListen;
  std::string path;
};

// [any] but real-time threads. Takes any bytes. Nothing for what is malformed, and for commands that we do not know:
// programs have some of their own and do not mind.
std::optional<WebCommand> parse_web_command(std::string_view text);

// [any] but real-time threads. What tells a client that a node is no longer as it was described.
std::string path_changed(std::string_view path);

}  // namespace seaglass::io
