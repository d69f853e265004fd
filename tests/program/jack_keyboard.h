#pragma once
// A MIDI keyboard on the running JACK server: what is sent goes out with the next period.

#include <jack/jack.h>
#include <jack/midiport.h>

#include <array>
#include <initializer_list>
#include <string>

#include "engine/rt/spsc_ring.h"
#include "tests/program/process.h"

namespace seaglass::test {

// For a keyboard that is a device: what the server's driver calls its port besides.
struct JackHardware {
  const char* alias;
};

class JackKeyboard {
 public:
  // A program, connected to the instrument.
  explicit JackKeyboard(const char* name = "keyboard", const char* to = "seaglass:midi_in") : JackKeyboard(name, 0, nullptr) {
    const bool connected = comes_true([&] { return jack_connect(client_, jack_port_name(port_), to) == 0 || jack_port_connected(port_) > 0; });
    REQUIRE(connected);
    wait_seconds(kSettling);
  }
  // A device, which the instrument connects when it has seen it.
  JackKeyboard(const char* name, JackHardware device) : JackKeyboard(name, JackPortIsPhysical, device.alias) {}
  void wait_until_connected() {
    const bool connected = comes_true([this] { return jack_port_connected(port_) > 0; });
    REQUIRE(connected);
    wait_seconds(kSettling);
  }
  ~JackKeyboard() { jack_client_close(client_); }
  JackKeyboard(const JackKeyboard&) = delete;
  JackKeyboard& operator=(const JackKeyboard&) = delete;

  // A whole channel message, of two or three bytes.
  void send(int status, int first, int second = -1) {
    REQUIRE(ring_.push({std::uint8_t(status), std::uint8_t(first), std::uint8_t(second < 0 ? 0 : second), std::uint8_t(second < 0 ? 2 : 3)}));
  }
  void on(int key, int velocity = 80, int channel = 1) { send(0x90 + channel - 1, key, velocity); }
  void off(int key, int channel = 1) { send(0x80 + channel - 1, key, 0); }
  void cc(int number, int value, int channel = 1) { send(0xb0 + channel - 1, number, value); }
  bool reaches(const char* port) const { return jack_port_connected_to(port_, port) != 0; }

 private:
  static constexpr double kSettling = 0.1;  // seconds, until every cycle has the connection

  JackKeyboard(const char* name, unsigned long flags, const char* alias) : client_(jack_client_open(name, JackNoStartServer, nullptr)) {
    REQUIRE(client_ != nullptr);
    port_ = jack_port_register(client_, "out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput | flags, 0);
    REQUIRE(port_ != nullptr);
    if (alias != nullptr) REQUIRE(jack_port_set_alias(port_, alias) == 0);
    jack_set_process_callback(client_, [](jack_nframes_t n, void* self) { return static_cast<JackKeyboard*>(self)->process(n); }, this);
    REQUIRE(jack_activate(client_) == 0);
  }

  int process(jack_nframes_t count) {
    void* out = jack_port_get_buffer(port_, count);
    jack_midi_clear_buffer(out);
    std::array<std::uint8_t, 4> message;
    while (ring_.pop(message)) jack_midi_event_write(out, 0, message.data(), message[3]);
    return 0;
  }

  jack_client_t* client_;
  jack_port_t* port_ = nullptr;
  rt::SpscRing<std::array<std::uint8_t, 4>> ring_{1024};
};

}  // namespace seaglass::test
