#include "engine/stream/frame_ring.h"

#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include "engine/audio_buffer.h"
#include "tests/catch.h"

using namespace seaglass;

namespace {

// Sample i carries the value i: a sample in a wrong place is known by it.
bool write(FrameRing& ring, SampleIndex first, int count, std::uint32_t epoch = 0, int lag = 0) {
  std::vector<float> left, right;
  for (int i = 0; i < count; i++) {
    left.push_back(float(first + i));
    right.push_back(-float(first + i));
  }
  return ring.write({.first = first, .count = count, .epoch = epoch, .splice_lag = lag}, {left.data(), right.data(), count});
}

struct Read {
  FrameRing::Taken taken;
  bool right_samples;
};
Read read(FrameRing& ring, SampleIndex first, int count, std::uint32_t epoch = 0) {
  std::vector<float> left(std::size_t(count), 0.5f), right(std::size_t(count), 0.5f);
  Read r{ring.read(first, epoch, {left.data(), right.data(), count}), true};
  for (int i = 0; i < count; i++) {
    const bool there = i < r.taken.available;
    r.right_samples &= left[i] == (there ? float(first + i) : 0.5f) && right[i] == (there ? -float(first + i) : 0.5f);
  }
  return r;
}

}  // namespace

TEST_CASE("FrameRing hands samples over whatever sizes the two sides use") {
  FrameRing ring(4096);
  std::mt19937 random(1);
  SampleIndex written = 0, wanted = 0;
  for (int i = 0; i < 3000; i++) {
    const int n = 1 + int(random() % 256);
    if (written - wanted + n <= 4096) {
      REQUIRE(write(ring, written, n));
      written += n;
    }
    const int m = 1 + int(random() % 300);
    if (wanted + m > written) continue;
    const Read r = read(ring, wanted, m);
    REQUIRE(r.taken.available == m);
    REQUIRE(r.taken.late_blocks == 0);
    REQUIRE(r.right_samples);
    wanted += m;
  }
}

TEST_CASE("FrameRing carries every pair, each sample in its channel") {
  constexpr int kCapacity = 1024;
  for (int pairs = 1; pairs <= kMaxOutputs; pairs++) {
    FrameRing ring(kCapacity);
    ring.prepare(pairs);
    REQUIRE(ring.pairs() == pairs);
    AudioBuffer in(pairs, 256), out(pairs, 300);
    std::mt19937 random(unsigned(pairs) + 1);
    SampleIndex written = 0, wanted = 0;
    std::int64_t wrong = 0;
    for (int i = 0; i < 500; i++) {
      const int n = 1 + int(random() % 256), m = 1 + int(random() % 300);
      const AudioSpan from = in.span(n), to = out.span(m);
      for (int c = 0; c < from.channels(); c++)
        for (int s = 0; s < n; s++) from.channel(c)[s] = float(c + 1) * float(written + s);
      if (written - wanted + n <= kCapacity) {
        REQUIRE(ring.write({.first = written, .count = n}, from));
        written += n;
      }
      if (wanted + m > written) continue;
      REQUIRE(ring.read(wanted, 0, to).available == m);
      for (int c = 0; c < to.channels(); c++)
        for (int s = 0; s < m; s++) wrong += to.channel(c)[s] != float(c + 1) * float(wanted + s);
      wanted += m;
    }
    CAPTURE(pairs);
    REQUIRE(wanted > 5 * kCapacity);
    REQUIRE(wrong == 0);
  }
}

TEST_CASE("FrameRing knows late blocks by their number and drops them") {
  FrameRing ring(4096);
  REQUIRE(read(ring, 0, 64).taken.available == 0);
  REQUIRE(write(ring, 0, 64));   // its time has passed
  REQUIRE(write(ring, 64, 64));
  const Read r = read(ring, 64, 64);
  REQUIRE(r.taken.late_blocks == 1);
  REQUIRE(r.taken.available == 64);
  REQUIRE(r.right_samples);
}

