// Datagrams that are OSC, of addresses and arguments that mean something or nearly do: what osc_packet comes upon seldom.

#include "engine/parameter.h"
#include "io/osc/osc_time.h"
#include "tests/fuzz/osc_table.h"
#include "tests/io/osc/osc_bytes.h"

namespace seaglass::fuzz {
namespace {

using io::append_big;
using io::append_text;
using io::OscBytes;

constexpr const char* kFamilies[] = {"/part/", "/voice/", "/control/", "/status/", "/transport/", "/", "/part/{1,2}/", ""};
constexpr const char* kNumbers[] = {"1",    "16",   "17",    "0",      "-1",    "007", "1055", "1056",   "*",      "?",        "1*",
                                    "[1-9]", "[!1]", "{1,12}", "{1,2", "[", "]",   "*1*", "{,}", "99999999999", "1?",   "{*,1}"};
constexpr const char* kWords[] = {"at",   "beat", "cello", "kit",  "none",   "files", "all",  "fast", "safe", "place", "bend", "pressure",
                                  "pitch", "gain", "pan",   "tune", "*",      "dim_*", "{x,y}", "?",   "[a-z]*", "",   "/voice/*/pitch",
                                  "/part/*/*", "/status/*", "verse", "\xff\x01", "../../etc/passwd"};

std::string word(Choices& from) {
  const int kind = from.below(4);
  if (kind == 0) return std::string(parameters()[std::size_t(from.below(kParameterCount))].name);
  if (kind == 1) return from.text();
  return from.one_of(kWords);
}

std::string address(Choices& from) {
  const int kind = from.below(3);
  if (kind == 0) {
    const auto methods = io::osc_methods();
    return std::string(methods[std::size_t(from.below(int(methods.size())))].address);
  }
  std::string text = from.one_of(kFamilies);
  text += from.below(4) == 0 ? word(from) : std::string(from.one_of(kNumbers));
  if (kind == 1) text += "/" + word(from);
  return text;
}

void add_argument(Choices& from, std::string& types, OscBytes& data) {
  constexpr char kTypes[] = {'i', 'f', 'd', 's', 's', 'f', 'i', 'h', 'S', 'T', 'F', 'N', 'I', 't', 'c', 'm', 'b', 'r'};
  const char type = from.one_of(kTypes);
  types += type;
  switch (type) {
    case 'i': append_big(data, std::uint32_t(from.whole()), 4); break;
    case 'f': append_big(data, std::bit_cast<std::uint32_t>(float(from.number())), 4); break;
    case 'd': append_big(data, std::bit_cast<std::uint64_t>(from.number()), 8); break;
    case 'h':
    case 't': append_big(data, from.big(8), 8); break;
    case 'c':
    case 'm': append_big(data, from.big(4), 4); break;
    case 's':
    case 'S': append_text(data, word(from).c_str()); break;
    case 'b': {
      const Bytes blob = from.some(from.byte());
      append_big(data, blob.size(), 4);
      data.insert(data.end(), blob.begin(), blob.end());
      while (data.size() % 4 != 0) data.push_back(0);
      break;
    }
    default: break;
  }
}

OscBytes message(Choices& from) {
  OscBytes out, data;
  append_text(out, address(from).c_str());
  std::string types = ",";
  const int kind = from.byte();
  for (int n = kind < 250 ? kind % 8 : kind - 190; n > 0; n--) add_argument(from, types, data);
  append_text(out, types);
  out.insert(out.end(), data.begin(), data.end());
  return out;
}

std::uint64_t time_tag(Choices& from) {
  constexpr double kAhead[] = {0.01, 1, 59, 61, -1, -1e6, 1e6, 0};
  const int kind = from.below(16);
  if (kind < 8) return io::ntp_now() + std::uint64_t(std::int64_t(std::ldexp(kAhead[kind], 32)));
  return kind < 14 ? 1 : from.big(8);
}

OscBytes packet(Choices& from, int depth) {
  const int kind = from.byte();
  if (kind < 128 || depth == 10) return message(from);
  std::vector<OscBytes> elements;
  for (int n = kind % 16; n > 0 && !from.empty(); n--) elements.push_back(packet(from, depth + 1));
  return io::osc_bundle(time_tag(from), elements);
}

const Target target("osc_message", [](Bytes input) {
  Choices from(input);
  OscTable table(from.byte());
  while (!from.empty()) {
    const OscBytes bytes = packet(from, 0);
    const auto copy = std::make_unique<std::uint8_t[]>(bytes.size());  // exact, so that AddressSanitizer sees its end
    std::copy(bytes.begin(), bytes.end(), copy.get());
    table.receive({copy.get(), bytes.size()});
  }
});

}  // namespace
}  // namespace seaglass::fuzz
