#include "io/file/wav_writer.h"

#include <signal.h>
#include <sndfile.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <vector>

#include "io/file/byte_file.h"
#include "io/file/recording_thread.h"
#include "io/os/time.h"
#include "tests/catch.h"
#include "tests/io/file/full_disk.h"
#include "tests/io/file/temp_folder.h"
#include "tests/io/sentence.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

struct Wav {
  SF_INFO info{};
  std::vector<float> samples;
};

Wav read_wav(const std::string& path) {
  Wav wav;
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &wav.info);
  INFO(path << ": " << sf_strerror(nullptr));
  REQUIRE(file != nullptr);
  wav.samples.resize(std::size_t(wav.info.frames * wav.info.channels));
  CHECK(sf_readf_float(file, wav.samples.data(), wav.info.frames) == wav.info.frames);
  sf_close(file);
  return wav;
}

std::vector<float> ramp(std::size_t count) {
  std::vector<float> samples(count);
  // Beyond full scale too
  for (std::size_t i = 0; i < count; i++) samples[i] = float(i) * 1e-6f - 3.0f;
  return samples;
}

}  // namespace

TEST_CASE("what is written is read back, bit for bit, under its name only at the end") {
  const TempFolder folder;
  const auto samples = ramp(60'000);
  {
    WavWriter writer(folder / "a.wav", 2, 44100);
    writer.write(std::span(samples).first(10'002));
    writer.write(std::span(samples).subspan(10'002));
    CHECK(writer.frames() == 30'000);
    CHECK_FALSE(std::filesystem::exists(folder / "a.wav"));
    writer.finish();
  }
  const Wav wav = read_wav(folder / "a.wav");
  CHECK(wav.info.samplerate == 44100);
  CHECK(wav.info.channels == 2);
  CHECK((wav.info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAVEX);
  CHECK((wav.info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_FLOAT);
  CHECK(wav.samples == samples);
  CHECK(folder.files() == 1);
}

TEST_CASE("the same samples give the same bytes") {
  const TempFolder folder;
  for (const char* name : {"a.wav", "b.wav"}) {
    WavWriter writer(folder / name, 1, 48000);
    writer.write(ramp(1000));
    writer.finish();
    // A second is what headers count in
    if (name[0] == 'a') sleep_until(now_ns() + kSecond + kSecond / 10);
  }
  CHECK(read_file(folder / "a.wav", 10000) == read_file(folder / "b.wav", 10000));
}

TEST_CASE("without finish() no file is left") {
  const TempFolder folder;
  {
    WavWriter writer(folder / "a.wav", 2, 48000);
    writer.write(ramp(1000));
  }
  CHECK(folder.files() == 0);
}

TEST_CASE("an unwritable place is a write error") {
  const TempFolder folder;
  const auto code = [](const std::string& path, WavMode mode) {
    return complaint_of([&] { WavWriter(path, 2, 48000, mode); }).exit_code;
  };
  for (const WavMode mode : {WavMode::kWhole, WavMode::kLive}) {
    CHECK(code(folder / "no/such/folder.wav", mode) == 5);
    CHECK(code(folder / ".", mode) == 5);
    CHECK(code("/dev/full", mode) == 5);
  }
  CHECK(folder.files() == 0);
  CHECK_FALSE(std::filesystem::exists("/dev/full.part"));
}

TEST_CASE("a full disk: a render leaves nothing, a recording what was written") {
  const TempFolder folder;
  {
    const FullDisk full(50'000);
    CHECK(complaint_of([&] {
            WavWriter writer(folder / "render.wav", 2, 48000);
            for (int i = 0; i < 100; i++) writer.write(ramp(1000));
            writer.finish();
          }).exit_code == 5);
    CHECK(folder.files() == 0);
    WavWriter live(folder / "live.wav", 2, 48000, WavMode::kLive);
    CHECK(complaint_of([&] {
            for (int i = 0; i < 100; i++) live.write(ramp(1000));
          }).exit_code == 5);
  }
  const Wav wav = read_wav(folder / "live.wav");
  CHECK(wav.info.frames > 5500);
  CHECK(wav.info.frames <= 50'000 / 8);
}

TEST_CASE("a recording holds what was played") {
  const TempFolder folder;
  const auto samples = ramp(96'000);
  {
    RecordingThread recording(folder / "live.wav", 2, 48000);
    for (std::size_t at = 0; at < samples.size(); at += 128)
      CHECK(recording.push(std::span(samples).subspan(at, 128)));
    recording.stop();
    CHECK(recording.frames() == 48'000);
    CHECK(recording.lost_frames() == 0);
    CHECK(recording.take_error().empty());
  }
  CHECK(read_wav(folder / "live.wav").samples == samples);
}

TEST_CASE("a ring that is full loses whole blocks and counts them") {
  const TempFolder folder;
  RecordingThread recording(folder / "live.wav", 2, 48000);
  recording.stop();  // nobody takes anything out
  const std::vector<float> block(2 * 4096);
  std::uint64_t lost = 0;
  for (int i = 0; i < 400; i++)
    if (!recording.push(block)) lost += 4096;
  CHECK(lost > 0);
  CHECK(recording.lost_frames() == lost);
}

TEST_CASE("a recording meets a full disk: said once, the file stays valid, the instrument plays on") {
  const TempFolder folder;
  const FullDisk full(40'000);
  RecordingThread recording(folder / "live.wav", 2, 48000);
  const auto samples = ramp(96'000);
  for (std::size_t at = 0; at < samples.size(); at += 128) recording.push(std::span(samples).subspan(at, 128));
  std::string error;
  const Nanoseconds patience = now_ns() + 5 * kSecond;
  while ((error = recording.take_error()).empty() && now_ns() < patience) sleep_until(now_ns() + kMillisecond);
  CHECK(error.find("recording has stopped") != std::string::npos);
  CHECK(recording.take_error().empty());
  for (int i = 0; i < 20'000; i++) REQUIRE(recording.push(std::span(samples).first(128)));
  recording.stop();
  const Wav wav = read_wav(folder / "live.wav");
  CHECK(wav.info.frames > 4000);
  REQUIRE(wav.samples.size() <= samples.size());
  CHECK(std::equal(wav.samples.begin(), wav.samples.end(), samples.begin()));
}

TEST_CASE("a recording survives the death of its program") {
  const TempFolder folder;
  const std::string path = folder / "live.wav";
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const std::vector<float> second(2 * 48000, 0.25f);
    RecordingThread recording(path, 2, 48000);
    for (int i = 0; i < 23; i++) {
      (void)recording.push(std::span(second).first(9600));
      sleep_until(now_ns() + kSecond / 10);
    }
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  const Wav wav = read_wav(path);
  CHECK(wav.info.frames >= 48000);  // at most the last second is missing
  CHECK(wav.samples.back() == 0.25f);
}

TEST_CASE("beyond 4 GB the header says so in RF64") {
  const TempFolder folder;
  const std::string path = folder / "long.wav";
  const auto format_after = [&](off_t hole) {
    const int next = dup(0);  // the writer's file will have this number
    close(next);
    WavWriter writer(path, 2, 48000, WavMode::kLive);
    writer.write(ramp(1000));
    // A hole, which takes no space, made behind the writer's back
    REQUIRE(std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(next)) == path);
    REQUIRE(lseek(next, hole, SEEK_CUR) > hole);
    writer.write(ramp(1000));
    writer.finish();
    SF_INFO info{};
    SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
    REQUIRE(file != nullptr);
    sf_close(file);
    return info.format & SF_FORMAT_TYPEMASK;
  };
  CHECK(format_after(0) == SF_FORMAT_WAVEX);
  CHECK(format_after(4'200'000'000) == SF_FORMAT_WAVEX);
  CHECK(format_after(4'300'000'000) == SF_FORMAT_RF64);
}
