#include "io/child/supervisor.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "io/errors.h"

namespace seaglass::io {
namespace {

constexpr int kResource = 6;  // the exit code of ResourceError

// While it starts, which is seldom and short; a child that hangs is found within the limit and a quarter of it.
constexpr Nanoseconds kStartLook = 5 * kMillisecond;
constexpr int kLooksPerLimit = 4;
constexpr Nanoseconds kLongestLook = kSecond / 8;  // until it is found that a child makes no sense

std::string seconds(Nanoseconds time) {
  std::string text = std::to_string(double(time) / double(kSecond));
  return text.substr(0, text.find('.') + 3);
}

// With what it said itself, when it did.
std::string with_words(std::string sentence, const std::string& said) {
  return said.empty() ? sentence : std::move(sentence) + ": " + said;
}

void count(std::atomic<std::uint64_t>& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

Supervisor::Supervisor(ChildSetup setup)
    : setup_(std::move(setup)),
      region_(setup_.sizes),
      exchange_(region_),
      watch_(region_.view(), exchange_),
      pause_(setup_.pauses) {
  if (setup_.config.size() > region_.view().sizes().config)
    throw ResourceError("what " + setup_.name + " is to know does not fit into the memory shared with it");
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw ResourceError("no thread is left to watch " + setup_.name + "; close other programs");
  }
}

Supervisor::~Supervisor() {
  stop_.store(true, std::memory_order_release);
  wake_.wake();
  thread_.join();
}

std::string Supervisor::last_reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

void Supervisor::run() {
  while (!stopping()) {
    ready_at_ = 0;
    const End end = live();
    const Nanoseconds now = now_ns();
    if (end.how == LifeEnd::kNone) return;
    note(end);
    const Nanoseconds until = now + pause_.after(ready_at_ == 0 ? 0 : now - ready_at_);
    while (!stopping() && now_ns() < until) wake_.wait_until(until);
  }
}

// One life, from the memory laid out for it to the child reaped.
Supervisor::End Supervisor::live() {
  epoch_ = epoch_after(epoch_);
  watch_.begin(epoch_, setup_.config, now_ns());
  count(counts_.started);
  try {
    ChildProcess child(setup_.words, region_.fd());
    child_.store(child.id(), std::memory_order_release);
    const End end = watch(child);
    exchange_.close();
    finish(child);
    child_.store(0, std::memory_order_release);
    return end;
  } catch (const Error& error) {
    abandon();
    return {.how = error.exit_code == kResource ? LifeEnd::kExhausted : LifeEnd::kRefused, .reason = error.what()};
  } catch (const std::exception&) {  // no memory for a sentence, most likely
    abandon();
    return {.how = LifeEnd::kExhausted, .reason = {}};
  }
}

// The child went with its ChildProcess.
void Supervisor::abandon() {
  exchange_.close();
  child_.store(0, std::memory_order_release);
}

Supervisor::End Supervisor::watch(ChildProcess& child) {
  const Nanoseconds ready_until = now_ns() + setup_.ready_limit;
  const Nanoseconds look = std::clamp<Nanoseconds>(setup_.hang_limit / kLooksPerLimit, kMillisecond, kLongestLook);
  while (!stopping()) {
    const bool was_ready = ready_at_ != 0;
    child.wait_for_news(wake_.fd(), now_ns() + (was_ready ? look : kStartLook));
    const Nanoseconds now = now_ns();
    const bool runs = child.running();  // asked before the sign: what a child says before its end is not missed
    const LifeSign sign = watch_.sign();
    if (sign == LifeSign::kFailed) return failed(child, was_ready);
    if (!runs) return own_end(child, was_ready);
    if (sign == LifeSign::kBroken || (was_ready && sign == LifeSign::kStarting))
      return {.how = LifeEnd::kBroken, .reason = setup_.name + " wrote what makes no sense, and was ended"};
    if (sign == LifeSign::kReady && !was_ready) {
      ready_at_ = now;
      count(counts_.ready);
      exchange_.open(epoch_);
    }
    if (!was_ready && sign == LifeSign::kStarting && now >= ready_until)
      return {.how = LifeEnd::kRefused,
              .reason = with_words(setup_.name + " was not ready after " + seconds(setup_.ready_limit) +
                                   " seconds, and was ended", child.last_line())};
    if (watch_.hangs(now, setup_.hang_limit))
      return {.how = LifeEnd::kHung, .reason = setup_.name + " has not answered for " + seconds(setup_.hang_limit) +
                                               " seconds, and was ended"};
  }
  return {};
}

Supervisor::End Supervisor::own_end(ChildProcess& child, bool was_ready) const {
  const std::string when = was_ready ? " " : " was not ready yet when it ";
  const bool exhausted = child.exit_code() == kResource;
  const LifeEnd how = exhausted ? LifeEnd::kExhausted : was_ready ? LifeEnd::kLost : LifeEnd::kRefused;
  return {.how = how, .reason = with_words(setup_.name + when + child.ending(), child.last_line())};
}

Supervisor::End Supervisor::failed(ChildProcess& child, bool was_ready) const {
  const bool exhausted = watch_.failure() == kResource;
  const LifeEnd how = exhausted ? LifeEnd::kExhausted : was_ready ? LifeEnd::kLost : LifeEnd::kRefused;
  return {.how = how, .reason = with_words(setup_.name + " gave up", child.last_line())};
}

// Whatever state it is in. It may be inside a driver that does not let go of it: then nothing is started as long as it
// can still write into the memory that the next one would share.
void Supervisor::finish(ChildProcess& child) {
  if (stopping()) {
    watch_.ask_to_stop();
    const Nanoseconds until = now_ns() + setup_.farewell;
    while (child.running() && now_ns() < until) child.wait_for_news(-1, until);
  }
  while (!child.end() && !stopping()) {
  }
}

void Supervisor::note(const End& end) {
  {
    const std::lock_guard lock(mutex_);
    reason_ = end.reason;
  }
  count(counts_.ended[std::size_t(end.how)]);
  counts_.last_end.store(end.how, std::memory_order_release);
}

}  // namespace seaglass::io
