#include "io/osc/osc_call.h"

#include <algorithm>

namespace seaglass::io {

const char* OscCall::take(std::span<const OscArgument> arguments) {
  count_ = used_ = 0;
  for (const OscArgument& a : arguments)
    if (const char* wrong = add(a)) return wrong;
  return nullptr;
}

const char* OscCall::add(const OscArgument& a) {
  if (count_ == kMaxArguments) return "too many arguments";
  const auto at = std::size_t(count_);
  kinds_[at] = a.kind;
  if (a.kind == OscArgument::Kind::kText) {
    if (a.text.size() > kMaxText - used_) return "the texts are longer than 1024 bytes together";
    values_[at].text = {used_, std::uint16_t(a.text.size())};
    std::copy(a.text.begin(), a.text.end(), text_.begin() + used_);
    used_ = std::uint16_t(used_ + a.text.size());
  } else {
    values_[at].number = a.number;
  }
  count_++;
  return nullptr;
}

}  // namespace seaglass::io
