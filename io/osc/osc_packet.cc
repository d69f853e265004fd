#include "io/osc/osc_packet.h"

#include <lo/lo.h>
#include <sys/types.h>

#include <cstring>

namespace seaglass::io {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t kBundleMark[8] = {'#', 'b', 'u', 'n', 'd', 'l', 'e', 0};

// What liblo knows; asked about any other type, it prints.
constexpr std::string_view kTypes = "ifsbhtdScmTFNI";

// liblo takes what it only reads as not const.
char* writable(Bytes data) {
  return reinterpret_cast<char*>(const_cast<std::uint8_t*>(data.data()));
}

// The caller has checked that data holds as many bytes.
std::uint32_t big32(Bytes data) {
  return std::uint32_t(data[0]) << 24 | std::uint32_t(data[1]) << 16 | std::uint32_t(data[2]) << 8 |
         data[3];
}
std::uint64_t big64(Bytes data) {
  return std::uint64_t(big32(data)) << 32 | big32(data.subspan(4));
}

// liblo 0.31 reads the size of a blob before it knows that four bytes are left for it, and so up to
// four bytes beyond its copy of the packet. (Five million mutated packets, in memory that ended at
// an unmapped page, showed nothing else; ten million that were checked here first, nothing.)
//
// False when that would happen. What is wrong otherwise is left to liblo, which reads no further
// than that. The types must be of kTypes.
bool blobs_have_sizes(std::string_view types, Bytes data) {
  if (types.find(LO_BLOB) == types.npos) return true;
  for (const char type : types) {
    char* const bytes = writable(data);
    std::size_t size = 0;
    if (type == LO_BLOB) {
      if (data.size() < 4) return false;
      size = 4 + (std::size_t(big32(data)) + 3) / 4 * 4;
    } else if (lo_is_string_type(lo_type(type))) {
      if (lo_get_path(bytes, ssize_t(data.size())) == nullptr) return true;
      size = std::size_t(lo_strsize(bytes));
    } else {
      size = lo_arg_size(lo_type(type), bytes);
    }
    if (size > data.size()) return true;
    data = data.subspan(size);
  }
  return true;
}

const char* sentence(int error) {
  if (error == LO_EALLOC) return "no memory is left";
  return error == LO_ESIZE ? "longer than its arguments" : "an argument is cut short";
}

OscArgument argument_of(char type, lo_arg* value) {
  OscArgument argument;
  lo_arg coerced;
  if (lo_is_string_type(lo_type(type))) {
    argument.kind = OscArgument::Kind::kText;
    argument.text = reinterpret_cast<const char*>(value);  // not &value->s: it may lie at 4 mod 8
  } else if (type == LO_TRUE || type == LO_FALSE) {
    argument.kind = OscArgument::Kind::kNumber;
    argument.number = type == LO_TRUE ? 1 : 0;
  } else if (lo_coerce(LO_DOUBLE, &coerced, lo_type(type), value)) {
    argument.kind = OscArgument::Kind::kNumber;
    argument.number = coerced.d;
  }
  return argument;
}

}  // namespace

const char* parse_osc_message(Bytes data, OscMessage& message) {
  message.count = 0;
  message.address = {};
  message.decoded = nullptr;
  if (data.empty()) return "empty packet";
  if (data[0] != '/') return "not an OSC message";
  char* const bytes = writable(data);
  if (lo_get_path(bytes, ssize_t(data.size())) == nullptr) {
    message.address = {bytes, data.size()};
    return "the address is cut short";
  }
  message.address = bytes;
  const Bytes rest = data.subspan(std::size_t(lo_strsize(bytes)));
  if (rest.empty()) return nullptr;  // old senders leave out the types where there are no arguments

  // What is true of a path is true of the types: terminated, and padded with zeros.
  char* const tags = lo_get_path(writable(rest), ssize_t(rest.size()));
  if (tags == nullptr || *tags != ',') return "the argument types are missing";
  const std::string_view types(tags + 1);
  if (types.size() > std::size_t(kMaxOscArguments)) return "too many arguments";
  if (types.find_first_not_of(kTypes) != types.npos) return "an argument has an unknown type";
  if (!blobs_have_sizes(types, rest.subspan(std::size_t(lo_strsize(tags)))))
    return "an argument is cut short";

  int error = 0;
  message.decoded.reset(lo_message_deserialise(bytes, data.size(), &error));
  if (!message.decoded) return sentence(error);
  lo_arg** const values = lo_message_get_argv(message.decoded.get());
  for (const char type : types) {
    message.arguments[message.count] = argument_of(type, values[message.count]);
    message.count++;
  }
  return nullptr;
}

OscWalk::OscWalk(Bytes packet) : packet_(packet) {}

std::optional<OscElement> OscWalk::next() {
  if (!begun_) {
    begun_ = true;
    if (packet_.empty()) return OscElement{.wrong = "empty packet"};
    if (auto element = enter(packet_, 1)) return element;
  }
  while (depth_ > 0) {
    Level& level = levels_[depth_ - 1];
    if (level.rest.empty()) {
      depth_--;
      continue;
    }
    const std::uint64_t size = level.rest.size() < 4 ? ~std::uint64_t{0} : big32(level.rest);
    if (level.rest.size() < 4 || size > level.rest.size() - 4) {
      level.rest = {};  // nothing behind a wrong size can be found
      return OscElement{.wrong = "the bundle is cut short"};
    }
    const Bytes data = level.rest.subspan(4, std::size_t(size));
    level.rest = level.rest.subspan(4 + std::size_t(size));
    if (data.empty()) return OscElement{.wrong = "empty element of a bundle"};
    if (auto element = enter(data, level.time_tag)) return element;
  }
  return std::nullopt;
}

// A message is handed out; a bundle becomes the level to go on with.
std::optional<OscElement> OscWalk::enter(Bytes data, std::uint64_t outer) {
  if (data[0] != '#') return OscElement{.data = data, .time_tag = outer};
  if (data.size() < 16 || std::memcmp(data.data(), kBundleMark, sizeof kBundleMark) != 0)
    return OscElement{.wrong = "the bundle is cut short"};
  if (depth_ == kDepth) return OscElement{.wrong = "bundles nest too deep"};
  const std::uint64_t tag = big64(data.subspan(8));
  levels_[depth_++] = {data.subspan(16), tag <= 1 ? outer : tag};
  return std::nullopt;
}

}  // namespace seaglass::io
