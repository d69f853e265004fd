#include "tools/seaglass/live/journal_thread.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "io/errors.h"
#include "io/os/time.h"

namespace seaglass {
namespace {

constexpr Nanoseconds kPeriod = 50 * io::kMillisecond;  // a power cut loses this much

}  // namespace

JournalThread::JournalThread(const std::string& path, const JournalHeader& header, rt::SpscRing<JournalRecord>& events,
                             rt::SpscRing<JournalRecord>& misses)
    : path_(path), file_(std::fopen(path.c_str(), "wb")), events_(events), misses_(misses) {
  if (file_ == nullptr)
    throw io::WriteError(path + ": the journal cannot be written (" + std::strerror(errno) + "); choose another path");
  write(to_line(header));
  flush();
  if (broken_) {
    const std::string why = std::strerror(errno);
    std::fclose(file_);
    throw io::WriteError(path + ": the journal cannot be written (" + why + "); choose another path");
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
  write(to_line(JournalRecord{.kind = RecordKind::kEnd, .at = end, .value = 0, .value2 = 0, .event = {}, .applied = {}}));
  if (std::fclose(file_) != 0 && !broken_) error_ = path_ + ": the journal could not be finished; it may lack its end";
  file_ = nullptr;
}

std::string JournalThread::take_error() {
  const std::lock_guard lock(mutex_);
  return std::exchange(error_, {});
}

void JournalThread::run() {
  while (running_.load(std::memory_order_relaxed)) {
    drain();
    flush();
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
