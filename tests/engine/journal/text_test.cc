#include "engine/journal/text.h"

#include <bit>
#include <cfloat>
#include <random>

#include "tests/catch.h"

using namespace seaglass;

namespace {

JournalHeader header() {
  return {.program = "seaglass 1", .instruction_set = "v3", .rate = 44100, .buffer = 64, .voices = 32,
          .seed = 0x7fffffffffffffff, .place = "cello \"1\"", .patch = {"a b/\xc3\xa9.glass", "00ff"}};
}

std::string small_journal() {
  std::string text = to_line(header()) + patch_line(1, {"other.glass", "11"});
  for (int kind = 0; kind <= int(EventKind::kLast); kind++)
    text += to_line(JournalRecord{.kind = RecordKind::kEvent, .at = 100 + kind, .event = {.at = 100 + kind, .kind = EventKind(kind), .value = 0.1f},
                                  .applied = {}});
  text += to_line(JournalRecord{.kind = RecordKind::kMiss, .at = 900, .value = 64, .value2 = 300, .event = {}, .applied = {}});
  return text;
}

bool same_bits(float a, float b) { return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b); }

}  // namespace

TEST_CASE("Every kind of event comes back bit for bit, whatever it carries") {
  std::mt19937 random(1);
  for (int round = 0; round < 4000; round++) {
    JournalRecord r;
    r.at = SampleIndex(random()) * 1000;
    float values[2];
    for (float& v : values) {
      do v = std::bit_cast<float>(std::uint32_t(random()));
      while (!(std::abs(v) < 1e30f));
    }
    if (round % 50 == 0) values[0] = -0.0f;
    r.event = {.at = r.at, .kind = EventKind(round % (int(EventKind::kLast) + 1)), .source = Source(random() % (int(Source::kLast) + 1)),
               .part = std::uint8_t(random()), .index = std::uint8_t(random()), .id = std::int32_t(random()),
               .value = values[0], .value2 = values[1]};
    r.applied = {.given = int(random() % 40) - 1, .taken = int(random() % 40) - 1};
    const Journal journal = read_journal(to_line(header()) + to_line(r));
    const JournalRecord& back = journal.records.at(0);
    REQUIRE(back.kind == RecordKind::kEvent);
    REQUIRE(back.at == r.at);
    REQUIRE(same_bits(back.event.value, r.event.value));
    REQUIRE(same_bits(back.event.value2, r.event.value2));
    REQUIRE(back.event == r.event);
    REQUIRE(back.applied.given == r.applied.given);
    REQUIRE(back.applied.taken == r.applied.taken);
  }
}

TEST_CASE("Every kind of record and the header come back") {
  std::string text = to_line(header()) + patch_line(1, {"other.glass", "11"});
  for (const RecordKind kind : {RecordKind::kDelay, RecordKind::kPatch, RecordKind::kHasten, RecordKind::kMiss, RecordKind::kGap, RecordKind::kEnd})
    text += to_line(JournalRecord{.kind = kind, .at = 7000 + int(kind), .value = 1, .value2 = 3, .event = {}, .applied = {}});
  const Journal journal = read_journal(text);
  REQUIRE(journal.whole);
  REQUIRE(journal.header.rate == 44100);
  REQUIRE(journal.header.buffer == 64);
  REQUIRE(journal.header.voices == 32);
  REQUIRE(journal.header.seed == header().seed);
  REQUIRE(journal.header.place == header().place);
  REQUIRE(journal.header.patch.path == header().patch.path);
  REQUIRE(journal.header.instruction_set == "v3");
  REQUIRE(journal.patches.size() == 2);
  REQUIRE(journal.patches[1].path == "other.glass");
  REQUIRE(journal.records.size() == 6);
  for (std::size_t i = 0; i < 6; i++) {
    REQUIRE(int(journal.records[i].kind) == int(i) + 1);
    REQUIRE(journal.records[i].at == 7001 + int(i));
    REQUIRE(journal.records[i].value == 1);
    REQUIRE(journal.records[i].value2 == 3);
  }
}

TEST_CASE("A journal says how many outputs were open, older ones do not and had one pair") {
  JournalHeader wide = header();
  wide.pairs = 3;
  REQUIRE(read_journal(to_line(wide)).header.pairs == 3);
  std::string text = to_line(header());
  REQUIRE(read_journal(text).header.pairs == 1);
  const std::string entry = "\"pairs\":1,";
  const auto at = text.find(entry);
  REQUIRE(at != std::string::npos);
  text.erase(at, entry.size());
  REQUIRE(read_journal(text).header.pairs == 1);
}

