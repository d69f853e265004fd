#include "tools/seaglass/live/status.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/dsp/decibels.h"

namespace seaglass {

std::string to_json(const Status& s) {
  const io::Telemetry& now = s.now;
  const auto db = [](float peak) { return std::round(10 * double(db_of_amplitude(peak))) / 10; };
  nlohmann::ordered_json inputs = nlohmann::ordered_json::array();
  for (const float peak : s.input_peaks) inputs.push_back(db(peak));
  return nlohmann::ordered_json{
      {"time_s", now.time_s}, {"sample", now.sample}, {"voices", now.voices}, {"load", now.load},
      {"step_us", {{"p50", now.step_p50}, {"p99", now.step_p99}, {"max", now.step_max}}},
      {"misses", now.misses}, {"concealed_samples", now.concealed}, {"late_blocks", now.late_blocks}, {"rescued_blocks", now.rescued_blocks}, {"xruns", now.xruns},
      {"events", now.events}, {"events_late", now.late}, {"events_lost", now.lost},
      {"events_dropped", s.events_dropped}, {"shed", now.shed}, {"bad_samples", now.bad_samples},
      {"delay_samples", now.delay}, {"output_latency_samples", s.output_latency_samples}, {"lead", now.lead}, {"backend", now.backend}, {"takeovers", now.takeovers}, {"returns", now.returns}, {"driver", s.driver}, {"device", s.device},
      {"rate", s.rate}, {"buffer", s.buffer}, {"patch", now.patch}, {"osc_messages", now.osc_messages},
      {"osc_rejected", now.osc_rejected}, {"osc_lost", s.osc_lost}, {"midi_events", now.midi_events}, {"web_port", s.web_port},
      {"tempo", now.tempo_said ? now.tempo : 0},
      {"peak_db", {db(s.peak_left), db(s.peak_right)}}, {"input_peak_db", inputs}}
      .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string to_line(const Status& s, bool colour, int columns) {
  const io::Telemetry& now = s.now;
  const bool trouble = now.misses + now.xruns + now.lost + s.events_dropped + now.shed > 0;
  const float peak = std::fmax(s.peak_left, s.peak_right);
  const auto count = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
  std::string line;
  // What matters most comes first: a line that wraps could not be drawn over, and what does not fit is left out whole.
  const auto add = [&](const char* format, auto... values) {
    char text[64];
    std::snprintf(text, sizeof text, format, values...);
    const std::string field = (line.empty() ? "" : "  ") + std::string(text);
    if (columns <= 0 || line.size() + field.size() < std::size_t(columns)) line += field;
  };
  add("voices %3d", now.voices);
  add("load %3.0f %%", 100 * now.load);
  add("%3.0f dB", peak > 0 ? std::fmax(-99.0, double(db_of_amplitude(peak))) : -99.0);
  const std::size_t red = line.size() + 2;
  add("misses %llu", count(now.misses));
  add("xruns %llu", count(now.xruns));
  const std::size_t plain = line.size();
  add("delay %.1f ms%s", 1000 * now.delay / s.rate, now.lead == "safe" ? " safe" : "");
  if (now.shed > 0) add("voices shed");
  if (now.backend != "cpu" || now.takeovers > 0) add("on %s", now.backend.c_str());
  if (now.takeovers > 0) add("takeovers %llu", count(now.takeovers));
  if (now.tempo_said) add("%.0f bpm", now.tempo);
  add("worst %4.0f us", double(now.step_max));
  if (colour && trouble && red < plain) line.insert(plain, "\033[0m").insert(red, "\033[31m");
  return line;
}

}  // namespace seaglass
