#include "io/audio/jack_device.h"

#include <jack/midiport.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <vector>

#include "io/audio/open_device.h"
#include "io/midi/midi_inputs.h"
#include "tests/catch.h"
#include "tests/io/jack_server.h"
#include "tests/io/sentence.h"
#include "tests/realtime/allocation_guard.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

// An instrument that counts.
struct Player : AudioClient {
  StreamClock clock;
  SampleIndex index = 0;
  std::atomic<std::uint64_t> blocks{0};
  std::atomic<int> frames{0};
  std::atomic<int> outputs{0};
  std::atomic<bool> on_time{true};
  std::optional<test::AllocationGuard> guard;  // of the thread that calls, from its first block on
  std::atomic<std::uint64_t> allocations{0};

  Player() { clock.prepare(48000); }
  void process(const AudioBlock& block) noexcept override {
    if (!guard) guard.emplace();
    allocations = guard->count();
    clock.tick(index, block.frames, block.now);
    index += block.frames;
    frames = block.frames;
    outputs = int(block.out.size());
    for (float* channel : block.out) std::fill_n(channel, block.frames, 0.5f);
    const Nanoseconds now = now_ns();
    if (block.now > now || block.now < now - kSecond) on_time = false;
    blocks++;
  }
};

template <class Condition>
bool comes_true(Condition condition, double seconds = 5) {
  const Nanoseconds patience = now_ns() + Nanoseconds(seconds * 1e9);
  while (!condition() && now_ns() < patience) sleep_until(now_ns() + 5 * kMillisecond);
  return condition();
}

std::vector<std::string> ports(jack_client_t* client, const char* type, unsigned long flags) {
  std::vector<std::string> names;
  const char** list = jack_get_ports(client, nullptr, type, flags);
  for (int i = 0; list && list[i]; i++) names.push_back(list[i]);
  jack_free(list);
  return names;
}

// Another program on the same server, that sends notes at frames it remembers.
struct Keyboard {
  jack_client_t* client;
  jack_port_t* port;
  std::atomic<int> wanted{0};
  std::atomic<int> sent{0};
  std::map<int, jack_nframes_t> frames;  // read once it is closed

  explicit Keyboard(const char* name, unsigned long flags = 0)
      : client(jack_client_open(name, JackNoStartServer, nullptr)) {
    REQUIRE(client != nullptr);
    port = jack_port_register(client, "out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput | flags, 0);
    jack_set_process_callback(
        client,
        [](jack_nframes_t n, void* self) {
          static_cast<Keyboard*>(self)->process(n);
          return 0;
        },
        this);
    jack_activate(client);
  }
  ~Keyboard() { jack_client_close(client); }

  void process(jack_nframes_t n) {
    void* buffer = jack_port_get_buffer(port, n);
    jack_midi_clear_buffer(buffer);
    if (sent >= wanted) return;
    const jack_nframes_t offset = jack_nframes_t(sent * 37) % n;
    const jack_midi_data_t bytes[] = {0x90, jack_midi_data_t(sent), 100};
    jack_midi_event_write(buffer, offset, bytes, 3);
    frames[sent++] = jack_last_frame_time(client) + offset;
  }
};

}  // namespace

