// The tree as a client reads it: parsed again, and held against the tables that it derives from.

#include "io/web/query_tree.h"

#include <nlohmann/json.hpp>
#include <set>

#include "engine/note_key.h"
#include "io/osc/osc_method.h"
#include "io/web/query_answer.h"
#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;
using Json = nlohmann::json;

namespace {

constexpr int kVoices = 6;

struct Rig {
  Telemetry now;
  QueryTree tree{kVoices, {"cello", "flute"}};
  Rig() {
    now.places = {"cello", "flute"};
    now.patch = "main";
    now.lead = "safe";
  }
  QueryAnswer ask(std::string_view path, std::string_view query = "") const {
    return answer_query(tree, now, parse_query_request(path, query), host_info("Seaglass", 9123, 9124));
  }
  Json get(std::string_view path, std::string_view query = "") const {
    const QueryAnswer answer = ask(path, query);
    INFO(path << "?" << query);
    REQUIRE(answer.status == 200);
    return Json::parse(answer.body);
  }
};

template <class Act>
void walk(const Json& node, Act act) {
  act(node);
  if (node.contains("CONTENTS"))
    for (const auto& [name, child] : node["CONTENTS"].items()) walk(child, act);
}

float about(const Json& number) { return float(number.get<double>()); }

}  // namespace

TEST_CASE("Every node says where it is and what it takes, in the proposal's own terms") {
  const Rig rig;
  std::set<std::string> addresses;
  walk(rig.get("/"), [&](const Json& node) {
    const std::string path = node["FULL_PATH"];
    INFO(path);
    CHECK(addresses.insert(path).second);
    const int access = node["ACCESS"];
    CHECK((access >= 0 && access <= 3));
    CHECK(node.contains("TYPE") == (access != 0));
    CHECK((access != 0 || node.contains("CONTENTS")));
    CHECK(node.contains("DESCRIPTION") == (access != 0));
    const std::string types = node.value("TYPE", "");
    CHECK(types.find_first_not_of("ifsI") == types.npos);
    for (const char* list : {"RANGE", "UNIT", "CLIPMODE"})
      if (node.contains(list)) CHECK(node[list].size() == types.size());
    if (node.contains("VALUE")) {
      CHECK((access & 1) == 1);
      CHECK(node["VALUE"].size() == types.size());
    }
    if (node.contains("CONTENTS"))
      for (const auto& [name, child] : node["CONTENTS"].items())
        CHECK(child["FULL_PATH"] == (path == "/" ? "/" : path + "/") + name);
  });
  CHECK(addresses.size() == rig.tree.size());
}

TEST_CASE("Every parameter is listed for all and for each part, as the registry has it") {
  const Rig rig;
  for (int part = 0; part <= kParts; part++)
    for (const Parameter& p : parameters()) {
      const Json node = rig.get((part == 0 ? "/control/" : "/part/" + std::to_string(part) + "/") + std::string(p.name));
      INFO(node.dump());
      CHECK(node["TYPE"] == "f");
      CHECK(node["ACCESS"] == 3);
      CHECK(node["CLIPMODE"] == Json{"both"});
      CHECK(about(node["RANGE"][0]["MIN"]) == p.min);
      CHECK(about(node["RANGE"][0]["MAX"]) == p.max);
      CHECK(node["DESCRIPTION"].get<std::string>().starts_with(std::string(p.name) + ": " + std::string(p.help)));
      CHECK(node["VALUE"].size() == 1);
    }
  CHECK(rig.get("/part/1/vibrato", "UNIT")["UNIT"] == Json{"time.cents"});
  CHECK(rig.get("/part/1/volume", "UNIT")["UNIT"] == Json{"gain.db"});
  CHECK(rig.get("/part/1/vibrato_rate", "UNIT")["UNIT"] == Json{"time.hz"});
  CHECK(rig.get("/part/1/stretch", "UNIT")["UNIT"] == Json{"cent/octave"});  // the proposal has no word for it
  CHECK(rig.get("/part/1/width", "UNIT") == Json::object());
  CHECK(rig.get("/part/1/mode", "RANGE&UNIT") == Json::parse(R"({"RANGE":[{"MIN":0.0,"MAX":2.0,"VALS":[0.0,1.0,2.0]}]})"));
  CHECK(rig.get("/part/1/x", "RANGE") == Json::parse(R"({"RANGE":[{"MIN":0.0,"MAX":1.0}]})"));
}

