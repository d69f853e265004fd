#include "tools/seaglass/live/console_line.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/parameter.h"
#include "io/file/text_lines.h"
#include "io/osc/osc_method.h"
#include "io/osc/osc_packet.h"
#include "io/osc/osc_value.h"

namespace seaglass {
namespace {

constexpr std::size_t kDeepest = 4;      // segments of an address
constexpr std::size_t kMostListed = 160;  // characters of what could have been meant

// "/part/{part}/place" is typed "part N place".
std::string typed_form(std::string_view address) {
  std::string text;
  for (const char c : address.substr(address.starts_with('/') ? 1 : 0)) text += c == '/' ? ' ' : c;
  return text;
}

bool is_address(const std::string& address, int voices) {
  if (io::find_osc_method(address)) return true;
  if (io::find_osc_values(address, voices, [](io::OscValue) { return false; })) return true;
  return address.starts_with("/voice/") && std::count(address.begin(), address.end(), '/') == 3;
}

bool is_number(const std::string& word, double& value) {
  char* end = nullptr;
  value = std::strtod(word.c_str(), &end);
  return !word.empty() && *end == '\0';
}

io::OscAtom atom_of(const std::string& word) {
  double value = 0;
  if (!is_number(word, value)) return word;
  if (word.find_first_of(".eE") == word.npos && std::abs(value) <= 2147483647.0) return std::int32_t(value);
  return float(value);
}

// Everything that a line may begin with; a space at the end where more must follow.
std::vector<std::string> beginnings() {
  std::vector<std::string> all{"help"};
  for (const io::OscMethod& m : io::osc_methods()) {
    const std::string text = typed_form(m.address), fixed = text.substr(0, text.find('{'));
    all.push_back(fixed == text && !m.types.empty() ? fixed + " " : fixed);
  }
  for (const io::OscFixedValue& v : io::osc_fixed_values()) all.push_back(typed_form(v.address));
  for (const Parameter& p : parameters()) all.push_back("control " + std::string(p.name));
  for (const Parameter& p : parameters()) all.push_back("learn " + std::string(p.name));
  for (const Parameter& p : parameters()) all.push_back(std::string(p.name) + " ");
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// Why nothing begins with these words, and what could have been meant.
std::string sentence_about(const std::vector<std::string>& words) {
  std::vector<std::string> meant;
  for (std::string text : beginnings()) {
    if (!text.starts_with(words[0] + " ")) continue;
    while (text.ends_with(' ')) text.pop_back();
    if (std::count(text.begin(), text.end(), ' ') == 1) meant.push_back(text);
  }
  if (meant.empty()) return io::quoted(words[0]) + " means nothing here; help lists what does";
  std::string list;
  for (const std::string& text : meant) list += (list.empty() ? "" : ", ") + text;
  if (list.size() > kMostListed) return io::quoted(words[0] + (words.size() > 1 ? " " + words[1] : "")) + " means nothing here; help " + words[0] + " lists what does";
  return io::quoted(words[0] + (words.size() > 1 ? " " + words[1] : "")) + " means nothing here; there is " + list;
}

}  // namespace

io::OscPacket packet_of_line(std::string_view line, int voices) {
  const std::vector<std::string> words = io::words_of(line);
  if (words.empty()) throw LineError("nothing was typed");
  std::string address;
  std::size_t used = 0;
  if (words[0].starts_with("/")) {
    address = words[0];
    used = 1;
  } else {
    for (std::size_t n = std::min(words.size(), kDeepest); n > 0 && used == 0; n--) {
      std::string candidate;
      for (std::size_t i = 0; i < n; i++) candidate += "/" + words[i];
      if (!is_address(candidate, voices)) continue;
      address = candidate;
      used = n;
    }
  }
  if (used == 0 && find_parameter(words[0])) {  // for all parts, as `control NAME`
    address = "/control/" + words[0];
    used = 1;
  }
  if (used == 0) throw LineError(sentence_about(words));
  std::vector<io::OscAtom> arguments;
  for (std::size_t i = used; i < words.size(); i++) arguments.push_back(atom_of(words[i]));
  return io::osc_packet(address, arguments);
}

std::vector<std::string> help_lines(std::string_view about) {
  std::vector<std::string> lines;
  const auto add = [&](std::string head, std::string_view help) {
    if (!head.starts_with(about)) return;
    head.resize(std::max<std::size_t>(head.size() + 1, 40), ' ');
    lines.push_back(head + std::string(help));
  };
  for (const io::OscMethod& m : io::osc_methods()) {
    std::string head = typed_form(m.address);
    if (!m.arguments.empty()) head += " " + std::string(m.arguments);
    add(head, m.help);
  }
  for (const io::OscFixedValue& v : io::osc_fixed_values()) add(typed_form(v.address), v.help);
  for (const Parameter& p : parameters()) add(std::string(p.name) + " [value]", p.help);
  return lines;
}

std::string completed(std::string_view line, const std::vector<std::string>& places) {
  std::vector<std::string> all = beginnings();
  for (const auto& name : places) all.push_back("place " + (name.find(' ') == name.npos ? name : '"' + name + '"'));
  std::string common;
  bool found = false;
  for (const std::string& candidate : all) {
    if (!candidate.starts_with(line)) continue;
    if (!found) common = candidate;
    const auto [end, other] = std::mismatch(common.begin(), common.end(), candidate.begin(), candidate.end());
    common.erase(end, common.end());
    found = true;
  }
  return found ? common : std::string(line);
}

std::string line_of_packet(std::span<const std::uint8_t> packet) {
  io::OscMessage message;
  if (io::parse_osc_message(packet, message) != nullptr) return {};
  const auto text_of = [&](int from, const char* between = " ") {
    std::string text;
    for (int i = from; i < message.count; i++) {
      char number[32];
      std::snprintf(number, sizeof number, "%g", message.arguments[i].number);
      text += (i > from ? between : "") + (message.arguments[i].kind == io::OscArgument::Kind::kText ? std::string(message.arguments[i].text) : number);
    }
    return text;
  };
  if (message.address == "/fail") return text_of(1);
  if (message.address == "/done" && message.count > 0) return "done: " + typed_form(message.arguments[0].text) + (message.count > 1 ? " " : "") + text_of(1);
  return typed_form(message.address) + (message.count > 0 ? ": " + text_of(0, ", ") : ": nothing");
}

}  // namespace seaglass