TEST_CASE("JACK calls us, our ports carry the name and are connected", "[jack]") {
  JackServer server;
  StderrWatch quiet;
  Player player;
  const auto device = open_audio_device({}, player);
  CHECK(device->api() == "JACK");
  CHECK(device->rate() == 48000);
  CHECK(device->buffer() == 64);
  device->start();
  CHECK(comes_true([&] { return player.blocks > 100; }));
  CHECK(player.frames == 64);
  CHECK(player.outputs == 2);
  CHECK(player.on_time);
  CHECK(device->alive());
  CHECK(device->latency_frames() > 0);

  jack_client_t* other = jack_client_open("other", JackNoStartServer, nullptr);
  REQUIRE(other != nullptr);
  jack_port_t* out = jack_port_by_name(other, "seaglass:out_1");
  REQUIRE(out != nullptr);
  CHECK(jack_port_connected_to(out, "system:playback_1"));
  CHECK(jack_port_connected_to(jack_port_by_name(other, "seaglass:out_2"), "system:playback_2"));

  SECTION("a second instrument gets a name of its own") {
    const auto second = open_audio_device({.device = "jack"}, player);
    CHECK(second->name() != device->name());
    CHECK(second->name().starts_with("seaglass"));
  }
  SECTION("the server's period changes while we play") {
    for (const jack_nframes_t frames : {256u, 1024u, 64u, 128u}) {
      REQUIRE(jack_set_buffer_size(other, frames) == 0);
      CHECK(comes_true([&] { return player.frames == int(frames); }));
      CHECK(device->buffer() == int(frames));
      CHECK(device->alive());
    }
  }
  jack_client_close(other);
  device->stop();
  const auto blocks = player.blocks.load();
  sleep_until(now_ns() + 20 * kMillisecond);
  CHECK(player.blocks == blocks);
  CHECK(device->alive());  // it was stopped, not lost
  device->start();
  CHECK(comes_true([&] { return player.blocks > blocks + 10; }));
  CHECK(quiet.stop() == "");
}

TEST_CASE("channels are chosen, a wrong rate is refused", "[jack]") {
  JackServer server;
  Player player;
  const auto complaint = complaint_of([&] { open_audio_device({.device = "jack", .rate = 44100}, player); });
  CHECK(complaint.exit_code == 4);
  CHECK(complaint.has("--rate 48000"));
  JackDevice device({.first_output = 1, .outputs = 1, .first_input = 0, .inputs = 2}, player);
  device.start();
  jack_client_t* other = jack_client_open("other", JackNoStartServer, nullptr);
  REQUIRE(other != nullptr);
  CHECK(jack_port_connected_to(jack_port_by_name(other, "seaglass:out_1"), "system:playback_2"));
  CHECK(jack_port_connected_to(jack_port_by_name(other, "seaglass:in_2"), "system:capture_2"));
  jack_client_close(other);
}

TEST_CASE("eight outputs are eight ports, connected as far as there are loudspeakers", "[jack]") {
  JackServer server;
  Player player;
  JackDevice device({.outputs = 8}, player);
  CHECK(device.outputs() == 8);
  device.start();
  CHECK(comes_true([&] { return player.outputs == 8; }));
  jack_client_t* other = jack_client_open("other", JackNoStartServer, nullptr);
  REQUIRE(other != nullptr);
  for (int c = 1; c <= 8; c++) {
    jack_port_t* port = jack_port_by_name(other, ("seaglass:out_" + std::to_string(c)).c_str());
    CAPTURE(c);
    REQUIRE(port != nullptr);
    const std::string speaker = "system:playback_" + std::to_string(c);
    CHECK((jack_port_connected_to(port, speaker.c_str()) != 0) == (jack_port_by_name(other, speaker.c_str()) != nullptr));
  }
  CHECK(jack_port_by_name(other, "seaglass:out_9") == nullptr);
  jack_client_close(other);
}

TEST_CASE("a server that goes is noticed and hangs nothing", "[jack]") {
  const int signal = GENERATE(SIGTERM, SIGKILL);
  JackServer server;
  StderrWatch quiet;
  Player player;
  StreamClock clock;
  MidiSource midi(player.clock);
  AudioRequest request;
  request.midi = &midi;
  auto device = open_audio_device(request, player);
  device->start();
  CHECK(comes_true([&] { return player.blocks > 10; }));
  server.end(signal);
  CHECK(comes_true([&] { return !device->alive(); }));
  const Nanoseconds before = now_ns();
  device->rescan();
  device->stop();
  device.reset();
  CHECK(now_ns() - before < kSecond);
  CHECK_FALSE(jack_answers());
  CHECK(complaint_of([&] { JackDevice({}, player); }).has("no JACK server"));
  CHECK(quiet.stop() == "");
}