TEST_CASE("Every method is listed with what it takes") {
  const Rig rig;
  for (const OscMethod& m : osc_methods()) {
    if (m.address.find('{') != m.address.npos) continue;
    const Json node = rig.get(m.address);
    INFO(node.dump());
    CHECK(node["TYPE"] == (m.types.empty() ? "I" : m.types == "S" ? "s" : m.types));
    CHECK((node["ACCESS"].get<int>() & 2) == 2);
    const std::string description = node["DESCRIPTION"];
    CHECK(description.find(m.help) != description.npos);
    CHECK(description.find(m.arguments) != description.npos);
    CHECK(node["TAGS"].size() == 1);
  }
  CHECK(rig.get("/note/on", "RANGE")["RANGE"][1] == Json::parse(R"({"MIN":-12.0,"MAX":140.0})"));
  CHECK(rig.get("/lead", "RANGE")["RANGE"] == Json::parse(R"([{"VALS":["fast","safe"]}])"));
  CHECK(rig.get("/lock", "RANGE&TAGS") == Json::parse(R"({"RANGE":[{"VALS":["none","files","all"]}],"TAGS":["look"]})"));
  CHECK(rig.get("/control", "RANGE")["RANGE"][0]["VALS"].size() == kParameterCount);
}

TEST_CASE("Every readable address is listed, and only what can be set says so") {
  const Rig rig;
  for (const char* pattern : {"/*", "/*/*", "/*/*/*", "/*/*/*/*"})
    (void)find_osc_values(pattern, kVoices, [&](OscValue value) {
      const OscValueInfo info = osc_info_of(value);
      const Json node = rig.get(info.address);
      INFO(node.dump());
      CHECK(node["ACCESS"] == (info.writable ? 3 : 1));
      CHECK(node.contains("VALUE") == !(is_silent(value, rig.now) && value.b != OscValue::kVoiceLevel && value.b != OscValue::kVoiceHeld));
      return true;
    });
  CHECK(rig.get("/status/voices", "ACCESS&TYPE") == Json::parse(R"({"ACCESS":1,"TYPE":"i"})"));
  CHECK(rig.get("/transport/tempo", "ACCESS&RANGE") == Json::parse(R"({"ACCESS":3,"RANGE":[{"MIN":20.0,"MAX":400.0}]})"));
}

TEST_CASE("Every voice has every key of a note") {
  const Rig rig;
  std::set<std::string> keys;
  for (const NoteKeyRange& key : plain_note_keys()) keys.emplace(key.name);
  for (const Parameter& p : parameters())
    if (p.per_note == PerNote::kOwn) keys.emplace(p.name);
  for (int v = 1; v <= kVoices; v++) {
    const std::string voice = "/voice/" + std::to_string(v);
    for (const std::string& name : keys) {
      const NoteKeyRange key = *find_note_key(name);
      const Json node = rig.get(voice + "/" + name);
      INFO(node.dump());
      CHECK(node["TYPE"] == "f");
      CHECK(node["ACCESS"] == (name == "pitch" ? 3 : 2));
      CHECK(about(node["RANGE"][0]["MIN"]) == key.min);
      CHECK(about(node["RANGE"][0]["MAX"]) == key.max);
      CHECK(node.contains("CLIPMODE") == !key.strict);
    }
    CHECK(rig.get(voice)["CONTENTS"].size() == keys.size() + OscValue::kVoiceKeys - 1);  // pitch is one of both
  }
  CHECK(rig.ask("/voice/7").status == 404);
  CHECK(QueryTree(5000, {}).find("/voice/" + std::to_string(QueryTree::kMostVoices)) != nullptr);
  CHECK(QueryTree(5000, {}).find("/voice/" + std::to_string(QueryTree::kMostVoices + 1)) == nullptr);
}

