#pragma once
// Where [control] minds the controllers: which are plugged in, what their controls do, what is being learned. Commands
// over OSC and from the terminal end here; tick() brings the news.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/control/control_input.h"
#include "engine/control/controller_lights.h"
#include "engine/control/controller_map.h"
#include "engine/control/controller_monitor.h"
#include "engine/control/learn.h"
#include "engine/control/present_values.h"
#include "io/midi/controller_store.h"

namespace seaglass::io {

// What a command says to whoever gave it.
struct DeskAnswer {
  bool done = false;
  std::string sentence;
};

struct DeskNews {
  std::vector<std::string> sentences;  // for the performer
  std::vector<std::string> moves;      // of the monitor
  std::vector<ControlPress> presses;   // actions to carry out; learning has been seen to

  // Learning ended: what it was for, when that was known, and how. The sentences above say it too.
  struct End {
    std::optional<Target> target;
    DeskAnswer answer;
  };
  std::optional<End> learned;

  // To be sent to that source's device.
  struct Lights {
    ControlInput* input;
    std::vector<MidiBytes> messages;
  };
  std::vector<Lights> lights;
};

// All functions [control]. Times are io::now_ns(), as the sources stamp with.
class ControllerDesk {
 public:
  // `path` of the file, as config_path("controllers.json") gives it; empty: nothing is kept.
  ControllerDesk(PresentValues& present, std::string path);

  // Reads the file; its sentences come with the next news.
  void load();

  // Writes it. Learning and unlearning do so by themselves.
  void save();

  // A source begins to carry this device, which the map of that name is for; call it before the port is opened. The
  // source outlives the desk or is unplugged.
  void plug(ControlInput& input, std::string_view device);
  void unplug(ControlInput& input);

  // The next control that is moved is for `target`; without one, for the next parameter that is touched.
  DeskAnswer learn(const Target& target, Nanoseconds now);
  DeskAnswer learn(Nanoseconds now);
  DeskAnswer cancel();

  // No control moves it any more. Of a parameter of all parts: of any part.
  DeskAnswer unlearn(const Target& target);

  // How the controls of a target move it: see changed() in controller_file.h. The sentence is what they do then.
  DeskAnswer change(const Target& target, const std::string& key, const std::variant<double, std::string>& value);

  // A sentence for each control and target.
  std::vector<std::string> list() const;

  // Whether news tell of every move.
  void monitor(bool on) { monitoring_ = on; }

  // About every 50 ms.
  DeskNews tick(Nanoseconds now);

 private:
  struct Source {
    ControlInput* input;
    std::string device;
    int number;
    ControllerMap map;
    ControllerLights lights;
    std::uint64_t lost = 0;
  };

  void use(ControllerFile file);
  void give_map(Source& source);
  void begin_change();
  void end_change();
  void follow(Source& source, DeskNews& news);
  void follow_learning(Nanoseconds now, DeskNews& news);
  void obey(const ControlPress& press, DeskNews& news);
  DeskAnswer bind(const Learned& learned);
  void set_learning();

  PresentValues& present_;
  ControllerStore store_;
  ControllerFile file_;
  std::vector<std::unique_ptr<Source>> sources_;
  int next_number_ = 0;
  Learn learn_;
  bool hinted_ = false;
  std::optional<Learned> shown_;  // the control that was learned in this tick
  ControllerMonitor monitor_;
  bool monitoring_ = false;
  Nanoseconds next_look_ = 0;           // at the file
  std::vector<std::string> sentences_;  // for the next news
};

}  // namespace seaglass::io
