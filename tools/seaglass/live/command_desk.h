#pragma once
// Carries out what is asked for over OSC, from the terminal or by a pedal, and says how it went.

#include <array>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "io/osc/osc_call.h"

namespace seaglass {

// A command that cannot be carried out: the sentence that /fail gives.
class CommandError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Thrown by a handler whose answer comes later, from whoever carries it out.
struct CommandLater {};

// Thrown by a handler that has to wait for something before it begins: it is called again with the same call, and the
// commands that came after it wait, too.
struct CommandNotYet {};

// All functions [control].
class CommandDesk {
 public:
  // What `/done` says after the address.
  using Texts = std::vector<std::string>;
  // Throws CommandError or io::Error.
  using Handler = std::function<Texts(const io::OscCall&)>;

  // `outlet` takes the answers and must outlive the desk.
  explicit CommandDesk(io::OscOutlet& outlet) : outlet_(outlet) {}

  void on(io::OscVerb verb, Handler handler) { handlers_[std::size_t(verb)] = std::move(handler); }

  // `act` is called when a command is done, before it is answered.
  void before_answer(std::function<void()> act) { before_answer_ = std::move(act); }

  // Carries it out and answers to call.from. Buttons send their state along: of a method that takes no arguments a zero is
  // the button let go, which is no second command, and is done without anything happening. Returns the sentence of a failure, or nothing.
  std::string carry_out(const io::OscCall& call);

  // The call that waits, to be carried out again before any other. It fails when it has waited for kPatience.
  bool take_waiting(io::OscCall& call);
  bool waits() const { return waiting_.has_value(); }
  static constexpr Nanoseconds kPatience = 2'000'000'000;

 private:
  Texts act(const io::OscCall& call);

  io::OscOutlet& outlet_;
  std::function<void()> before_answer_ = [] {};
  std::array<Handler, std::size_t(io::OscVerb::kCount)> handlers_;
  std::optional<io::OscCall> waiting_;
  Nanoseconds first_tried_ = 0;  // of the call that waits; 0: none does
};

// Arguments of a call. Throw CommandError, saying what the method expects.
std::string text_argument(const io::OscCall& call, int at);
double number_argument(const io::OscCall& call, int at, double low, double high);
void at_most_arguments(const io::OscCall& call, int count);

// Whether all that it says is that a button was pressed (a number but zero), or was let go (zero).
bool is_press(const io::OscCall& call);
bool is_release(const io::OscCall& call);

}  // namespace seaglass