TEST_CASE("Places are those of the patch") {
  const Rig rig;
  const Json choice = Json::parse(R"([{"VALS":["cello","flute"]}])");
  CHECK(rig.get("/part/3/place", "RANGE&TYPE&VALUE") == Json({{"RANGE", choice}, {"TYPE", "s"}, {"VALUE", {"cello"}}}));
  CHECK(rig.get("/place", "RANGE")["RANGE"] == choice);
  CHECK(rig.get("/places", "TYPE&VALUE") == Json({{"TYPE", "ss"}, {"VALUE", {"cello", "flute"}}}));
  const QueryTree other(kVoices, {"glass"});
  const auto changed = QueryTree::of_the_patch();
  walk(rig.get("/"), [&](const Json& node) {
    const std::string path = node["FULL_PATH"];
    const bool listed = std::find(changed.begin(), changed.end(), path) != changed.end();
    INFO(path);
    CHECK(listed == (other.find(path)->described != rig.tree.find(path)->described));
  });
}

TEST_CASE("Programs that call things by their descriptions find no two containers alike") {
  const Rig rig;
  walk(rig.get("/"), [&](const Json& node) {
    std::set<std::string> names;
    if (!node.contains("CONTENTS")) return;
    for (const auto& [name, child] : node["CONTENTS"].items())
      if (child.contains("CONTENTS")) CHECK(names.insert(child.value("DESCRIPTION", name)).second);
  });
}

TEST_CASE("One attribute or a few are told by themselves") {
  const Rig rig;
  CHECK(rig.get("/part/1/volume", "VALUE") == Json::parse(R"({"VALUE":[0.0]})"));
  CHECK(rig.get("/part/1/volume", "ACCESS&FULL_PATH") == Json::parse(R"({"ACCESS":3,"FULL_PATH":"/part/1/volume"})"));
  CHECK(rig.get("/status/step", "CONTENTS")["CONTENTS"].size() == 3);
  CHECK(rig.get("/part/1", "TYPE") == Json::object());
  CHECK(rig.get("/part/1/volume", "CONTENTS") == Json::object());
  CHECK(rig.get("/voice/1/pitch", "VALUE") == Json::object());  // it has none yet
  CHECK(rig.get("/status", "").contains("CONTENTS"));
}

TEST_CASE("What cannot be told has the proposal's own status") {
  const Rig rig;
  CHECK(rig.ask("/no/such").status == 404);
  CHECK(rig.ask("/no/such", "VALUE").status == 404);
  CHECK(rig.ask("/note/on", "VALUE").status == 204);   // can only be set
  CHECK(rig.ask("/part/1", "VALUE").status == 204);    // a container
  CHECK(rig.ask("/part/1", "EXTENDED_TYPE").status == 204);
  CHECK(rig.ask("/part/1", "GABBAGABBAHEY").status == 400);
  CHECK(rig.ask("/part/1", "GABBAGABBAHEY").body.empty());
}

TEST_CASE("The host says where OSC is taken and what it knows of the proposal") {
  const Rig rig;
  const Json info = rig.get("/part/1", "HOST_INFO");
  CHECK(info["NAME"] == "Seaglass");
  CHECK(info["OSC_PORT"] == 9123);
  CHECK(info["OSC_TRANSPORT"] == "UDP");
  CHECK(info["WS_PORT"] == 9124);
  for (const char* one : {"ACCESS", "VALUE", "RANGE", "DESCRIPTION", "TAGS", "UNIT", "CLIPMODE", "LISTEN", "PATH_CHANGED"})
    CHECK(info["EXTENSIONS"][one] == true);
  CHECK_FALSE(info["EXTENSIONS"].value("OSC_STREAMING", false));
}
