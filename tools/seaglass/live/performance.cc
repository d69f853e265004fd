#include "tools/seaglass/live/performance.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "io/audio/device_list.h"
#include "io/os/config_path.h"
#include "io/os/realtime.h"
#include "io/os/time.h"
#include "kernels/kernels.h"
#include "tools/seaglass/backend_memory.h"
#include "tools/seaglass/live/console_line.h"
#include "tools/seaglass/live/transport_desk.h"
#include "tools/seaglass/put_aside.h"
#include "tools/seaglass/user_folder.h"

namespace seaglass {
namespace {

constexpr Nanoseconds kTick = 20 * io::kMillisecond;
constexpr int kCommandsAtOnce = 16;  // of a turn of the control thread, which has other things to do
constexpr Nanoseconds kShortTick = 2 * io::kMillisecond;  // while a command waits for what comes in milliseconds
constexpr Nanoseconds kLongestFade = 300 * io::kMillisecond;
constexpr double kBackendSeconds = 30;  // a GPU's driver, weights and graphs take a few
constexpr double kHopedForSeconds = 3;  // longer than that nobody waits for what was not asked for
constexpr double kStandardRate = 48000;
constexpr int kDeviceBuffer = 128;  // held by most sound cards; half of it is for those who try it with selftest first
constexpr int kClockBuffer = 256;   // nobody hears the built-in clock, so it may be the patient one

}  // namespace

Performance::Performance(const PlayOptions& options)
    : options_(options),
      console_(options.status == "line"),
      patches_(stream_, present_, load_patch_file(options.patch)),
      desk_events_(stream_.clock(), 1 << 14),
      typed_events_(stream_.clock(), 256),
      snapshots_(options.snapshots.empty() ? (user_folder() / "snapshots.json").string() : options.snapshots, stream_, patches_,
                 desk_events_),
      midi_(stream_.clock(), &present_),
      conductor_(stream_, midi_),
      midi_out_(stream_.clock(), conductor_.beats()),
      osc_events_(stream_.clock(), 1 << 15),
      learning_(io::config_path("controllers.json"), present_, midi_, midi_out_, stream_, hub_,
                [this](const std::string& line, Nanoseconds when) { typed(line, when); }, [this](const std::string& sentence) { say(sentence); }),
      telemetry_(stream_, patches_, setlist_, midi_, conductor_, osc_stage_),
      board_([this](io::Telemetry& t) { telemetry_.fill(t); }),
      watchers_(osc_stage_, board_),
      device_(stream_, [this] { stream_.link().clock.restart(); }) {
  const LoadedPatch patch = patches_.playing();
  if (!options.place.empty()) (void)place_called(*patch.patch, options.place);
  osc_events_.tell(present_, true);
  typed_events_.tell(present_, true);
  desk_events_.tell(present_);
  osc_stage_.outlet = &hub_;
  osc_stage_.find_place = [this](std::string_view name) { return patches_.find_place(name); };
  osc_stage_.find_beat = [this](double beat) { return conductor_.time_of(beat); };
  osc_stage_.voices = options.voices + kGhosts;
  osc_stage_.limit = options.osc_limit;
  osc_stage_.lock = options.osc_lock;
  osc_ = std::make_unique<io::OscServer>(io::OscRequest{.port = options.osc_port, .address = options.osc_bind}, osc_stage_,
                                         osc_events_);
  hub_.set(io::OscPeer::Kind::kUdp, *osc_);
  hub_.set(io::OscPeer::Kind::kTcp, *osc_);
  telemetry_.add(osc_->receiver());
  watchers_.add(osc_->receiver());
  typed_ = std::make_unique<io::OscReceiver>(osc_stage_, typed_events_);
  hub_.set(io::OscPeer::Kind::kTerminal, console_);
  watchers_.add(*typed_);
  web_ = std::make_unique<WebSide>(options, osc_->port(), stream_.clock(), osc_stage_, board_);
  commands_.add([this](io::OscCall& call) { return typed_->take_command(call); });
  commands_.add([this](io::OscCall& call) { return osc_->receiver().take_command(call); });
  commands_.add([this](io::OscCall& call) { return web_->take_command(call); });
  web_->events().tell(present_, true);
  web_->plug_into(hub_, telemetry_, watchers_);
  add_commands();
  open_device();

  choose_backend();
  LiveSetup setup{.patch = patch, .place = options.place, .rate = device_->rate(), .buffer = device_->buffer(),
                  .voices = options.voices, .seed = options.seed, .lead = lead(),
                  .run_inline = options.run_inline, .journal = true,
                  .inputs = device_->inputs(), .pairs = options_.outputs / kChannels, .backend = &backend_};
  stream_.prepare(setup);
  await_backend();
  for (EventPort* port : midi_.ports()) stream_.add_source(*port);
  stream_.add_source(osc_events_);
  stream_.add_source(desk_events_);
  stream_.add_source(typed_events_);
  stream_.add_source(web_->events());
  const bool on_jack = device_->api() == "JACK";
  conductor_.prepare(device_->rate(), options.tempo, options.link ? io::open_link(options.tempo > 0 ? options.tempo : kDefaultTempo) : nullptr);
  midi_out_.open({.choices = options.midi_out, .audio_on_jack = on_jack, .clock = options.midi_clock, .through = options.midi_through}, midi_);
  midi_.open({.choice = options.midi, .audio_on_jack = on_jack});
  midi_out_.rescan();

  if (!options.rig.empty()) rig_.load(options.rig);
  else if (std::filesystem::exists(RigDesk::standard_path())) rig_.load(RigDesk::standard_path());
  open_files(setup);
  if (!options.setlist.empty()) {
    patches_.add_folder(std::filesystem::absolute(options.setlist).parent_path().string());
    for (const std::string& wrong : setlist_.open(options.setlist)) say("note: setlist, " + wrong);
  }
}

void Performance::open_files(const LiveSetup& setup) {
  for (const std::string& path : {options_.record, options_.journal})
    if (const auto news = put_aside(path); !news.empty()) say("note: " + news);
  if (!options_.record.empty()) recorder_.start(options_.record, device_->rate());
  const JournalHeader header{.program = SEAGLASS_VERSION, .instruction_set = kernels::best().name,
                             .rate = setup.rate, .buffer = setup.buffer, .voices = setup.voices, .seed = setup.seed,
                             .place = setup.place, .patch = setup.patch.identity, .pairs = setup.pairs};
  try {
    journal_ = std::make_unique<JournalThread>(options_.journal, header, stream_.journal(), stream_.link().misses);
    patches_.set_journal(journal_.get());
  } catch (const io::WriteError& error) {
    if (options_.journal.empty()) {  // nobody asked for it
      say("note: " + std::string(error.what()) + "; /journal/save will not work");
      return;
    }
    // Nothing was played: a recording of nothing is not left behind.
    recorder_.stop();
    if (!options_.record.empty()) std::filesystem::remove(options_.record);
    throw;
  }
}

Performance::~Performance() {
  watchers_.stop();
  if (web_) web_->stop();
  if (osc_) osc_->stop();
  midi_.close();
  conductor_.stop();
  midi_out_.close();
  device_->stop();
  stream_.stop();
}

// The device that was asked for; where the default is wanted and there is none, the built-in clock, and it says so.
void Performance::open_device() {
  const io::AudioRequest request{.device = options_.device, .rate = options_.rate,
                                 .buffer = options_.buffer > 0 ? options_.buffer : kDeviceBuffer,
                                 .first_output = options_.first_output - 1, .outputs = options_.outputs,
                                 .first_input = options_.first_input - 1, .inputs = options_.inputs,
                                 .midi = &midi_.jack_source(), .midi_sockets = &midi_, .midi_choice = options_.midi,
                                 .midi_out = &midi_out_.jack_feed(), .midi_out_choices = options_.midi_out};
  io::AudioRequest clock = request;
  clock.device = "none";
  if (clock.rate == 0) clock.rate = kStandardRate;
  if (options_.buffer == 0) clock.buffer = kClockBuffer;
  if (options_.device == "none") {
    device_.open(clock);
    return;
  }
  try {
    device_.open(request);
  } catch (const io::DeviceError& error) {
    // A device that refuses the rate or has too few outputs is not the same as none: unheard is not what was asked for.
    const bool particular = options_.rate > 0 || options_.outputs > kChannels;
    if (!options_.device.empty() || (particular && !io::list_audio_devices().empty())) throw;
    say(std::string(error.what()));
    say("playing on the built-in clock, unheard; OSC, MIDI and --record work");
    device_.open(clock);
  }
}

// Without being asked for, a GPU plays only where it was shown to help.
void Performance::choose_backend() {
  const LoadedPatch patch = patches_.playing();
  const std::string& wanted = options_.backend;
  if (wanted == "auto") {
    const BackendCase here{.sha256 = patch.identity.sha256, .rate = device_->rate(), .buffer = device_->buffer()};
    if (!options_.run_inline && gpu_helps(here, options_.voices)) backend_.choose(BackendKind::kCuda);
    return;
  }
  if (wanted == "cpu") return;
  if (options_.run_inline)
    throw io::UsageError("--driver inline renders in the device's own thread, which must not wait for another process: leave out "
                         "that or --backend " + wanted);
  if (!std::dynamic_pointer_cast<const NeuralPatch>(patch.patch))
    throw io::UsageError("the patch " + patch.patch->name + " has no network, and is played here only: leave out --backend " + wanted);
  backend_.choose(wanted == "cuda" ? BackendKind::kCuda : BackendKind::kApart);
}

// What was asked for by name has to be there; what was only hoped for may come later.
void Performance::await_backend() {
  if (!backend_.far()) return;
  const bool asked_for = options_.backend != "auto";
  try {
    backend_.expect_ready(asked_for ? kBackendSeconds : kHopedForSeconds);
  } catch (const io::DeviceError& error) {
    if (asked_for) throw io::DeviceError(std::string(error.what()) + "; leave out --backend to play on the CPU");
    say("note: playing on the CPU: " + std::string(error.what()));
  }
}

// On the built-in clock nobody listens, so haste gains nothing, and a recording should be whole.
Lead Performance::lead() const {
  return options_.lead.value_or(device_->api() == "clock" ? Lead::kSafe : Lead::kFast);
}

void Performance::announce() {
  char text[400];
  std::snprintf(text, sizeof text, "%s on %s (%s), %g Hz, %d frames, delay %d samples (%.1f ms), kernels %s",
                patches_.playing().patch->name.c_str(), device_->name().c_str(), device_->api().c_str(), device_->rate(),
                device_->buffer(), stream_.delay(), 1000 * stream_.delay() / device_->rate(), kernels::best().name);
  say(text);
  std::string inputs;
  for (const auto& name : midi_.names()) inputs += (inputs.empty() ? "" : ", ") + name;
  const std::string web = web_->sentence();
  say("MIDI: " + (inputs.empty() ? std::string("no port open") : inputs) + ". OSC: " + options_.osc_bind + " port " +
      std::to_string(osc_->port()) + (web.empty() ? "" : ". " + web) + ". Ctrl-C ends");
  if (options_.osc_bind != "127.0.0.1" && options_.osc_bind != "localhost")
    say("warning: anyone who reaches " + options_.osc_bind + " over the network can play and change patches");
  if (latency_.unreported() > 0) {
    std::snprintf(text, sizeof text,
                  "calibrated: what is played is heard %.1f ms later than the device tells, and the beat reckons with it",
                  1000 * latency_.unreported() / device_->rate());
    say(text);
  }
  if (!device_->warning().empty()) say("note: " + device_->warning());
}

void Performance::run() {
  const io::LockResult lock = io::lock_memory();
  stream_.run();
  device_->start();
  listen_to_latency();
  conductor_.start();
  osc_->start();
  watchers_.start();
  web_->start();
  if (options_.status == "line") announce();
  learning_.tell_plugs(true);
  if (options_.status == "line" && !lock.locked) say("note: " + lock.reason);

  const bool json = options_.status == "json";
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  const Nanoseconds interval = json ? io::kSecond : terminal ? io::kSecond / 5 : 10 * io::kSecond;
  Nanoseconds next_show = io::now_ns() + (json ? 0 : io::kSecond / 5);
  while (!stop_.wait_until(io::now_ns() + (desk_.waits() ? kShortTick : kTick))) {
    tick();
    if (io::now_ns() < next_show) continue;
    next_show += interval;
    show(status(), false);
  }
  finish();
}

void Performance::tick() {
  if (const auto news = device_.watch(io::now_ns()); !news.empty()) say(news);
  console_.read([this](const std::string& line) { typed(line, io::now_ns()); },
                [this](const std::string& line) { return completed(line, patches_.places()); });
  follow_commands();
  snapshots_.tick(io::now_ns());
  learning_.tick(io::now_ns());
  stream_.collect();
  const Nanoseconds now = io::now_ns();
  if (now >= next_scan_) {
    next_scan_ = now + io::kSecond;
    midi_.rescan();
    device_->rescan();
    midi_out_.rescan();
    listen_to_latency();
  }
  report_disk_errors();
  if (const auto news = backend_.take_news(); !news.empty()) say(news);
  if (const auto news = conductor_.take_news(); !news.empty()) say(news);
  if (const auto warning = stream_.take_warning(); !warning.empty()) say("note: " + warning);
}

void Performance::listen_to_latency() {
  conductor_.set_latency(latency_.of(*device_));
  midi_out_.set_latency(conductor_.latency_ns());
}

void Performance::report_disk_errors() {
  if (const auto error = recorder_.take_error(); !error.empty()) say(error);
  if (journal_)
    if (const auto error = journal_->take_error(); !error.empty()) say(error);
}

void Performance::add_commands() {
  using io::OscCall;
  using io::OscVerb;
  desk_.before_answer([this] { board_.forget(); });
  patches_.add_to(desk_);
  snapshots_.add_to(desk_);
  setlist_.add_to(desk_);
  recorder_.add_to(desk_);
  rig_.add_to(desk_);
  learning_.add_to(desk_);
  add_transport_commands(desk_, conductor_);
  desk_.on(OscVerb::kLead, [this](const OscCall& call) -> CommandDesk::Texts {
    const std::string lead = text_argument(call, 0);
    if (call.count() != 1 || (lead != "fast" && lead != "safe")) throw CommandError("expects fast or safe");
    if (options_.run_inline) throw CommandError("the inline driver has no lead to change; play with --driver worker");
    stream_.set_lead(lead == "safe" ? Lead::kSafe : Lead::kFast);
    return {lead};
  });
  desk_.on(OscVerb::kJournalSave, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 1);
    const std::string path = new_user_file("journals", text_argument(call, 0), ".journal");
    if (!journal_) throw CommandError("there is no journal");
    journal_->save(path, stream_.position());
    return {path};
  });
  desk_.on(OscVerb::kLock, [this](const OscCall& call) -> CommandDesk::Texts {
    const auto lock = io::find_osc_lock(text_argument(call, 0));
    if (!lock || call.count() != 1) throw CommandError("expects none, files or all");
    if (!call.from.here) throw CommandError("only obeyed from the instrument's own machine");
    osc_stage_.lock = *lock;
    return {std::string(io::name_of(*lock))};
  });
}

