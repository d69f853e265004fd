// The page about OSC, and the instrument that it speaks of: nothing is missing in either, and what the page types works.

#include <lo/lo.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

#include "engine/note_key.h"
#include "engine/parameter.h"
#include "io/osc/osc_encoder.h"
#include "io/osc/osc_method.h"
#include "io/osc/osc_value.h"
#include "tests/program/files.h"
#include "tests/program/osc_talk.h"
#include "tests/program/playing.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr const char* kNotHere = "not in this build";

// The answer comes when a MIDI control has moved, and here none does.
constexpr const char* kWaits = "/learn";

std::string page_path() {
  return std::filesystem::path(SEAGLASS_TEST_DATA).parent_path().parent_path() / "patches/clients/PROTOCOL.md";
}

const Json& protocol() {
  static const Json json = Json::parse(instrument({"protocol", "--json"}).out);
  return json;
}

// Words as a shell cuts them.
Words words_of(const std::string& line) {
  Words words;
  std::istringstream in(line);
  for (std::string word; in >> word;) {
    std::erase(word, '\'');
    words.push_back(word);
  }
  return words;
}

// What oscsend would send.
io::OscBytes message_of(const std::string& address, const std::string& types, const Words& values) {
  const io::LoMessage message(lo_message_new());
  REQUIRE(types.size() == values.size());
  for (std::size_t i = 0; i < types.size(); i++) {
    const std::string& value = values[i];
    if (types[i] == 'i') lo_message_add_int32(message.get(), std::stoi(value));
    if (types[i] == 'f') lo_message_add_float(message.get(), std::stof(value));
    if (types[i] == 's') lo_message_add_string(message.get(), value.c_str());
  }
  return io::osc_bytes_of(address, message);
}

// The examples of the page: each line that begins with oscsend, without its first three words.
std::vector<Words> examples() {
  std::vector<Words> all;
  std::istringstream page(bytes_of(page_path()));
  for (std::string line; std::getline(page, line);) {
    Words words = words_of(line);
    if (words.size() < 4 || words[0] != "oscsend") continue;
    words.erase(words.begin(), words.begin() + 3);
    all.push_back(std::move(words));
  }
  return all;
}

// With what the examples name in the performer's folder.
struct Evening {
  Evening() : own(folder / "mine") {
    setenv("SEAGLASS_FOLDER", own.c_str(), 1);
    for (const char* sub : {"setlists", "rigs"}) std::filesystem::create_directories(own + "/" + sub);
    write_bytes(own + "/setlists/evening.txt", "main\ndrums\n");
    write_bytes(own + "/rigs/stage.rig", "transpose 2\n");
    playing.emplace(Playing::deaf({"--snapshots", folder / "snapshots.json"}));
    talk.emplace(playing->port());
  }
  TempFolder folder;
  std::string own;
  std::optional<Playing> playing;
  std::optional<OscTalk> talk;
};

}  // namespace

TEST_CASE("The page about OSC is what the program prints") {
  const Ended printed = instrument({"protocol"});
  REQUIRE(printed.code == 0);
  INFO("patches/clients/PROTOCOL.md is to be what `seaglass protocol` prints: build/release/seaglass protocol >patches/clients/PROTOCOL.md");
  CHECK(bytes_of(page_path()) == printed.out);
}

TEST_CASE("The page has every method, word, key, parameter and value") {
  std::multiset<std::string> addresses;
  std::set<std::string> words;
  for (const Json& m : protocol()["methods"]) addresses.insert(m["address"].get<std::string>());
  for (const Json& w : protocol()["words"]) words.insert(w["word"].get<std::string>());
  CHECK(addresses.size() == io::osc_methods().size());
  for (const io::OscMethod& m : io::osc_methods()) {
    INFO(m.address);
    CHECK(addresses.count(std::string(m.address)) == 1);
    std::string arguments(m.arguments);
    std::erase_if(arguments, [](char c) { return c == '[' || c == ']'; });
    for (const std::string& word : words_of(arguments)) CHECK((word == "..." || word == "|" || words.contains(word)));
  }
  const std::string page = bytes_of(page_path());
  for (const Parameter& p : parameters()) CHECK(page.find("\n| `" + std::string(p.name) + "` |") != std::string::npos);
  for (const NoteKeyRange& k : plain_note_keys()) CHECK(page.find("\n| `" + std::string(k.name) + "` |") != std::string::npos);
  for (const io::OscFixedValue& v : io::osc_fixed_values()) CHECK(page.find("\n| `" + std::string(v.address) + "` |") != std::string::npos);
  std::size_t values = io::osc_fixed_values().size();
  for (const char* all : {"/control/*", "/part/1/*", "/voice/1/*"})
    io::find_osc_values(all, 1, [&](io::OscValue) { return ++values > 0; });
  CHECK(protocol()["values"].size() == values);
}

TEST_CASE("What the page types is obeyed") {
  const Evening e;
  std::set<std::string> tried;
  for (const Words& words : examples()) {
    const std::string& address = words[0];
    const std::string types = words.size() > 1 ? words[1] : "";
    INFO(address << " " << types);
    const auto message = message_of(address, types, Words(words.begin() + std::min<std::ptrdiff_t>(2, std::ptrdiff_t(words.size())), words.end()));
    const auto verb = io::find_osc_method(address);
    tried.insert(address);
    e.talk->say(message);
    if (!verb || !io::osc_method(*verb).answered || address == kWaits) continue;
    // Between come answers to questions, and what subscribers are told.
    std::string answer;
    (void)comes_true([&] {
      for (const std::string& heard : e.talk->hear())
        if (heard.rfind("/done " + address, 0) == 0 || heard.rfind("/fail " + address, 0) == 0) answer = heard;
      return !answer.empty();
    }, 20);
    if (address == "/unlearn" || address == "/learn/set")
      CHECK(answer.rfind("/fail " + address + " no control is for vibrato, all parts", 0) == 0);
    else
      CHECK(answer.rfind("/done ", 0) == 0);
  }
  CHECK(tried.size() > 40);
  while (!e.talk->hear().empty()) {}
  CHECK(e.talk->ask(osc_message("/status/osc/rejected")) == "/status/osc/rejected 0");
}

TEST_CASE("No method of the table is without effect") {
  const Evening e;
  for (const io::OscMethod& m : io::osc_methods()) {
    if (!m.answered || m.address == kWaits) continue;  // these are events and questions, and stand among the examples
    Words values;
    std::string types(m.types);
    for (char& type : types) {
      if (type == 'S') type = 's';
      values.push_back(type == 's' ? "x" : "1");
    }
    const std::string answer = e.talk->ask(message_of(std::string(m.address), types, values));
    INFO(m.address << " answered: " << answer);
    CHECK((answer.rfind("/done ", 0) == 0 || answer.rfind("/fail ", 0) == 0));
    CHECK(answer.find(kNotHere) == std::string::npos);
  }
}
