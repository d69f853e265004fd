#include <nlohmann/json.hpp>

#include "engine/note_key.h"
#include "engine/parameter.h"
#include "io/osc/osc_value.h"
#include "tools/seaglass/protocol/protocol_text.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

// As it is written in the table: 0.35, not the float's neighbour among doubles.
double decimal(float value) { return std::stod(Json(value).dump()); }

std::string_view name_of(io::OscReach reach) {
  return reach == io::OscReach::kLook ? "look" : reach == io::OscReach::kPlay ? "play" : "set up";
}

Json methods() {
  Json list = Json::array();
  for (const ProtocolGroup& group : protocol_groups())
    for (const io::OscVerb verb : group.verbs) {
      const io::OscMethod& m = io::osc_method(verb);
      list.push_back({{"address", m.address}, {"arguments", m.arguments}, {"types", m.types}, {"group", group.title},
                      {"reach", name_of(m.reach)}, {"answered", m.answered}, {"help", m.help}});
    }
  return list;
}

Json words() {
  Json list = Json::array();
  for (const ProtocolWord& w : protocol_words())
    list.push_back({{"word", w.word}, {"type", w.type}, {"range", w.range}, {"help", w.help}});
  return list;
}

Json keys() {
  Json list = Json::array();
  const auto plain = plain_note_keys();
  for (std::size_t i = 0; i < plain.size(); i++)
    list.push_back({{"name", plain[i].name}, {"unit", protocol_keys()[i].unit}, {"min", decimal(plain[i].min)}, {"max", decimal(plain[i].max)},
                    {"own", false}, {"help", protocol_keys()[i].help}});
  for (const Parameter& p : parameters())
    if (p.per_note == PerNote::kOwn)
      list.push_back({{"name", p.name}, {"unit", p.unit}, {"min", decimal(p.min)}, {"max", decimal(p.max)}, {"own", true}, {"help", p.help}});
  return list;
}

Json parameter_list() {
  Json list = Json::array();
  for (const Parameter& p : parameters())
    list.push_back({{"name", p.name}, {"unit", p.unit}, {"min", decimal(p.min)}, {"max", decimal(p.max)}, {"default", decimal(p.standard)},
                    {"curve", name_of(p.curve)}, {"timing", name_of(p.timing)}, {"per_note", name_of(p.per_note)},
                    {"midi_controller", p.controller < 0 ? Json() : Json(p.controller)}, {"help", p.help}});
  return list;
}

// With {part} and {voice} where numbers stand.
Json values() {
  Json list = Json::array();
  const auto each = [&](std::string_view pattern, std::string_view one, std::string_view any) {
    io::find_osc_values(pattern, 1, [&](io::OscValue value) {
      const io::OscValueInfo info = io::osc_info_of(value);
      std::string address = info.address;
      if (!one.empty()) address.replace(0, one.size(), any);
      Json entry{{"address", address}, {"types", info.types}, {"unit", info.unit}, {"writable", info.writable}, {"help", info.help}};
      if (info.has_range) entry.update({{"min", decimal(info.min)}, {"max", decimal(info.max)}, {"default", decimal(info.standard)}});
      list.push_back(entry);
      return true;
    });
  };
  for (const io::OscFixedValue& v : io::osc_fixed_values()) each(v.address, "", "");
  each("/control/*", "", "");
  each("/part/1/*", "/part/1", "/part/{part}");
  each("/voice/1/*", "/voice/1", "/voice/{voice}");
  return list;
}

}  // namespace

std::string protocol_json() {
  return Json{{"methods", methods()}, {"words", words()}, {"note_keys", keys()}, {"parameters", parameter_list()}, {"values", values()}}.dump(2) + "\n";
}

}  // namespace seaglass
