#include "tools/seaglass/live/console.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "tools/seaglass/live/console_line.h"

namespace seaglass {
namespace {

constexpr char kEscape = '\033', kBackspace = '\b', kDelete = 127, kKill = 21;  // Ctrl-U
constexpr std::size_t kLongestLine = 500, kHistory = 100;
constexpr int kPromptColumns = 30;  // that are kept for typing

bool waits(int fd) {
  pollfd wait{.fd = fd, .events = POLLIN, .revents = 0};
  return poll(&wait, 1, 0) > 0 && (wait.revents & POLLIN) != 0;
}

int width() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

Console::Console(bool interactive) : terminal_(isatty(STDOUT_FILENO) != 0) {
  // In the background the keyboard is somebody else's.
  keyboard_ = interactive && terminal_ && isatty(STDIN_FILENO) != 0 && tcgetpgrp(STDIN_FILENO) == getpgrp() &&
              tcgetattr(STDIN_FILENO, &before_) == 0;
  if (!keyboard_) return;
  termios raw = before_;
  raw.c_lflag &= ~tcflag_t(ICANON | ECHO);  // Ctrl-C stays a signal
  tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

Console::~Console() {
  if (keyboard_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

int Console::columns() const {
  const int all = width();
  return all == 0 || !keyboard_ ? all : std::max(20, all - std::max(kPromptColumns, int(typed_.size()) + 4));
}

void Console::read(const Act& act, const Complete& complete) {
  std::vector<std::string> answers;
  {
    const std::lock_guard lock(mutex_);
    answers.swap(answers_);
  }
  for (const auto& answer : answers) say(answer);
  if (!keyboard_) return;
  const std::string before = typed_;
  while (waits(STDIN_FILENO)) {
    char c = 0;
    if (::read(STDIN_FILENO, &c, 1) != 1) {
      keyboard_ = false;  // hung up
      return;
    }
    key(c, act, complete);
  }
  // An escape alone, not the beginning of a longer key.
  if (sequence_ == std::string(1, kEscape)) {
    sequence_.clear();
    typed_.clear();
  }
  if (typed_ != before) draw();
}

void Console::key(char c, const Act& act, const Complete& complete) {
  if (!sequence_.empty() || c == kEscape) {
    sequence_ += c;
    return escape(act);
  }
  if (c == '\n' || c == '\r') {
    if (typed_.empty()) return;
    if (history_.empty() || history_.back() != typed_) history_.push_back(typed_);
    if (history_.size() > kHistory) history_.erase(history_.begin());
    at_ = history_.size();
    say("> " + typed_);
    act(std::exchange(typed_, {}));
  } else if (c == kBackspace || c == kDelete) {
    // A whole UTF-8 character.
    while (!typed_.empty() && (typed_.back() & '\xc0') == '\x80') typed_.pop_back();
    if (!typed_.empty()) typed_.pop_back();
  } else if (c == kKill) {
    typed_.clear();
  } else if (c == '\t') {
    typed_ = complete(typed_);
  } else if (static_cast<unsigned char>(c) >= ' ' && typed_.size() < kLongestLine) {
    typed_ += c;
  }
}

// Arrow keys and Page Up and Down, as terminals send them: ESC [ A ... or ESC O A ..., ESC [ 5 ~.
void Console::escape(const Act& act) {
  if (sequence_.size() < 2) return;
  if (sequence_[1] != '[' && sequence_[1] != 'O') return sequence_.clear();
  if (sequence_.size() < 3) return;
  const char last = sequence_.back();
  if (last >= '0' && last <= '9' && sequence_.size() < 6) return;
  const std::string key = std::exchange(sequence_, {}).substr(2);
  if (key == "6~" || (key == "C" && typed_.empty())) return act("setlist next");
  if (key == "5~" || (key == "D" && typed_.empty())) return act("setlist previous");
  if (key == "A" && at_ > 0) typed_ = history_[--at_];
  if (key == "B" && at_ < history_.size()) typed_ = ++at_ < history_.size() ? history_[at_] : std::string();
}

void Console::say(const std::string& sentence) {
  if (drawn_) {
    std::fputs("\r\033[K", stdout);
    std::fflush(stdout);
  }
  drawn_ = false;
  std::fprintf(stderr, "seaglass: %s\n", sentence.c_str());
}

void Console::show(const std::string& line, bool last) {
  line_ = line;
  if (terminal_ && last) {
    std::printf("\r\033[K%s\n", line.c_str());
    drawn_ = false;
  } else if (terminal_) {
    draw();
  } else {
    std::printf("%s\n", line.c_str());
  }
  std::fflush(stdout);
}

void Console::draw() {
  std::printf("\r\033[K%s%s%s", line_.c_str(), keyboard_ ? "  > " : "", typed_.c_str());
  std::fflush(stdout);
  drawn_ = true;
}

void Console::send(const io::OscPeer&, std::span<const std::uint8_t> packet) noexcept {
  std::string line = line_of_packet(packet);
  const std::lock_guard lock(mutex_);
  if (!line.empty()) answers_.push_back(std::move(line));
}

}  // namespace seaglass
