#include "tools/seaglass/live/setlist.h"

#include <cstdlib>

#include "io/errors.h"

namespace seaglass {
namespace {

constexpr std::size_t kMostEntries = 1000;
constexpr double kLongest = 600;  // seconds

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == text.npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1));
}

// Cut at " / ": a patch may be a path, which has slashes without spaces around them.
std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields;
  for (;;) {
    const auto at = line.find(" / ");
    fields.push_back(trimmed(line.substr(0, at)));
    if (at == line.npos) return fields;
    line.remove_prefix(at + 3);
  }
}

}  // namespace

std::vector<SetlistEntry> read_setlist(std::string_view text, const std::string& path) {
  std::vector<SetlistEntry> entries;
  int number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string line = trimmed(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    number++;
    if (line.empty() || line[0] == '#') continue;
    const auto wrong = [&](const char* what) { return io::FileError(path + ": line " + std::to_string(number) + ": " + what); };
    const auto fields = fields_of(line);
    if (fields.size() > 3) throw wrong("expects patch / snapshot / seconds");
    for (const auto& field : fields)
      if (field.empty() || field.starts_with("/ ")) throw wrong("expects patch / snapshot / seconds");
    SetlistEntry entry{.patch = fields[0], .snapshot = fields.size() > 1 ? fields[1] : "", .seconds = 0};
    if (fields.size() == 3) {
      char* rest = nullptr;
      entry.seconds = std::strtod(fields[2].c_str(), &rest);
      if (rest == fields[2].c_str() || *rest != '\0' || !(entry.seconds >= 0 && entry.seconds <= kLongest))
        throw wrong("the seconds must be a number from 0 to 600");
    }
    if (entries.size() == kMostEntries) throw wrong("there are more than 1000 entries");
    entries.push_back(std::move(entry));
  }
  if (entries.empty()) throw io::FileError(path + ": the setlist is empty");
  return entries;
}

}  // namespace seaglass
