#include "io/audio/sweep_client.h"

#include <array>

#include "tests/catch.h"

using namespace seaglass;
using io::SweepClient;

namespace {

constexpr int kFrames = 16;

// A device whose output comes back into its input after one period.
struct Loop {
  std::array<float, kFrames> out{}, in{};

  void call(SweepClient& client, bool xrun = false, bool has_input = true) {
    in = out;
    out.fill(0);
    float* const outs[] = {out.data()};
    const float* const ins[] = {in.data()};
    client.process({.out = outs, .in = std::span(ins).first(has_input ? 1 : 0), .frames = kFrames, .xrun = xrun});
  }
};

std::vector<float> ramp(std::size_t size) {
  std::vector<float> x(size);
  for (std::size_t i = 0; i < size; i++) x[i] = float(i + 1);
  return x;
}

}  // namespace

TEST_CASE("a sweep is played once, as loud as asked, and heard from its first sample on") {
  SweepClient client;
  client.prepare(ramp(40), 100);  // no multiple of the period
  Loop loop;
  loop.call(client);
  for (const float x : loop.out) CHECK(x == 0);
  CHECK(client.done());
  for (const float gain : {0.5f, 2.0f}) {
    client.begin(gain);
    int calls = 0;
    for (; !client.done(); calls++) {
      REQUIRE(calls < 10);
      loop.call(client);
    }
    CHECK(calls == 7);
    const auto heard = client.heard();
    REQUIRE(heard.size() == 100);
    for (std::size_t i = 0; i < heard.size(); i++)
      CHECK(heard[i] == (i >= kFrames && i < kFrames + 40 ? gain * float(i - kFrames + 1) : 0.0f));
    CHECK_FALSE(client.lost_at());
    loop.call(client);
    for (const float x : loop.out) CHECK(x == 0);
  }
}

TEST_CASE("a sweep knows where the device first lost time, and the next one begins anew") {
  SweepClient client;
  client.prepare(ramp(40), 100);
  Loop loop;
  client.begin(1);
  for (int i = 0; !client.done(); i++) loop.call(client, i == 2 || i == 4);
  REQUIRE(client.lost_at());
  CHECK(*client.lost_at() == 2 * kFrames);
  // What was lost before it began is none of its business.
  loop.call(client, true);
  client.begin(1);
  for (int i = 0; !client.done(); i++) loop.call(client, i == 0);
  CHECK_FALSE(client.lost_at());
}

TEST_CASE("a sweep without an input is silence") {
  SweepClient client;
  client.prepare(ramp(40), 100);
  Loop loop;
  client.begin(1);
  while (!client.done()) loop.call(client, false, false);
  for (const float x : client.heard()) CHECK(x == 0);
}
