// jack_performer FILE.mid OUT.wav REPORT.json: a client of the running JACK server that plays a score into
// seaglass:midi_in, each message on its exact frame, and records what comes out of seaglass:out_1. The report says on
// which frame each message went out, and which frame the recording begins with.

#include <jack/jack.h>
#include <jack/midiport.h>
#include <sndfile.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "tests/program/score_file.h"

namespace {

using seaglass::test::ScoreMessage;

struct Performer {
  jack_client_t* client = nullptr;
  jack_port_t *midi = nullptr, *ear = nullptr;
  std::vector<ScoreMessage> score;
  std::vector<jack_nframes_t> sent;  // the frame of each message
  std::vector<float> heard;
  std::size_t heard_frames = 0, next = 0;
  jack_nframes_t began = 0, expected = 0;
  double rate = 48000;
  bool started = false;
  std::atomic<bool> go{false}, done{false};
  std::atomic<int> xruns{0}, skips{0};

  // The frames count on when a cycle of ours is missed, so that the music keeps its time.
  int process(jack_nframes_t count) {
    void* out = jack_port_get_buffer(midi, count);
    jack_midi_clear_buffer(out);
    if (!go) return 0;
    const jack_nframes_t now = jack_last_frame_time(client);
    if (!started) began = now, started = true;
    else if (now != expected) skips++;
    expected = now + count;
    const auto* in = static_cast<const float*>(jack_port_get_buffer(ear, count));
    const std::size_t at = now - began;
    for (jack_nframes_t i = 0; i < count && at + i < heard.size(); i++) heard[at + i] = in[i];
    heard_frames = std::min(heard.size(), at + count);
    while (next < score.size()) {
      const auto due = began + jack_nframes_t(std::llround(score[next].seconds * rate));
      if (due >= now + count) break;
      const jack_nframes_t offset = due > now ? due - now : 0;
      jack_midi_event_write(out, offset, score[next].bytes.data(), score[next].length);
      sent.push_back(now + offset);
      next++;
    }
    if (heard_frames == heard.size()) done = true;
    return 0;
  }
};

int fail(const char* what) {
  std::fprintf(stderr, "jack_performer: %s\n", what);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return fail("usage: jack_performer FILE.mid OUT.wav REPORT.json");
  Performer p;
  p.score = seaglass::test::read_score(argv[1]);
  if (p.score.empty()) return fail("there is no music in the file");
  p.client = jack_client_open("performer", JackNoStartServer, nullptr);
  if (p.client == nullptr) return fail("no JACK server");
  p.rate = jack_get_sample_rate(p.client);
  p.heard.resize(std::size_t((p.score.back().seconds + 1.5) * p.rate));
  p.sent.reserve(p.score.size());
  p.midi = jack_port_register(p.client, "midi_out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0);
  p.ear = jack_port_register(p.client, "ear", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
  jack_set_process_callback(p.client, [](jack_nframes_t n, void* self) { return static_cast<Performer*>(self)->process(n); }, &p);
  jack_set_xrun_callback(p.client, [](void* self) { static_cast<Performer*>(self)->xruns++; return 0; }, &p);
  if (jack_activate(p.client) != 0) return fail("the server does not let us play");
  if (jack_connect(p.client, jack_port_name(p.midi), "seaglass:midi_in") != 0 ||
      jack_connect(p.client, "seaglass:out_1", jack_port_name(p.ear)) != 0)
    return fail("no instrument on this server");
  usleep(300'000);  // both connections are in place in all cycles
  p.go = true;
  for (int i = 0; !p.done && i < int(p.score.back().seconds + 30) * 20; i++) usleep(50'000);
  if (!p.done) return fail("the server stands still");
  jack_client_close(p.client);

  SF_INFO info{};
  info.samplerate = int(p.rate);
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  SNDFILE* file = sf_open(argv[2], SFM_WRITE, &info);
  if (file == nullptr) return fail("the recording cannot be written");
  sf_writef_float(file, p.heard.data(), sf_count_t(p.heard.size()));
  sf_close(file);
  nlohmann::json report{{"began", p.began}, {"xruns", p.xruns.load()}, {"skips", p.skips.load()}, {"sent", p.sent}};
  std::ofstream(argv[3]) << report.dump() << "\n";
  return 0;
}