void Performance::follow_commands() {
  io::OscCall call;
  const auto next = [&] { return desk_.take_waiting(call) || commands_.take(call); };
  for (int i = 0; i < kCommandsAtOnce && next(); i++) {
    const int patch = patches_.changes();
    const std::string sentence = desk_.carry_out(call);
    if (desk_.waits()) return;  // and so do those who came later
    const bool told = call.from.kind == io::OscPeer::Kind::kTerminal || sentence.empty();
    if (!told && fails_shown_.allow(io::now_ns())) say(sentence);
    if (patches_.changes() != patch) say("now playing " + patches_.playing().patch->name);
  }
}

void Performance::typed(const std::string& line, Nanoseconds when) {
  if (line == "quit") return stop_.ask();
  if (line.starts_with("help")) {
    for (const auto& text : help_lines(line.size() > 5 ? line.substr(5) : "")) say(text);
    return;
  }
  try {
    const auto packet = packet_of_line(line, osc_stage_.voices);
    typed_->receive(packet, when, {.kind = io::OscPeer::Kind::kTerminal, .here = true});
  } catch (const LineError& error) {
    say(error.what());
  }
}

Status Performance::status() {
  Status s{.now = *board_.read(io::now_ns()), .osc_lost = osc_->lost(), .output_latency_samples = latency_.of(*device_), .rate = stream_.setup().rate, .device = device_->name(),
           .driver = options_.run_inline ? "inline" : "worker", .buffer = device_->buffer(), .web_port = web_->port(), .input_peaks = {}};
  for (EventPort* port : midi_.ports()) s.events_dropped += port->dropped();
  for (const EventPort* port : {&desk_events_, &typed_events_, &osc_events_, &web_->events()}) s.events_dropped += port->dropped();
  s.peak_left = stream_.link().peak_left.exchange(0, std::memory_order_relaxed);
  s.peak_right = stream_.link().peak_right.exchange(0, std::memory_order_relaxed);
  for (int c = 0; c < device_->inputs() && c < kMaxInputs; c++)
    s.input_peaks.push_back(stream_.take_input_peak(c));
  return s;
}

void Performance::show(const Status& s, bool last) {
  if (options_.status == "json")
    std::printf("%s\n", to_json(s).c_str()), std::fflush(stdout);
  else
    console_.show(to_line(s, console_.terminal(), console_.terminal() ? console_.columns() : 0), last);
}

void Performance::finish() {
  learning_.tell_plugs(false);  // whatever is unplugged from now on, we have unplugged
  watchers_.stop();
  web_->stop();
  osc_->stop();
  midi_.close();
  conductor_.stop();
  midi_out_.close();
  stream_.fade_out();
  const Nanoseconds latest = io::now_ns() + kLongestFade;
  // The stop that goes out to those who were sent a clock needs a period, and they one more to hear it.
  const SampleIndex told = stream_.position() + (options_.midi_clock ? 3 * device_->buffer() : 0);
  const auto over = [&] { return stream_.ended() && stream_.position() >= told; };
  while (!over() && io::now_ns() < latest && !stop_.asked_twice()) io::sleep_until(io::now_ns() + io::kMillisecond);
  device_->stop();
  stream_.stop();
  recorder_.stop();
  if (journal_) journal_->stop(stream_.position());
  report_disk_errors();
  board_.forget();
  show(status(), true);
}

}  // namespace seaglass
