#include "engine/journal/text.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace seaglass {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr std::size_t kMaxRecords = 50'000'000;

constexpr std::array<const char*, int(EventKind::kLast) + 1> kEventNames{
    "note_on", "note_off", "note_set", "controller", "pressure", "note_pressure", "bend",
    "program", "control",  "place",    "panic",      "shed",     "fade_out",      "voice_set",
    "hand_over"};
constexpr std::array<const char*, 7> kRecordNames{"event", "delay", "patch", "hasten", "miss", "gap", "end"};

template <class Names>
int index_of(const Names& names, const std::string& name) {
  for (std::size_t i = 0; i < names.size(); i++)
    if (name == names[i]) return int(i);
  throw JournalError("it has an entry of the unknown kind '" + name.substr(0, 32) + "'");
}

double number(const Json& object, const char* key, double low, double high) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) throw JournalError(std::string("an entry lacks '") + key + "'");
  const double value = found->get<double>();
  if (!(value >= low && value <= high)) throw JournalError(std::string("'") + key + "' is out of range");
  return value;
}

std::int64_t whole(const Json& object, const char* key, std::int64_t low, std::int64_t high) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer())
    throw JournalError(std::string("an entry lacks '") + key + "'");
  const auto value = found->get<std::int64_t>();
  if (value < low || value > high) throw JournalError(std::string("'") + key + "' is out of range");
  return value;
}

std::string text(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) throw JournalError(std::string("an entry lacks '") + key + "'");
  return found->get<std::string>();
}

constexpr std::int64_t kFarthest = std::int64_t(1) << 50;

Json of_event(const JournalRecord& r) {
  const Event& e = r.event;
  Json line{{"at", r.at}, {"is", kEventNames[std::size_t(e.kind)]}, {"from", int(e.source)}, {"part", e.part},
            {"index", e.index}, {"id", e.id}, {"value", e.value}, {"value2", e.value2}};
  if (r.applied.given >= 0) line["voice"] = r.applied.given;
  if (r.applied.taken >= 0) line["taken"] = r.applied.taken;
  return line;
}

float float_of(const Json& line, const char* key) { return float(number(line, key, -1e30, 1e30)); }

JournalRecord event_of(const Json& line) {
  JournalRecord r;
  r.at = whole(line, "at", 0, kFarthest);
  r.event = {.at = r.at,
             .kind = EventKind(index_of(kEventNames, text(line, "is"))),
             .source = Source(whole(line, "from", 0, int(Source::kLast))),
             .part = std::uint8_t(whole(line, "part", 0, 255)),
             .index = std::uint8_t(whole(line, "index", 0, 255)),
             .id = std::int32_t(whole(line, "id", INT32_MIN, INT32_MAX)),
             .value = float_of(line, "value"),
             .value2 = float_of(line, "value2")};
  r.applied.given = int(line.contains("voice") ? whole(line, "voice", 0, 1 << 20) : -1);
  r.applied.taken = int(line.contains("taken") ? whole(line, "taken", 0, 1 << 20) : -1);
  return r;
}

JournalRecord record_of(const Json& line, Journal& journal) {
  if (line.contains("is")) return event_of(line);
  JournalRecord r;
  r.kind = RecordKind(index_of(kRecordNames, text(line, "record")));
  r.at = whole(line, "at", 0, kFarthest);
  r.value = whole(line, "value", 0, kFarthest);
  r.value2 = whole(line, "value2", 0, kFarthest);
  if (r.kind == RecordKind::kPatch && r.value >= std::int64_t(journal.patches.size()))
    throw JournalError("it plays a patch that it does not name");
  return r;
}

JournalHeader header_of(const Json& line) {
  if (!line.is_object() || !line.contains("seaglass_journal")) throw JournalError("it is not a Seaglass journal");
  if (whole(line, "seaglass_journal", 0, 1 << 20) != kVersion)
    throw JournalError("it was written by another version of seaglass: replay it with that one");
  return {.program = text(line, "program"),
          .instruction_set = text(line, "instruction_set"),
          .rate = number(line, "rate", 8000, 192000),
          .buffer = int(whole(line, "buffer", 1, 1 << 20)),
          .voices = int(whole(line, "voices", 1, kMaxVoices)),
          .seed = std::uint64_t(whole(line, "seed", 0, INT64_MAX)),
          .place = text(line, "place"),
          .patch = {text(line, "patch"), text(line, "sha256")},
          .pairs = line.contains("pairs") ? int(whole(line, "pairs", 1, kMaxOutputs)) : 1};
}

}  // namespace

std::string to_line(const JournalHeader& h) {
  return Json{{"seaglass_journal", kVersion}, {"program", h.program}, {"instruction_set", h.instruction_set},
              {"rate", h.rate}, {"buffer", h.buffer}, {"voices", h.voices}, {"seed", h.seed}, {"place", h.place},
              {"patch", h.patch.path}, {"sha256", h.patch.sha256}, {"pairs", h.pairs}}
      .dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_line(const JournalRecord& r) {
  if (r.kind == RecordKind::kEvent) return of_event(r).dump() + "\n";
  return Json{{"record", kRecordNames[std::size_t(r.kind)]}, {"at", r.at}, {"value", r.value}, {"value2", r.value2}}.dump() + "\n";
}

std::string patch_line(std::int64_t number, const JournalPatch& patch) {
  return Json{{"patch_number", number}, {"path", patch.path}, {"sha256", patch.sha256}}.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Journal read_journal(std::string_view all) {
  Journal journal;
  bool first = true;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = all.find('\n', begin);
    if (end == std::string_view::npos) {  // cut short in mid-line
      journal.whole = false;
      break;
    }
    const Json line = Json::parse(all.substr(begin, end - begin), nullptr, false);
    begin = end + 1;
    if (!line.is_object()) throw JournalError("a line of it is damaged");
    if (first) {
      journal.header = header_of(line);
      journal.patches.push_back(journal.header.patch);
      first = false;
    } else if (line.contains("patch_number")) {
      journal.patches.push_back({text(line, "path"), text(line, "sha256")});
    } else {
      if (journal.records.size() == kMaxRecords) throw JournalError("it is too long");
      journal.records.push_back(record_of(line, journal));
    }
  }
  if (first) throw JournalError("it is empty");
  return journal;
}

}  // namespace seaglass
