#include "io/osc/osc_packet.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace seaglass::io {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t kBundleMark[8] = {'#', 'b', 'u', 'n', 'd', 'l', 'e', 0};

// The caller has checked that data holds as many bytes.
std::uint32_t big32(Bytes data) {
  return std::uint32_t(data[0]) << 24 | std::uint32_t(data[1]) << 16 | std::uint32_t(data[2]) << 8 |
         data[3];
}
std::uint64_t big64(Bytes data) {
  return std::uint64_t(big32(data)) << 32 | big32(data.subspan(4));
}

// Takes a terminated, zero-padded string off the front of `data`; false when there is none.
bool take_string(Bytes& data, std::string_view& text) {
  const auto end = std::find(data.begin(), data.end(), std::uint8_t{0});
  if (end == data.end()) return false;
  const auto length = std::size_t(end - data.begin());
  const std::size_t padded = (length / 4 + 1) * 4;
  if (padded > data.size()) return false;
  for (std::size_t i = length; i < padded; i++)
    if (data[i] != 0) return false;
  text = {reinterpret_cast<const char*>(data.data()), length};
  data = data.subspan(padded);
  return true;
}

// Takes the argument of `type` off the front of `data`.
const char* take_argument(char type, Bytes& data, OscArgument& argument) {
  argument = {};
  const auto number = [&argument](double value, bool integral) {
    argument.kind = OscArgument::Kind::kNumber;
    argument.number = value;
    argument.integral = integral;
  };
  std::size_t size = 0;
  switch (type) {
    case 'T':
    case 'F':
      number(type == 'T' ? 1 : 0, false);
      return nullptr;
    case 'N':
    case 'I':
      return nullptr;
    case 's':
    case 'S':
      if (!take_string(data, argument.text)) return "a text argument is cut short";
      argument.kind = OscArgument::Kind::kText;
      return nullptr;
    case 'b': {
      if (data.size() < 4) return "an argument is cut short";
      const std::uint64_t length = (std::uint64_t(big32(data)) + 3) / 4 * 4 + 4;
      if (length > data.size()) return "a blob is cut short";
      data = data.subspan(std::size_t(length));
      return nullptr;
    }
    case 'i':
    case 'f':
    case 'c':
    case 'r':
    case 'm':
      size = 4;
      break;
    case 'h':
    case 'd':
    case 't':
      size = 8;
      break;
    default:
      return "an argument has an unknown type";
  }
  if (data.size() < size) return "an argument is cut short";
  if (type == 'i') number(double(std::int32_t(big32(data))), true);
  if (type == 'f') number(double(std::bit_cast<float>(big32(data))), false);
  if (type == 'h') number(double(std::int64_t(big64(data))), true);
  if (type == 'd') number(std::bit_cast<double>(big64(data)), false);
  data = data.subspan(size);
  return nullptr;
}

}  // namespace

const char* parse_osc_message(Bytes data, OscMessage& message) {
  message.count = 0;
  message.address = {};
  if (data.empty()) return "empty packet";
  if (data[0] != '/') return "not an OSC message";
  if (!take_string(data, message.address)) {
    message.address = {reinterpret_cast<const char*>(data.data()), data.size()};
    return "the address is cut short";
  }
  if (data.empty()) return nullptr;  // old senders leave out the types where there are no arguments
  std::string_view types;
  if (data[0] != ',' || !take_string(data, types)) return "the argument types are missing";
  types.remove_prefix(1);
  if (types.size() > std::size_t(kMaxOscArguments)) return "too many arguments";
  for (const char type : types) {
    const char* wrong = take_argument(type, data, message.arguments[message.count]);
    if (wrong != nullptr) return wrong;
    message.count++;
  }
  return data.empty() ? nullptr : "longer than its arguments";
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
