#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/note_key.h"
#include "engine/parameter.h"
#include "io/osc/osc_pattern.h"
#include "io/osc/osc_value.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/protocol/protocol_intro.h"
#include "tools/seaglass/protocol/protocol_text.h"

namespace seaglass {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}
std::string range(double low, double high) { return number(low) + " to " + number(high); }

std::string code(std::string_view text) { return text.empty() ? "" : "`" + std::string(text) + "`"; }

// A bar within a cell would be its end.
std::string row(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) {
    line += ' ';
    for (const char c : cell) line += c == '|' ? "\\|" : std::string(1, c);
    line += cell.empty() ? "|" : " |";
  }
  return line + "\n";
}

std::string head(const std::vector<std::string>& titles) {
  return row(titles) + row(std::vector<std::string>(titles.size(), "---"));
}

// A paragraph in lines that an editor shows whole.
std::string wrapped(std::string_view text) {
  constexpr std::size_t kWidth = 120;
  std::string page;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string_view word = text.substr(0, end);
    if (column > 0 && column + 1 + word.size() > kWidth) page += '\n', column = 0;
    if (column > 0 && !word.empty()) page += ' ', column++;
    page += word;
    column += word.size();
    if (end < text.size() && text[end] == '\n') page += '\n', column = 0;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return page;
}

// What a shell would read as a pattern of files stands in quotation marks.
std::string typed(std::string_view example) {
  std::string line = "    oscsend localhost " + std::to_string(PlayOptions().osc_port);
  while (!example.empty()) {
    const std::size_t end = std::min(example.find(' '), example.size());
    const std::string word(example.substr(0, end));
    line += io::is_osc_pattern(word) ? " '" + word + "'" : " " + word;
    example.remove_prefix(std::min(end + 1, example.size()));
  }
  return line + "\n";
}

std::string unit_of(std::string_view unit) { return unit == "1" ? "" : std::string(unit); }

std::string group(const ProtocolGroup& g) {
  std::string page = "\n### " + std::string(g.title) + "\n\n" + wrapped(g.text) + "\n\n";
  for (const std::string_view example : g.examples) page += typed(example);
  page += "\n" + head({"address", "arguments", "what it does", "answered", "stopped by the lock"});
  for (const io::OscVerb verb : g.verbs) {
    const io::OscMethod& m = io::osc_method(verb);
    page += row({code(written(m.address)), code(m.arguments), std::string(m.help), m.answered ? "`/done`" : "", std::string(stopped_by(m.reach))});
  }
  return page;
}

std::string words() {
  std::string page = "\n## Arguments\n\n" + head({"word", "is", "range", "meaning"});
  for (const ProtocolWord& w : protocol_words()) page += row({code(w.word), std::string(w.type), std::string(w.range), std::string(w.help)});
  return page;
}

std::string keys() {
  std::string page = "\n## What one note can be told\n\n" +
                     wrapped("The keys of `/note/on`, `/note/set` and `/voice/VOICE/KEY`. The first come on top of what the part says; the others "
                             "are parameters: a note given a value of its own does not follow its part's any more.") +
                     "\n\n" + head({"key", "range", "unit", "meaning"});
  const auto plain = plain_note_keys();
  for (std::size_t i = 0; i < plain.size(); i++)
    page += row({code(plain[i].name), range(double(plain[i].min), double(plain[i].max)), unit_of(protocol_keys()[i].unit),
                 std::string(protocol_keys()[i].help)});
  for (const Parameter& p : parameters())
    if (p.per_note == PerNote::kOwn) page += row({code(p.name), range(double(p.min), double(p.max)), unit_of(p.unit), std::string(p.help)});
  return page;
}

std::string parameter_table() {
  std::string page = "\n## Parameters\n\n" +
                     wrapped("All can be set and read. *MIDI* is the controller that moves it before anything is learned, *curve* what the way of "
                             "a knob means. A new value takes effect at its sample, at each voice's next frame (" +
                             number(std::round(kFrameSeconds * 1e4) / 10) + " ms at most) or with the next note, and is there within *smoothed*.") +
                     "\n\n" + head({"name", "range", "unit", "default", "MIDI", "curve", "takes effect", "smoothed", "meaning"});
  for (const Parameter& p : parameters())
    page += row({code(p.name), range(double(p.min), double(p.max)), unit_of(p.unit), number(double(p.standard)),
                 p.controller < 0 ? "" : "CC " + std::to_string(p.controller), std::string(name_of(p.curve)), std::string(name_of(p.timing)),
                 p.smoothing_ms > 0 ? number(std::round(double(p.smoothing_ms) * 10) / 10) + " ms" : "", std::string(p.help)});
  return page;
}

std::string value_row(const io::OscValueInfo& info, const std::string& address) {
  return row({code(address), std::string(info.types), info.has_range ? range(double(info.min), double(info.max)) : "", unit_of(info.unit),
              info.writable ? "yes" : "", std::string(info.help)});
}

std::string values() {
  std::string page = "\n## What can be read\n\n" +
                     wrapped("Types are OSC's: i int, h long, f float, d double, s text. Besides these: `/part/PART/PARAMETER` for every parameter, "
                             "and `/control/PARAMETER`, which tells part 1's.") +
                     "\n\n" + head({"address", "types", "range", "unit", "can be set", "meaning"});
  const auto each = [&](std::string_view pattern, std::string_view one, std::string_view any) {
    io::find_osc_values(pattern, 1, [&](io::OscValue value) {
      const io::OscValueInfo info = io::osc_info_of(value);
      std::string address = info.address;
      if (one == "/part/1" && find_parameter(address.substr(one.size() + 1))) return true;  // they have a table of their own
      if (!one.empty()) address.replace(0, one.size(), any);
      page += value_row(info, address);
      return true;
    });
  };
  for (const io::OscFixedValue& v : io::osc_fixed_values()) each(v.address, "", "");
  each("/part/1/*", "/part/1", "/part/PART");
  each("/voice/1/*", "/voice/1", "/voice/VOICE");
  return page;
}

}  // namespace

std::string protocol_page() {
  std::string page = protocol_intro();
  page += "\n## Messages\n\nArguments in [brackets] may be left out. A row that is not answered with `/done` is answered only when it is wrong.\n";
  for (const ProtocolGroup& g : protocol_groups()) page += group(g);
  return page + words() + keys() + parameter_table() + values();
}

}  // namespace seaglass
