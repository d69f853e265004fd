// Playing from the terminal: what is typed is done, what comes back is shown, keys of the stage work.

#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <cstdlib>

#include "tests/program/files.h"
#include "tests/program/playing.h"

using namespace seaglass::test;

namespace {

// The instrument on a terminal of its own.
class Terminal {
 public:
  explicit Terminal(const Words& options) {
    Words words{"play", "--device", "none", "--midi", "none", "--osc-port", std::to_string(free_port())};
    words.insert(words.end(), options.begin(), options.end());
    words = seaglass_words(words);
    std::vector<char*> list;
    for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
    list.push_back(nullptr);
    const winsize size{.ws_row = 25, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
    pid_ = forkpty(&fd_, nullptr, nullptr, &size);
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      execv(list[0], list.data());
      _exit(127);
    }
    fcntl(fd_, F_SETFL, O_NONBLOCK);
  }
  ~Terminal() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    close(fd_);
  }
  void type(const std::string& keys) { REQUIRE(write(fd_, keys.data(), keys.size()) == ssize_t(keys.size())); }

  // Until the screen has shown this, since the last time.
  bool shows(const std::string& text, double seconds = 20) {
    return comes_true([&] {
      char bytes[4096];
      for (ssize_t n; (n = read(fd_, bytes, sizeof bytes)) > 0;) seen_.append(bytes, std::size_t(n));
      const auto at = seen_.find(text);
      if (at == seen_.npos) return false;
      seen_.erase(0, at + text.size());
      return true;
    }, seconds);
  }
  // Asks until the answer is this: what was typed before takes its moment.
  bool answers(const std::string& question, const std::string& answer) {
    return comes_true([&] {
      type(question + "\n");
      return shows(answer, 0.3);
    });
  }
  int end() {
    int status = 0;
    const bool ended = comes_true([&] { return waitpid(pid_, &status, WNOHANG) == pid_; });
    return ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  int fd_ = -1;
  std::string seen_;
};

}  // namespace

TEST_CASE("What is typed is done and answered, with completion, history and the keys of the stage") {
  TempFolder folder;
  const std::string list = folder / "list.txt";
  write_bytes(list, "main\ndrums\n");
  Terminal terminal({"--setlist", list});
  REQUIRE(terminal.shows("Ctrl-C ends"));
  terminal.type("note on 1 60 0.8\n");
  CHECK(terminal.answers("status voices", "status voices: 1"));
  terminal.type("part 3 vibrato 25\n");
  CHECK(terminal.answers("part 3 vibrato", "part 3 vibrato: 25"));
  terminal.type("wobble\n");
  CHECK(terminal.shows("'wobble' means nothing here; help lists what does"));
  terminal.type("note on 1 600 1\n");
  CHECK(terminal.shows("the pitch must be -12 to 140"));
  terminal.type("\033[A\033[A\033[A\n");  // three lines up: the question
  CHECK(terminal.shows("part 3 vibrato: 25"));
  terminal.type("snapsh\tl\t\n");
  CHECK(terminal.shows("done: snapshot list"));
  terminal.type("patcj\b\bch name\n");
  CHECK(terminal.shows("patch name: main"));
  terminal.type("\033[6~");
  CHECK(terminal.shows("done: setlist next 2 drums"));
  terminal.type("\033[D");
  CHECK(terminal.shows("done: setlist previous 1 main"));
  terminal.type("help learn\n");
  CHECK(terminal.shows("learn cancel"));
  terminal.type("quit\n");
  CHECK(terminal.end() == 0);
}

TEST_CASE("A line too long is cut, and can be thrown away") {
  Terminal terminal({});
  REQUIRE(terminal.shows("Ctrl-C ends"));
  terminal.type(std::string(5000, 'x'));
  terminal.type("\x15quit\n");
  CHECK(terminal.end() == 0);
}
