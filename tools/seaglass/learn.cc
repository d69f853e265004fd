// A patch from a folder of recordings. The trainer is a Python program in the source tree (tools/train): it is started,
// its words pass through, it is stopped when we are, and its exit code is ours.

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include "io/errors.h"
#include "io/file/part_file.h"
#include "io/os/stop_signal.h"
#include "io/os/time.h"
#include "tools/seaglass/commands.h"

namespace seaglass {
namespace {

namespace fs = std::filesystem;

constexpr Nanoseconds kLook = 50 * io::kMillisecond;  // how often we look whether the trainer has ended

fs::path this_program() {
  std::error_code none;
  return fs::read_symlink("/proc/self/exe", none);
}

// The script that sets up the trainer's environment and starts it.
fs::path trainer() {
  std::error_code none;
  if (const char* set = std::getenv("SEAGLASS_TRAINER"); set != nullptr && *set != '\0') {
    if (fs::is_regular_file(set, none)) return set;
    throw io::FileError(std::string(set) + ": no such trainer; SEAGLASS_TRAINER must name tools/train/run");
  }
  const fs::path found = (this_program().parent_path() / "../../tools/train/run").lexically_normal();
  if (fs::is_regular_file(found, none)) return found;
  throw io::FileError(
      "the trainer is not beside this program; run learn from the source tree (build/release/seaglass), or set "
      "SEAGLASS_TRAINER to its tools/train/run");
}

void check_folder(const std::string& folder) {
  std::error_code none;
  if (!fs::exists(folder, none)) throw io::FileError(folder + ": no such folder; give one that holds recordings of single notes");
  if (!fs::is_directory(folder, none)) throw io::FileError(folder + " is not a folder; give the folder that holds the recordings");
}

// A minute of training is not to end at a folder that cannot be written.
void check_writable(const std::string& out) {
  const io::PartFile part(out);
  const int file = open(part.path().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) throw io::WriteError(part.refusal(std::strerror(errno)));
  close(file);
}

std::vector<std::string> words_of(const LearnOptions& o) {
  // "--": a folder may begin with a dash.
  std::vector<std::string> words{trainer().string(), "learn", "--out=" + o.out, "--rights=" + o.rights, "--seed=" + std::to_string(o.seed)};
  if (!o.name.empty()) words.push_back("--name=" + o.name);
  if (o.seconds > 0) words.push_back("--seconds=" + std::to_string(o.seconds));
  if (o.steps > 0) words.push_back("--steps=" + std::to_string(o.steps));
  words.insert(words.end(), {"--", o.folder});
  return words;
}

// In a group of its own, so that one signal ends all of it; it does not outlive us.
pid_t start(const std::vector<std::string>& words) {
  std::vector<char*> list;
  for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
  list.push_back(nullptr);
  const std::string program = this_program();
  const pid_t parent = getpid(), child = fork();
  if (child < 0) throw io::ResourceError("no process can be started; close other programs");
  if (child > 0) return child;
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(1);
  setenv("SEAGLASS", program.c_str(), 1);
  for (const int number : {SIGPIPE, SIGXFSZ}) signal(number, SIG_DFL);
  sigset_t all;
  sigemptyset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  execv(list[0], list.data());
  _exit(127);
}

}  // namespace

int learn(const LearnOptions& options) {
  check_folder(options.folder);
  check_writable(options.out);
  const std::vector<std::string> words = words_of(options);
  io::StopSignal stop;
  const pid_t child = start(words);
  int status = 0, asked = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (asked == 2) {
      io::sleep_until(io::now_ns() + kLook);
    } else if (asked == 1 ? stop.asked_twice() : stop.wait_until(io::now_ns() + kLook)) {
      kill(-child, ++asked == 1 ? SIGTERM : SIGKILL);
    } else if (asked == 1) {
      io::sleep_until(io::now_ns() + kLook);
    }
  }
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code == 0 || (code >= 2 && code <= 6)) return code;  // the trainer has said why
  if (asked) throw io::WriteError("stopped before the end, so nothing was written to " + options.out + "; run it again");
  throw io::ResourceError("the trainer ended unexpectedly; what it said stands above, and nothing was written to " + options.out);
}

}  // namespace seaglass