TEST_CASE("a note on JACK is stamped with its frame, not with its period", "[jack]") {
  JackServer server;
  Player player;
  MidiInputs inputs(player.clock);
  AudioRequest request;
  request.midi = &inputs.jack_source();
  const auto device = open_audio_device(request, player);
  device->start();
  CHECK_NOTHROW(inputs.open({.choice = "all", .audio_on_jack = true}));
  CHECK(comes_true([&] { return player.blocks > 2000; }));  // the clock has settled

  std::map<int, jack_nframes_t> sent;
  {
    Keyboard keyboard("keyboard");
    REQUIRE(jack_connect(keyboard.client, "keyboard:out", "seaglass:midi_in") == 0);
    // The connection holds from some later period on, and a busy machine may skip one.
    sleep_until(now_ns() + 50 * kMillisecond);
    keyboard.wanted = 100;
    CHECK(comes_true([&] { return keyboard.sent == 100 && inputs.events() > 50; }));
    sleep_until(now_ns() + 50 * kMillisecond);
    jack_deactivate(keyboard.client);
    sent = keyboard.frames;
  }
  std::vector<std::int64_t> offsets;
  Event event;
  EventTiming timing{};
  SampleIndex before = 0;
  while (inputs.jack_source().port().receive(event, timing)) {
    if (event.kind == EventKind::kNoteOff) continue;  // the keyboard has gone
    CHECK(event.kind == EventKind::kNoteOn);
    CHECK(sent.contains(event.id));
    CHECK(event.at >= before);
    before = event.at;
    offsets.push_back(event.at - std::int64_t(sent[event.id]));
  }
  REQUIRE(offsets.size() > 50);
  // The same distance for all, to the sample, as long as the server itself loses no time.
  std::uint64_t changes = 0;
  for (std::size_t i = 1; i < offsets.size(); i++) changes += offsets[i] != offsets[i - 1];
  CHECK(changes <= device->xruns());
}

TEST_CASE("MIDI hardware is connected as it comes and released as it goes, programs connect themselves", "[jack]") {
  JackServer server;
  Player player;
  MidiInputs inputs(player.clock);
  AudioRequest request;
  request.midi = &inputs.jack_source();
  const auto device = open_audio_device(request, player);
  device->start();
  const auto connected = [&](const char* port) {
    jack_client_t* other = jack_client_open("other", JackNoStartServer, nullptr);
    const bool yes = jack_port_connected_to(jack_port_by_name(other, "seaglass:midi_in"), port) != 0;
    jack_client_close(other);
    return yes;
  };
  {
    Keyboard hardware("hardware", JackPortIsPhysical), bridge("a2j"), program("program");
    device->rescan();
    CHECK(connected("hardware:out"));
    CHECK(connected("a2j:out"));
    CHECK_FALSE(connected("program:out"));
    CHECK_NOTHROW(inputs.open({.choice = "PROG", .audio_on_jack = true}));
    CHECK(complaint_of([&] { inputs.open({.choice = "kazoo", .audio_on_jack = true}); }).has("hardware:out"));
    // What the user takes apart stays apart.
    jack_disconnect(hardware.client, "hardware:out", "seaglass:midi_in");
    device->rescan();
    CHECK_FALSE(connected("hardware:out"));
    CHECK(inputs.events() == 0);
  }
  device->rescan();
  Event event;
  EventTiming timing{};
  sleep_until(now_ns() + 50 * kMillisecond);
  CHECK_FALSE(inputs.jack_source().port().receive(event, timing));  // nobody held anything
}

