#include "tools/seaglass/live/command_desk.h"

#include <cmath>
#include <utility>

#include "io/errors.h"
#include "io/os/time.h"
#include "io/osc/osc_encoder.h"

namespace seaglass {
namespace {

[[noreturn]] void unexpected(const io::OscCall& call) {
  const auto& method = io::osc_method(call.verb);
  throw CommandError(method.arguments.empty() ? std::string("expects no arguments") : "expects " + std::string(method.arguments));
}

}  // namespace

std::string CommandDesk::carry_out(const io::OscCall& call) {
  const std::string_view address = io::osc_method(call.verb).address;
  std::string reason;
  const Nanoseconds first = first_tried_;
  first_tried_ = 0;
  try {
    const Texts texts = act(call);
    before_answer_();
    outlet_.send(call.from, io::osc_done(address, texts));
    return {};
  } catch (const CommandLater&) {
    return {};
  } catch (const CommandNotYet&) {
    const Nanoseconds now = io::now_ns();
    if (first == 0 || now - first < kPatience) {
      first_tried_ = first == 0 ? now : first;
      waiting_ = call;
      return {};
    }
    reason = "the sound stands still; try again when it plays";
  } catch (const CommandError& error) {
    reason = error.what();
  } catch (const io::Error& error) {
    reason = error.what();
  }
  outlet_.send(call.from, io::osc_fail(address, reason));
  return std::string(address) + ": " + reason;
}

CommandDesk::Texts CommandDesk::act(const io::OscCall& call) {
  const Handler& handler = handlers_[std::size_t(call.verb)];
  if (!handler) throw CommandError("not in this build");
  const bool plain = io::osc_method(call.verb).arguments.empty();
  if (plain && call.count() > 0 && !is_press(call) && !is_release(call)) unexpected(call);
  return plain && is_release(call) ? Texts() : handler(call);
}

bool CommandDesk::take_waiting(io::OscCall& call) {
  if (!waiting_) return false;
  call = *std::exchange(waiting_, std::nullopt);
  return true;
}

std::string text_argument(const io::OscCall& call, int at) {
  if (!call.is_text(at) || call.text(at).empty()) unexpected(call);
  return std::string(call.text(at));
}

double number_argument(const io::OscCall& call, int at, double low, double high) {
  if (!call.is_number(at)) unexpected(call);
  const double value = call.number(at);
  if (!(value >= low && value <= high)) {
    char range[64];
    std::snprintf(range, sizeof range, "the number must be %g to %g", low, high);
    throw CommandError(range);
  }
  return value;
}

void at_most_arguments(const io::OscCall& call, int count) {
  if (call.count() > count) unexpected(call);
}

bool is_press(const io::OscCall& call) { return call.count() == 1 && call.is_number(0) && call.number(0) != 0; }
bool is_release(const io::OscCall& call) { return call.count() == 1 && call.is_number(0) && call.number(0) == 0; }

}  // namespace seaglass
