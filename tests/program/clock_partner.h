#pragma once
// Another program on the JACK server that sends MIDI, each message on the frame that it wants, and hears MIDI, each message
// with its frame.

#include <jack/jack.h>
#include <jack/midiport.h>

#include <array>
#include <atomic>
#include <cmath>
#include <string>
#include <vector>

#include "engine/rt/spsc_ring.h"
#include "io/os/time.h"
#include "tests/catch.h"

namespace seaglass::test {

class ClockPartner {
 public:
  struct Message {
    std::int64_t frame = 0;  // of the server
    std::array<std::uint8_t, 3> bytes{};
    std::uint8_t size = 0;
  };

  explicit ClockPartner(const char* name) : client_(jack_client_open(name, JackNoStartServer, nullptr)) {
    REQUIRE(client_ != nullptr);
    out_ = jack_port_register(client_, "out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0);
    in_ = jack_port_register(client_, "in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput, 0);
    jack_set_process_callback(
        client_, [](jack_nframes_t n, void* self) { return static_cast<ClockPartner*>(self)->process(n); }, this);
    REQUIRE(jack_activate(client_) == 0);
  }
  ~ClockPartner() { jack_client_close(client_); }
  ClockPartner(const ClockPartner&) = delete;
  ClockPartner& operator=(const ClockPartner&) = delete;

  void connect(const std::string& from, const std::string& to) const {
    INFO(from << " to " << to);
    REQUIRE(jack_connect(client_, from.c_str(), to.c_str()) == 0);
    io::sleep_until(io::now_ns() + 100 * io::kMillisecond);  // both ends know of it
  }
  void disconnect(const std::string& from, const std::string& to) const {
    REQUIRE(jack_disconnect(client_, from.c_str(), to.c_str()) == 0);
    io::sleep_until(io::now_ns() + 100 * io::kMillisecond);
  }
  std::string port(const char* which) const { return std::string(jack_get_client_name(client_)) + ":" + which; }

  // From a port to the loudspeaker.
  std::int64_t latency_of(const std::string& port) const {
    jack_latency_range_t range{};
    jack_port_get_latency_range(jack_port_by_name(client_, port.c_str()), JackPlaybackLatency, &range);
    return range.max;
  }

  // A frame that is yet to come.
  std::int64_t soon(double seconds = 0.1) const {
    return std::int64_t(jack_frame_time(client_)) + std::int64_t(seconds * jack_get_sample_rate(client_));
  }

  // To be sent on that frame, in order; what is late goes out at once.
  void send(std::int64_t frame, std::initializer_list<std::uint8_t> bytes) {
    Message message{.frame = frame, .bytes = {}, .size = std::uint8_t(bytes.size())};
    std::copy(bytes.begin(), bytes.end(), message.bytes.begin());
    REQUIRE(to_send_.push(message));
  }

  // What was heard and what was sent so far, with the frames on which it was.
  std::vector<Message> heard() { return drain(heard_, all_heard_); }
  std::vector<Message> sent() { return drain(sent_, all_sent_); }

  // Cycles of the server that we were not called for: its frames went on meanwhile.
  int skips() const { return skips_; }

 private:
  using Ring = rt::SpscRing<Message>;

  int process(jack_nframes_t count) {
    const std::int64_t now = jack_last_frame_time(client_);
    if (expected_ != 0 && now != expected_) skips_++;
    expected_ = now + count;
    void* out = jack_port_get_buffer(out_, count);
    jack_midi_clear_buffer(out);
    while (const Message* next = to_send_.front()) {
      if (next->frame >= now + count) break;
      Message message = *next;
      message.frame = std::max(message.frame, now);
      jack_midi_event_write(out, jack_nframes_t(message.frame - now), message.bytes.data(), message.size);
      (void)sent_.push(message);
      (void)to_send_.pop(message);
    }
    void* in = jack_port_get_buffer(in_, count);
    for (jack_nframes_t i = 0; i < jack_midi_get_event_count(in); i++) {
      jack_midi_event_t event;
      if (jack_midi_event_get(&event, in, i) != 0 || event.size > 3) continue;
      Message message{.frame = now + event.time, .bytes = {}, .size = std::uint8_t(event.size)};
      std::copy_n(event.buffer, event.size, message.bytes.begin());
      (void)heard_.push(message);
    }
    return 0;
  }

  static std::vector<Message> drain(Ring& ring, std::vector<Message>& all) {
    Message message;
    while (ring.pop(message)) all.push_back(message);
    return all;
  }

  jack_client_t* client_;
  jack_port_t *out_, *in_;
  Ring to_send_{1 << 13}, heard_{1 << 13}, sent_{1 << 13};
  std::vector<Message> all_heard_, all_sent_;
  std::int64_t expected_ = 0;
  std::atomic<int> skips_{0};
};

// Frames of one kind of message.
inline std::vector<std::int64_t> frames_of(const std::vector<ClockPartner::Message>& messages, std::uint8_t status) {
  std::vector<std::int64_t> frames;
  for (const auto& m : messages)
    if (m.bytes[0] == status) frames.push_back(m.frame);
  return frames;
}

}  // namespace seaglass::test