TEST_CASE("a keyboard that is unplugged and back before anybody looks lets go, and plays again", "[jack]") {
  JackServer server;
  Player player;
  MidiInputs inputs(player.clock);
  AudioRequest request;
  request.midi = &inputs.jack_source();
  const auto device = open_audio_device(request, player);
  device->start();
  Event event;
  EventTiming timing{};
  const auto arrives = [&](EventKind kind, double seconds) {
    bool arrived = false;
    return comes_true([&] {
      while (!arrived && inputs.jack_source().port().receive(event, timing)) arrived = event.kind == kind;
      return arrived;
    }, seconds);
  };
  // A connection holds from some later period on, and a busy machine may skip one: until one is heard.
  const auto plays = [&](Keyboard& keyboard) {
    for (int note = 1; note <= 40; note++) {
      device->rescan();  // once a second in earnest: JACK's news of a port may come late
      keyboard.wanted = note;
      if (arrives(EventKind::kNoteOn, 0.25)) return true;
    }
    return false;
  };
  const auto lets_go = [&] { return arrives(EventKind::kNoteOff, 5); };
  {
    Keyboard hardware("hardware", JackPortIsPhysical);
    device->rescan();
    CHECK(plays(hardware));
  }
  Keyboard again("hardware", JackPortIsPhysical);
  CHECK(lets_go());
  device->rescan();
  CHECK(plays(again));
  // The patch bay takes a held note away too.
  jack_disconnect(again.client, "hardware:out", "seaglass:midi_in");
  CHECK(lets_go());
}

TEST_CASE("without JACK audio RtMidi offers a JACK port", "[jack]") {
  JackServer server;
  StderrWatch quiet;
  Player player;
  player.clock.tick(0, 64, now_ns());
  MidiInputs inputs(player.clock);
  inputs.open({.choice = "none"});
  CHECK_FALSE(inputs.names().empty());
  Keyboard keyboard("keyboard");
  const auto ours = ports(keyboard.client, JACK_DEFAULT_MIDI_TYPE, JackPortIsInput);
  const auto port = std::find_if(ours.begin(), ours.end(),
                                 [](const auto& name) { return name.starts_with("seaglass"); });
  REQUIRE(port != ours.end());
  REQUIRE(jack_connect(keyboard.client, "keyboard:out", port->c_str()) == 0);
  sleep_until(now_ns() + 50 * kMillisecond);
  keyboard.wanted = 10;
  CHECK(comes_true([&] { return inputs.events() >= 8; }));
  server.end(SIGKILL);
  const Nanoseconds before = now_ns();
  inputs.close();
  CHECK(now_ns() - before < 2 * kSecond);
  CHECK(quiet.stop() == "");
}

namespace {

// What has come of one source.
struct Heard {
  int struck = 0, ended = 0;

  void listen(MidiSource& source) {
    Event event;
    EventTiming timing{};
    while (source.port().receive(event, timing)) {
      struck += event.kind == EventKind::kNoteOn;
      ended += event.kind == EventKind::kNoteOff;
    }
  }
};

// An instrument with sockets, and who is plugged in.
struct Sockets {
  Player player;
  MidiInputs inputs{player.clock};
  std::map<const MidiSource*, std::string> devices;
  std::map<const MidiSource*, Heard> heard;
  std::unique_ptr<AudioDevice> device;

  Sockets() {
    inputs.on_plug([this](MidiSource& source, const std::string& name) { devices[&source] = name; });
    AudioRequest request;
    request.midi = &inputs.jack_source();
    request.midi_sockets = &inputs;
    device = open_audio_device(request, player);
    device->start();
  }

  const MidiSource* find(const std::string& name) const {
    for (const auto& [source, device_name] : devices)
      if (device_name == name) return source;
    return nullptr;
  }
  void listen() {
    for (std::size_t i = 0; i < std::size_t(MidiInputs::kMaxInputs); i++) heard[&inputs.source(i)].listen(inputs.source(i));
  }
  // A connection holds from some later period on, and a busy machine may skip one: plays until one note is heard.
  bool plays(Keyboard& keyboard, const MidiSource* source) {
    listen();
    const int before = heard[source].struck;
    return comes_true([&] {
      device->rescan();  // once a second in earnest: JACK's news may come late
      keyboard.wanted = std::min(keyboard.sent + 1, 127);
      return comes_true([&] { return listen(), heard[source].struck > before; }, 0.25);
    });
  }
};

}  // namespace