TEST_CASE("A journal that breaks off anywhere is read up to its last whole line") {
  const std::string whole = small_journal();
  const std::size_t records = read_journal(whole).records.size();
  const std::size_t first = whole.find('\n') + 1;
  for (std::size_t end = first; end < whole.size(); end++) {
    const Journal journal = read_journal(whole.substr(0, end));
    REQUIRE(journal.whole == (whole[end - 1] == '\n'));
    REQUIRE(journal.records.size() <= records);
  }
  for (std::size_t end = 0; end < first; end++) REQUIRE_THROWS_AS(read_journal(whole.substr(0, end)), JournalError);
}

TEST_CASE("Two thousand damaged journals are read or refused, with a reason, and do nothing worse") {
  const std::string whole = small_journal();
  int refused = 0;
  for (unsigned seed = 0; seed < 2000; seed++) {
    std::mt19937 random(seed);
    std::string text = whole;
    for (unsigned i = 0; i < 1 + seed % 5; i++) {
      const std::size_t at = random() % text.size();
      switch (random() % 5) {
        case 0: text[at] = char(random()); break;
        case 1: text.erase(at, 1 + random() % 30); break;
        case 2: text.insert(at, std::string(1 + random() % 8, "0123456789\"{}[],:-e"[random() % 19])); break;
        case 3: text.insert(at, text.substr(random() % text.size(), random() % 60)); break;
        default: text.resize(at + 1);
      }
      if (text.empty()) text = "x";
    }
    try {
      const Journal journal = read_journal(text);
      REQUIRE(journal.header.rate >= 8000);
      REQUIRE(journal.header.rate <= 192000);
      for (const JournalRecord& r : journal.records) {
        REQUIRE(r.at >= 0);
        REQUIRE(int(r.event.kind) <= int(EventKind::kLast));
        REQUIRE(std::isfinite(r.event.value));
        if (r.kind == RecordKind::kPatch) REQUIRE(std::size_t(r.value) < journal.patches.size());
      }
    } catch (const JournalError& error) {
      refused++;
      REQUIRE(std::string(error.what()).size() > 8);
      REQUIRE(std::string(error.what()).find('\n') == std::string::npos);
    }
  }
  REQUIRE(refused > 500);
}

TEST_CASE("A journal outside its limits is refused") {
  const auto refuse = [](const std::string& from, const std::string& to) {
    std::string text = small_journal();
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    CAPTURE(to);
    REQUIRE_THROWS_AS(read_journal(text), JournalError);
  };
  refuse("\"rate\":44100.0", "\"rate\":384000.0");  // noise frames would not fit: see kMaxNoiseSize
  refuse("\"rate\":44100.0", "\"rate\":7999.0");
  refuse("\"rate\":44100.0", "\"rate\":\"44100\"");
  refuse("\"voices\":32", "\"voices\":0");
  refuse("\"voices\":32", "\"voices\":1025");
  refuse("\"pairs\":1", "\"pairs\":0");
  refuse("\"pairs\":1", "\"pairs\":5");
  refuse("\"buffer\":64", "\"buffer\":0");
  refuse("\"buffer\":64", "\"buffer\":1.5");
  refuse("\"seaglass_journal\":1", "\"seaglass_journal\":2");
  refuse("\"seaglass_journal\":1", "\"some_journal\":1");
  refuse("\"at\":100", "\"at\":-1");
  refuse("\"at\":100", "\"at\":1e99");
  refuse("\"from\":3", "\"from\":4");
  refuse("\"part\":0", "\"part\":256");
  refuse("\"id\":0", "\"id\":4294967296");
  refuse("\"is\":\"note_on\"", "\"is\":\"note_un\"");
  refuse("\"value\":0.1", "\"value\":1e31");
  refuse("\"record\":\"miss\"", "\"record\":\"hit\"");
  refuse("\"record\":\"miss\"", "\"record\":\"patch\"");  // 64 is no patch that it names
  REQUIRE_THROWS_AS(read_journal(""), JournalError);
  REQUIRE_THROWS_AS(read_journal("\n"), JournalError);
}
