#include "tools/seaglass/live/status.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/dsp/decibels.h"

namespace seaglass {

std::string to_json(const Status& s) {
  const auto db = [](float peak) { return std::round(10 * double(db_of_amplitude(peak))) / 10; };
  nlohmann::ordered_json inputs = nlohmann::ordered_json::array();
  for (const float peak : s.input_peaks) inputs.push_back(db(peak));
  return nlohmann::ordered_json{
      {"time_s", s.time_s}, {"sample", s.sample}, {"voices", s.voices}, {"load", s.load},
      {"step_us", {{"p50", s.step_p50}, {"p99", s.step_p99}, {"max", s.step_max}}},
      {"misses", s.misses}, {"concealed_samples", s.concealed_samples}, {"late_blocks", s.late_blocks}, {"rescued_blocks", s.rescued_blocks}, {"xruns", s.xruns},
      {"events", s.events}, {"events_late", s.events_late}, {"events_lost", s.events_lost},
      {"events_dropped", s.events_dropped}, {"shed", s.shed}, {"bad_samples", s.bad_samples},
      {"delay_samples", s.delay_samples}, {"output_latency_samples", s.output_latency_samples}, {"lead", s.lead}, {"backend", s.backend}, {"driver", s.driver}, {"device", s.device},
      {"rate", s.rate}, {"buffer", s.buffer}, {"patch", s.patch}, {"osc_messages", s.osc_messages},
      {"osc_rejected", s.osc_rejected}, {"osc_lost", s.osc_lost}, {"midi_events", s.midi_events}, {"web_port", s.web_port},
      {"tempo", s.tempo},
      {"peak_db", {db(s.peak_left), db(s.peak_right)}}, {"input_peak_db", inputs}}
      .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string to_line(const Status& s, bool colour, int columns) {
  const bool trouble = s.misses + s.xruns + s.events_lost + s.events_dropped + s.shed > 0;
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
  add("voices %3d", s.voices);
  add("load %3.0f %%", 100 * s.load);
  add("%3.0f dB", peak > 0 ? std::fmax(-99.0, double(db_of_amplitude(peak))) : -99.0);
  const std::size_t red = line.size() + 2;
  add("misses %llu", count(s.misses));
  add("xruns %llu", count(s.xruns));
  const std::size_t plain = line.size();
  add("delay %.1f ms%s", 1000 * s.delay_samples / s.rate, s.lead == "safe" ? " safe" : "");
  if (s.shed > 0) add("voices shed");
  if (s.tempo > 0) add("%.0f bpm", s.tempo);
  add("worst %4.0f us", double(s.step_max));
  if (colour && trouble && red < plain) line.insert(plain, "\033[0m").insert(red, "\033[31m");
  return line;
}

}  // namespace seaglass