TEST_CASE("what one device on JACK holds outlasts the others", "[jack]") {
  JackServer server;
  Sockets rig;
  Keyboard stays("stays", JackPortIsPhysical);
  {
    Keyboard goes("goes", JackPortIsPhysical), program("program");
    rig.device->rescan();
    REQUIRE(rig.find("stays out") != nullptr);
    REQUIRE(rig.find("goes out") != nullptr);
    CHECK(rig.find("program out") == nullptr);
    CHECK(jack_connect(program.client, "program:out", "seaglass:midi_in") == 0);
    CHECK(rig.plays(stays, rig.find("stays out")));
    CHECK(rig.plays(goes, rig.find("goes out")));
    CHECK(rig.plays(program, &rig.inputs.jack_source()));
    CHECK(rig.heard[rig.find("stays out")].ended == 0);
    CHECK(rig.inputs.names().size() >= 2);
  }
  const MidiSource *left = rig.find("goes out"), *kept = rig.find("stays out");
  Heard& gone = rig.heard[left];
  CHECK(comes_true([&] { return rig.listen(), gone.ended == gone.struck && gone.struck > 0; }));
  rig.device->rescan();
  CHECK(rig.find("goes out") == nullptr);
  CHECK(rig.find("stays out") == kept);
  sleep_until(now_ns() + 50 * kMillisecond);
  rig.listen();
  CHECK(rig.heard[kept].ended == 0);
  CHECK(rig.plays(stays, kept));
  // Our own end lets go too.
  rig.device->stop();
  rig.listen();
  CHECK(rig.heard[kept].ended == rig.heard[kept].struck);
  CHECK(rig.find("stays out") == nullptr);
}

TEST_CASE("a ninth device on JACK shares a port, and a port that is free is used again", "[jack]") {
  JackServer server;
  Sockets rig;
  std::vector<std::unique_ptr<Keyboard>> keyboards;
  const auto name = [](std::size_t i) { return "device" + std::to_string(i); };
  for (std::size_t i = 0; i < 9; i++) {
    keyboards.push_back(std::make_unique<Keyboard>(name(i).c_str(), JackPortIsPhysical));
    rig.device->rescan();
    CAPTURE(i);
    CHECK((rig.find(name(i) + " out") != nullptr) == (i < 8));
  }
  CHECK(rig.plays(*keyboards[8], &rig.inputs.jack_source()));
  CHECK(rig.plays(*keyboards[7], rig.find("device7 out")));
  // It stays where it is.
  const MidiSource* used = rig.find("device3 out");
  keyboards[3].reset();
  CHECK(comes_true([&] {
    rig.device->rescan();
    return rig.find("device3 out") == nullptr;
  }));
  sleep_until(now_ns() + 50 * kMillisecond);
  rig.device->rescan();
  CHECK(rig.find("device8 out") == nullptr);
  Keyboard later("later", JackPortIsPhysical);
  rig.device->rescan();
  CHECK(rig.find("later out") == used);
  CHECK(rig.plays(later, used));
  CHECK(rig.plays(*keyboards[8], &rig.inputs.jack_source()));
}

TEST_CASE("devices on JACK that come and go while their ports are used", "[jack]") {
  JackServer server;
  Sockets rig;
  Keyboard steady("steady", JackPortIsPhysical);
  rig.device->rescan();
  const MidiSource* source = rig.find("steady out");
  REQUIRE(source != nullptr);
  for (int round = 0; round < 12; round++) {
    CAPTURE(round);
    auto brief = std::make_unique<Keyboard>("brief", JackPortIsPhysical);
    rig.device->rescan();  // finds it new, or back before anybody saw that it had gone
    const MidiSource* there = rig.find("brief out");
    REQUIRE(there != nullptr);
    CHECK(rig.plays(*brief, there));
    brief.reset();
    if (round % 3 == 0) continue;
    rig.device->rescan();
    CHECK(rig.find("brief out") == nullptr);
  }
  CHECK(rig.find("steady out") == source);
  CHECK(rig.plays(steady, source));
  CHECK(rig.heard[source].ended == 0);
  CHECK(rig.player.allocations == 0);  // in the callback, which takes the MIDI
}
