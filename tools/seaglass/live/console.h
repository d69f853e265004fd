#pragma once
// The terminal while the instrument plays: one line that is drawn over and over, with what is being typed at its end, and
// sentences above it. Keys for the stage: Page Down and right, the next entry of the setlist; Page Up and left, the one
// before.

#include <termios.h>

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "io/osc/osc_peer.h"

namespace seaglass {

// All functions [control] unless said otherwise.
class Console final : public io::OscOutlet {
 public:
  // Takes the keyboard when it is one and `interactive` is true; gives it back at the end.
  explicit Console(bool interactive);
  ~Console() override;
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  // Calls `act` with each line that was entered; `complete` makes a longer line of one.
  using Act = std::function<void(const std::string&)>;
  using Complete = std::function<std::string(const std::string&)>;
  void read(const Act& act, const Complete& complete);

  // A sentence above the line, on stderr.
  void say(const std::string& sentence);

  // The line; only on a terminal is it drawn over. `last`: it stays.
  void show(const std::string& line, bool last);

  // [any] but real-time threads. An answer to what was typed; shown with the next read().
  void send(const io::OscPeer& to, std::span<const std::uint8_t> packet) noexcept override;

  bool terminal() const { return terminal_; }
  // How much of a line the typed text leaves for the rest, at least.
  int columns() const;

 private:
  void key(char c, const Act& act, const Complete& complete);
  void escape(const Act& act);
  void draw();

  bool terminal_ = false, keyboard_ = false, drawn_ = false;
  termios before_{};
  std::string line_, typed_, sequence_;
  std::vector<std::string> history_;
  std::size_t at_ = 0;  // in history_
  std::mutex mutex_;    // of answers_
  std::vector<std::string> answers_;
};

}  // namespace seaglass
