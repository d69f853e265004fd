// The recipes of the cookbook, each played by SuperCollider, by Pure Data and from the Max patcher: what they promise
// in words is heard.

#include "tests/program/cookbook.h"

#include <map>
#include <set>

#include "engine/note_key.h"
#include "tests/io/jack_server.h"

using namespace seaglass::test;

namespace {

// One test for each client, so that they run and fail by themselves.
#define FOR_EACH_CLIENT(words, check)                                        \
  TEST_CASE("SuperCollider cooks " words) { check(Client::kSuperCollider); } \
  TEST_CASE("Pure Data cooks " words) { check(Client::kPureData); }          \
  TEST_CASE("Max's patcher cooks " words) { check(Client::kMax); }

std::vector<double> values_of(const std::vector<Json>& controls, const char* name) {
  std::vector<double> list;
  const auto id = int(*seaglass::find_parameter(name));
  for (const Json& c : controls)
    if (c["index"] == id) list.push_back(c["value"].get<double>());
  return list;
}

std::vector<double> keys_of(const Cooked& c, int part) {
  std::vector<double> keys;
  for (const Json& n : c.on)
    if (n["part"] == part) keys.push_back(n["value"].get<double>());
  return keys;
}

void check_drone(Client client) {
  if (missing(client)) return;
  constexpr double kSeconds = 7;
  const Cooked c(client, "01-drone", kSeconds);
  CHECK(keys_of(c, 0).size() == 2);
  for (const double s : {0.5, 2.5, 4.5, 6.5}) {
    INFO("after " << s << " s");
    CHECK(c.level_of(36, s, 0.4) > -70);
    CHECK(c.level_of(43, s, 0.4) > -70);
  }
  for (const char* name : {"x", "y"}) {
    const auto way = values_of(c.control, name);
    CHECK(double(way.size()) > 15 * kSeconds);
    for (std::size_t i = 1; i < way.size(); i++) CHECK(std::abs(way[i] - way[i - 1]) < 0.02);
    CHECK(*std::max_element(way.begin(), way.end()) - *std::min_element(way.begin(), way.end()) > 0.2);
  }
  const auto shades = {c.centroid(36, 0.5, 0.4), c.centroid(36, 2.5, 0.4), c.centroid(36, 4.5, 0.4),
                       c.centroid(36, 6.5, 0.4)};
  CHECK(std::max(shades) > 1.3 * std::min(shades));
}

void check_canon(Client client) {
  if (missing(client)) return;
  // Time tags of two bundles: clocks are read apart. `at` counts from each message's arrival, and one leaves after the
  // other.
  const long slack = client == Client::kSuperCollider ? 1 : Cooked::kRate / 100;
  const Cooked c(client, "02-canon", 6.5);
  std::map<double, std::vector<std::size_t>> first, second;
  std::vector<std::size_t> leader, follower;
  for (const Json& n : c.on) (n["part"] == 0 ? leader : follower).push_back(Cooked::at(n));
  REQUIRE(follower.size() >= 8);
  const auto high = keys_of(c, 0), low = keys_of(c, 1);
  for (std::size_t i = 0; i < follower.size(); i++) {
    INFO("note " << i);
    CHECK(low[i] == high[i] - 7);
    CHECK(std::abs(long(follower[i] - leader[i]) - 2 * Cooked::kRate) <= slack);
  }
  CHECK(c.heard(high[0], 0.05, 0.25) > 10);
  const double fifth_note = double(leader[5] - c.start) / Cooked::kRate;
  CHECK(c.heard(high[5], fifth_note + 0.05, 0.25) > 5);
  CHECK(c.heard(low[0], 2.05, 0.25) > 5);
}

void check_glissando(Client client) {
  if (missing(client)) return;
  const Cooked c(client, "03-glissando", 6);
  auto begun = keys_of(c, 0);
  std::sort(begun.begin(), begun.end());  // Max begins with what stands to the right
  REQUIRE(begun == std::vector<double>{48, 55, 60, 64});
  for (const double key : {48.0, 55.0, 60.0, 64.0}) CHECK(c.heard(key, 0.3, 0.5) > 6);
  for (const double key : {50.0, 53.0, 57.0, 65.0}) CHECK(c.heard(key, 5.4, 0.5) > 6);
  CHECK(c.set.size() > 4 * 150);
  std::map<int, double> last;
  for (const Json& s : c.set) last[s["id"].get<int>()] = s["value"].get<double>();
  std::set<double> ends;
  for (const auto& [id, value] : last) ends.insert(std::round(value * 1000) / 1000);
  CHECK(ends == std::set<double>{50, 53, 57, 65});
}

void check_layers(Client client) {
  if (missing(client)) return;
  const Cooked c(client, "04-layers", 4.6);
  std::vector<double> soft, hard;
  for (const Json& s : c.set) (s["part"] == 0 ? soft : hard).push_back(s["value"].get<double>());
  REQUIRE((soft.size() >= 8 && hard.size() >= 8));
  for (std::size_t i = 0; i < 8; i++) {
    const double power = std::pow(10.0, soft[i] / 10) + std::pow(10.0, hard[i] / 10);
    CHECK(std::abs(power - 1) < 0.01);  // an even crossfade
    if (i > 0) CHECK((soft[i] < soft[i - 1] && hard[i] > hard[i - 1]));
  }
  std::vector<std::size_t> strokes;
  for (const Json& n : c.on)
    if (n["part"] == 0) strokes.push_back(Cooked::at(n));
  REQUIRE(strokes.size() >= 8);
  CHECK(c.level(strokes[7], 0.35) > c.level(strokes[0], 0.35) + 6);
  for (std::size_t i = 0; i < 8; i++) CHECK(c.heard(64, double(strokes[i] - c.start) / Cooked::kRate + 0.1, 0.25) > 6);
}

void check_arpeggio(Client client) {
  if (missing(client)) return;
  const Cooked c(client, "05-arpeggio", 2.5);
  const double ratios[] = {1, 9.0 / 8, 5.0 / 4, 11.0 / 8, 3.0 / 2, 7.0 / 4, 2};
  const auto keys = keys_of(c, 0);
  REQUIRE(keys.size() >= 8);
  for (std::size_t i = 0; i < 7; i++) CHECK(std::abs(keys[i] - (45 + 12 * std::log2(ratios[i]))) < 1e-3);
  // The eleventh harmonic, against the keys on either side of it: by its upper partials, which lie far enough apart.
  const double when = double(Cooked::at(c.on[3]) - c.start) / Cooked::kRate + 0.02;
  const auto upper = [&](double key) {
    double sum = 0;
    for (int k = 5; k <= 8; k++) sum += c.level_of(key + 12 * std::log2(double(k)), when, 0.17) / 4;
    return sum;
  };
  CHECK(upper(keys[3]) > upper(50) + 6);
  CHECK(upper(keys[3]) > upper(51) + 6);
  for (std::size_t i = 1; i < 8; i++) {
    INFO("note " << i);
    CHECK(std::abs(double(Cooked::at(c.on[i]) - Cooked::at(c.on[i - 1])) / Cooked::kRate - 0.2) < 0.05);
  }
}

void check_stutter(Client client) {
  if (missing(client)) return;
  const Cooked c(client, "06-stutter", 3.2);
  REQUIRE(c.on.size() >= 28);
  const auto attacks = [&] {
    std::vector<double> list;
    const int index = seaglass::own_value_index(seaglass::ParameterId::kAttack);
    for (const Json& s : c.set)
      if (s["index"] == index) list.push_back(s["value"].get<double>());
    return list;
  }();
  REQUIRE(attacks.size() >= 28);
  for (std::size_t i = 0; i < 28; i++) CHECK(std::abs(attacks[i] / (0.25 * std::exp2(double(i) / 8)) - 1) < 1e-3);
  // Grains: louder while they last than between them, and softer as the attack lengthens.
  int separate = 0;
  double early = 0, late = 0;
  for (std::size_t i = 0; i < 24; i++) {
    const double grain = c.level(Cooked::at(c.on[i]) + Cooked::kRate / 40, 0.02),
                 gap = c.level(Cooked::at(c.on[i + 1]) - Cooked::kRate / 100, 0.01);
    separate += grain > gap + 3;
    (i < 8 ? early : late) += i < 8 ? grain / 8 : i >= 16 ? grain / 8 : 0;
  }
  CHECK(separate >= 20);
  CHECK(early > late + 3);
}

void check_lfo(Client client) {
  if (missing(client)) return;
  const Cooked c(client, "07-lfo", 4.5);
  const auto tilt = values_of(c.control, "brightness");
  REQUIRE(tilt.size() > 100);
  CHECK(*std::max_element(tilt.begin(), tilt.end()) > 5.9);
  CHECK(*std::min_element(tilt.begin(), tilt.end()) < -5.9);
  std::vector<std::pair<std::size_t, double>> way;  // where, and by how much
  const auto id = int(*seaglass::find_parameter("brightness"));
  for (const Json& e : c.control)
    if (e["index"] == id && Cooked::at(e) > c.after(0.4)) way.push_back({Cooked::at(e), e["value"].get<double>()});
  // A beat is a second: a second later all is as it was, unless the machine stalled.
  int kept = 0, later = 0;
  for (const auto& [at, value] : way) {
    const auto next = std::lower_bound(way.begin(), way.end(), std::pair(at + Cooked::kRate, -9.0));
    if (next == way.end()) break;
    later++;
    kept += std::abs(next->second - value) < 1.5;
  }
  REQUIRE(later > 50);
  CHECK(kept > later * 2 / 3);
  // While the tilt is high the sound is bright, while it is low it is dark.
  const auto shade = [&](double sign) {
    constexpr std::size_t kWindow = Cooked::kRate * 3 / 20;
    double sum = 0;
    int count = 0;
    std::size_t from = 0;
    for (const auto& [at, value] : way) {
      if (sign * value < 4) from = 0;
      else if (from == 0) from = at;
      else if (at >= from + kWindow) {
        sum += c.centroid(48, double(from - c.start) / Cooked::kRate, 0.15);
        count++;
        from = at;
      }
    }
    REQUIRE(count >= 2);
    return sum / count;
  };
  CHECK(shade(1) > 1.5 * shade(-1));
}

void check_follow(Client client) {
  if (client == Client::kSuperCollider ? supercollider_missing(true) : missing(client)) return;
  std::unique_ptr<seaglass::io::JackServer> jack;  // scsynth needs a device; pd measures without one
  if (client == Client::kSuperCollider) jack = std::make_unique<seaglass::io::JackServer>();
  const std::string prelude = "SystemClock.sched(25, { Server.default.quit; SystemClock.sched(1, { 0.exit; nil }) });";
  const Cooked c(client, "08-follow", client == Client::kSuperCollider ? 9 : 5.5, prelude);
  REQUIRE(c.set.size() > 60);
  std::vector<double> pitches;
  for (const Json& s : c.set) pitches.push_back(s["value"].get<double>());
  CHECK(std::abs(pitches.back() - 64) < 0.2);
  CHECK(*std::min_element(pitches.begin(), pitches.end()) < 58);
  int rising = 0;
  for (std::size_t i = 1; i < pitches.size(); i++)
    rising += pitches[i] >= pitches[i - 1] - 0.2;  // a measurement trembles
  CHECK(rising > int(pitches.size()) * 9 / 10);
  const double end = double(Cooked::at(c.set.back()) - c.start) / Cooked::kRate;
  CHECK(c.heard(64, end - 0.4, 0.3) > 10);
}

void check_duck(Client client) {
  if (missing(client)) return;
  const Cooked c(client, "09-duck", 6);
  const auto volumes = values_of(c.control, "volume");
  REQUIRE(volumes.size() > 50);
  CHECK(*std::min_element(volumes.begin(), volumes.end()) < -6);
  int hits = 0;
  for (const Json& n : c.on) {
    if (n["part"] != 1) continue;
    const double when = double(Cooked::at(n) - c.start) / Cooked::kRate;
    if (when < 0.6 || when > 4.5) continue;
    hits++;
    INFO("hit at " << when);
    CHECK(c.level_of(43, when + 0.12, 0.15) < c.level_of(43, when - 0.3, 0.15) - 5);  // the drone steps back
    CHECK(c.level_of(43, when + 1.5, 0.15) > c.level_of(43, when + 0.12, 0.15) + 5);  // and returns
  }
  CHECK(hits >= 2);
}

void check_snapshots(Client client) {
  if (missing(client)) return;
  constexpr double kGlide = 20;
  const Cooked c(client, "10-snapshots", kGlide + 3);
  std::vector<std::pair<std::size_t, double>> tilt;
  const int brightness = int(*seaglass::find_parameter("brightness"));
  for (const Json& e : c.control)
    if (e["index"] == brightness && Cooked::at(e) > c.after(0.5))
      tilt.push_back({Cooked::at(e), e["value"].get<double>()});
  REQUIRE(tilt.size() > 500);
  CHECK(tilt.front().second < -3.9);
  CHECK(tilt.back().second == Approx(4));
  for (std::size_t i = 1; i < tilt.size(); i++) CHECK(tilt[i].second >= tilt[i - 1].second);
  CHECK(std::abs(double(tilt.back().first - tilt.front().first) / Cooked::kRate - kGlide) < 0.5);
  for (const double s : {0.5, 6.0, 12.0, 18.0, 22.0}) CHECK(c.heard(62, s, 0.4) > 10);  // the note goes on all the way
  const double dark = c.centroid(62, 0.6, 0.4), bright = c.centroid(62, 22, 0.4);
  INFO("centroid " << dark << " and " << bright << " partials");
  CHECK(std::abs(std::log(bright / dark)) > 0.1);
}

}  // namespace

FOR_EACH_CLIENT("a drone that wanders across the map", check_drone)
FOR_EACH_CLIENT("a canon with time tags", check_canon)
FOR_EACH_CLIENT("a chord that glides into another", check_glissando)
FOR_EACH_CLIENT("two layers that cross with velocity", check_layers)
FOR_EACH_CLIENT("an arpeggio between the keys", check_arpeggio)
FOR_EACH_CLIENT("a stutter of grains", check_stutter)
FOR_EACH_CLIENT("brightness in time", check_lfo)
TEST_CASE("SuperCollider cooks a note that follows what it hears", "[jack]") { check_follow(Client::kSuperCollider); }
TEST_CASE("Pure Data cooks a note that follows what it hears") { check_follow(Client::kPureData); }
TEST_CASE("Max's patcher cooks a note that follows what it hears") { check_follow(Client::kMax); }
FOR_EACH_CLIENT("a drone that steps back", check_duck)
FOR_EACH_CLIENT("a morph from one state to another", check_snapshots)