TEST_CASE("FrameRing gives the part of a late block whose time has not passed") {
  FrameRing ring(4096);
  REQUIRE(read(ring, 0, 100).taken.available == 0);
  REQUIRE(write(ring, 0, 256));
  const Read r = read(ring, 100, 64);
  REQUIRE(r.taken.available == 64);
  REQUIRE(r.taken.late_blocks == 0);
  REQUIRE(r.right_samples);
}

TEST_CASE("FrameRing drops blocks of other epochs, which are not late") {
  FrameRing ring(4096);
  REQUIRE(write(ring, 0, 64, 1));
  REQUIRE(write(ring, 0, 64, 2));
  const Read r = read(ring, 0, 64, 2);
  REQUIRE(r.taken.available == 64);
  REQUIRE(r.taken.late_blocks == 0);
  REQUIRE(write(ring, 64, 64, 2));
  REQUIRE(read(ring, 64, 64, 3).taken.available == 0);
}

TEST_CASE("FrameRing stops at a gap and goes on behind it") {
  FrameRing ring(4096);
  REQUIRE(write(ring, 0, 32));
  REQUIRE(write(ring, 96, 64));
  Read r = read(ring, 0, 64);
  REQUIRE(r.taken.available == 32);
  REQUIRE(r.right_samples);
  REQUIRE(read(ring, 64, 16).taken.available == 0);
  r = read(ring, 80, 64);  // what is wanted begins in the gap: nothing is moved to a wrong place
  REQUIRE(r.taken.available == 0);
  REQUIRE(read(ring, 96, 64).taken.available == 64);
}

TEST_CASE("FrameRing refuses what does not fit, and what fits stays whole") {
  FrameRing ring(1024);
  SampleIndex written = 0;
  while (write(ring, written, 64)) written += 64;
  REQUIRE(written == 1024);
  for (SampleIndex at = 0; at < written; at += 64) REQUIRE(read(ring, at, 64).right_samples);
  REQUIRE(write(ring, written, 64));
}

TEST_CASE("FrameRing publishes the splice lag of the newest block seen") {
  FrameRing ring(4096);
  REQUIRE(write(ring, 0, 64, 0, 300));
  REQUIRE(write(ring, 64, 64, 0, 400));
  REQUIRE(read(ring, 0, 64).taken.splice_lag == 300);
  REQUIRE(read(ring, 64, 128).taken.splice_lag == 400);
  REQUIRE(read(ring, 192, 64).taken.splice_lag == 400);  // nothing new
}

TEST_CASE("FrameRing between two threads: every sample in its place, late blocks and all") {
  constexpr SampleIndex kSamples = 400'000;
  FrameRing ring(2048);
  std::atomic<SampleIndex> reached{0}, written{0};
  std::atomic<bool> stop{false};
  std::thread worker([&] {
    std::mt19937 random(5);
    for (SampleIndex at = 0; !stop.load();) {
      const int n = 1 + int(random() % 256);
      if (at > reached.load() + 1024 || !write(ring, at, n)) {
        std::this_thread::yield();
        continue;
      }
      at += n;
      written.store(at);
      if (random() % 64 == 0) std::this_thread::yield();
    }
  });
  std::mt19937 random(6);
  std::int64_t wrong = 0, taken = 0;
  while (written.load() == 0) std::this_thread::yield();
  for (SampleIndex at = 0; at < kSamples;) {
    const int n = 1 + int(random() % 200);
    // Mostly the device is slower than the worker; now and then it is not, and takes what there is.
    const bool patient = random() % 16 != 0;
    while (patient && written.load() < at + n) std::this_thread::yield();
    const Read r = read(ring, at, n);
    wrong += !r.right_samples;
    taken += r.taken.available;
    at += n;
    reached.store(at);
    if (r.taken.available < n) std::this_thread::yield();
  }
  stop.store(true);
  worker.join();
  REQUIRE(wrong == 0);
  REQUIRE(taken > 0);
}
