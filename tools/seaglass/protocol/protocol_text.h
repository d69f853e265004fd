#pragma once
// What the tables of io and engine do not say of the protocol, and its page does: how methods belong together, what one
// types, what the words for arguments stand for. tests/program/protocol_test.cc holds it to the tables and to the instrument.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/osc/osc_method.h"

namespace seaglass {

struct ProtocolGroup {
  std::string_view title;
  std::string text;                         // Markdown, a paragraph or two
  std::vector<io::OscVerb> verbs;
  std::vector<std::string_view> examples;   // as behind `oscsend localhost PORT`
};

// [any] Every method is in one of them.
std::vector<ProtocolGroup> protocol_groups();

// A word that stands in the column of arguments.
struct ProtocolWord {
  std::string_view word, type, range;
  std::string help;
};

// [any] Every such word.
std::vector<ProtocolWord> protocol_words();

// A key of a note that is no parameter.
struct ProtocolKey {
  std::string_view unit, help;
};

// [any] Of plain_note_keys(), in its order.
std::span<const ProtocolKey> protocol_keys();

// [any] "/part/{part}/{parameter}" as people read it: /part/PART/PARAMETER. Braces would be a pattern.
std::string written(std::string_view address);

// [any] What a lock stops: "nothing", "all" or "files and all".
std::string_view stopped_by(io::OscReach reach);

// [any] The page, and the same for programs.
std::string protocol_page();
std::string protocol_json();

}  // namespace seaglass
