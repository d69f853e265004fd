#pragma once
// The page's beginning: what every message has in common.

#include <string>

namespace seaglass {

// [any] Markdown.
std::string protocol_intro();

}  // namespace seaglass
