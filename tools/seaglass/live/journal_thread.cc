#include "tools/seaglass/live/journal_thread.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "io/errors.h"
#include "io/file/part_file.h"
#include "io/os/time.h"

namespace seaglass {
namespace {

constexpr Nanoseconds kPeriod = 50 * io::kMillisecond;  // a power cut loses this much

// On the disk, not in memory: it grows for as long as the instrument plays.
std::FILE* unseen_file() {
  const char* set = std::getenv("TMPDIR");
  std::string name = std::string(set != nullptr && *set != '\0' ? set : "/var/tmp") + "/seaglass-XXXXXX";
  const int fd = mkstemp(name.data());
  if (fd < 0) return nullptr;
  unlink(name.c_str());
  return fdopen(fd, "w+b");
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(fd, bytes.data(), bytes.size());
    if (size < 0) return false;
    bytes.remove_prefix(std::size_t(size));
  }
  return true;
}

std::string end_line(SampleIndex end) {
  return to_line(JournalRecord{.kind = RecordKind::kEnd, .at = end, .value = 0, .value2 = 0, .event = {}, .applied = {}});
}

}  // namespace

JournalThread::JournalThread(const std::string& path, const JournalHeader& header, rt::SpscRing<JournalRecord>& events,
                             rt::SpscRing<JournalRecord>& misses)
    : path_(path.empty() ? "the journal of this session" : path),
      file_(path.empty() ? unseen_file() : std::fopen(path.c_str(), "w+b")),
      events_(events),
      misses_(misses) {
  if (file_ == nullptr)
    throw io::WriteError(path_ + ": the journal cannot be written (" + std::strerror(errno) + "); choose another path");
  write(to_line(header));
  flush();
  if (broken_) {
    const std::string why = std::strerror(errno);
    std::fclose(file_);
    throw io::WriteError(path_ + ": the journal cannot be written (" + why + "); choose another path");
  }
  thread_ = std::thread([this] { run(); });
}

JournalThread::~JournalThread() {
  running_ = false;
  if (thread_.joinable()) thread_.join();
  if (file_ != nullptr) std::fclose(file_);
}

std::int64_t JournalThread::add_patch(const JournalPatch& patch) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(patch_line(patches_, patch));
  return patches_++;
}

void JournalThread::stop(SampleIndex end) {
  if (file_ == nullptr) return;
  running_ = false;
  if (thread_.joinable()) thread_.join();
  drain();
  write(end_line(end));
  if (std::fclose(file_) != 0 && !broken_) error_ = path_ + ": the journal could not be finished; it may lack its end";
  file_ = nullptr;
}

void JournalThread::save(const std::string& path, SampleIndex end) {
  if (file_ == nullptr || broken_) throw io::WriteError(path_ + ": there is no journal any more to be saved");
  // What was applied before `end` is in the rings by now: two rounds later it is in the file.
  for (const int now = drains_; drains_ < now + 2;) io::sleep_until(io::now_ns() + io::kMillisecond);
  io::PartFile part(path);
  const int from = fileno(file_);
  const int to = open(part.path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (to < 0) throw io::WriteError(part.refusal(std::strerror(errno)));
  std::vector<char> piece(1 << 16);
  bool good = true;
  for (off_t at = 0; good;) {
    const ssize_t size = pread(from, piece.data(), piece.size(), at);
    if (size <= 0) {
      good = size == 0;
      break;
    }
    good = write_all(to, {piece.data(), std::size_t(size)});
    at += size;
  }
  good = good && write_all(to, end_line(end));
  const int why = errno;
  if (close(to) != 0 || !good) throw io::WriteError(part.refusal(std::strerror(why)));
  part.keep();
}

std::string JournalThread::take_error() {
  const std::lock_guard lock(mutex_);
  return std::exchange(error_, {});
}

void JournalThread::run() {
  while (running_.load(std::memory_order_relaxed)) {
    drain();
    flush();
    drains_++;
    io::sleep_until(io::now_ns() + kPeriod);
  }
}

void JournalThread::drain() {
  std::vector<std::string> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting.swap(waiting_);
  }
  for (const std::string& line : waiting) write(line);
  JournalRecord record;
  while (events_.pop(record)) write(to_line(record));
  while (misses_.pop(record)) write(to_line(record));
}

void JournalThread::write(const std::string& line) {
  if (!broken_ && std::fwrite(line.data(), 1, line.size(), file_) != line.size()) broken();
}

void JournalThread::flush() {
  if (!broken_ && std::fflush(file_) != 0) broken();
}

void JournalThread::broken() {
  broken_ = true;
  const std::lock_guard lock(mutex_);
  error_ = path_ + ": the journal stops here (" + std::strerror(errno) + "); free some space. The instrument plays on";
}

}  // namespace seaglass
