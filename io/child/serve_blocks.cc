#include "io/child/serve_blocks.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <cstring>
#include <exception>
#include <new>
#include <vector>

#include "io/child/block_pace.h"
#include "io/child/block_service.h"
#include "io/errors.h"

namespace seaglass::io {
namespace {

constexpr int kNoMemory = 6;     // as ResourceError
constexpr int kUnforeseen = 1;
constexpr std::size_t kStack = 256 << 10;

// Without allocating: there may be no memory left.
void tell(const char* sentence) noexcept {
  (void)!write(STDERR_FILENO, sentence, std::strlen(sentence));
  (void)!write(STDERR_FILENO, "\n", 1);
}

// A thread without priority may be woken 50 us late else, so as to save power.
void ask_for_exact_timers() noexcept { prctl(PR_SET_TIMERSLACK, 1); }

class Serving {
 public:
  Serving(BlockService& service, BlockServer& server, std::size_t slices, std::size_t slice_bytes)
      : service_(service), server_(server), slices_(slices), state_(slice_bytes) {}

  void run() {
    for (;;) {
      switch (service_.take(pace_.expected())) {
        case Taken::kStop: return;
        case Taken::kNothing: break;
        case Taken::kRequest: serve();
      }
    }
  }

 private:
  void serve() {
    pace_.came(now_ns());
    service_.reply(server_.serve(service_.request(), service_.reply_room()));
    if (slices_ == 0) return;
    // Now that the reply is on its way there is time.
    const std::size_t bytes = server_.copy_state(slice_, state_);
    if (bytes > 0) service_.copy_state(slice_, std::span(state_).first(bytes));
    slice_ = (slice_ + 1) % slices_;
  }

  BlockService& service_;
  BlockServer& server_;
  BlockPace pace_;
  std::size_t slices_, slice_ = 0;
  std::vector<std::byte> state_;
};

// What ends it is told to `service` too, where there is one.
template <class Action>
int outcome_of(Action action, BlockService* service) noexcept {
  int code = 0;
  try {
    action();
    return 0;
  } catch (const Error& error) {
    tell(error.what());
    code = error.exit_code;
  } catch (const std::bad_alloc&) {
    tell("no memory is left; close other programs, or play with fewer voices");
    code = kNoMemory;
  } catch (const std::exception& error) {
    tell(error.what());
    code = kUnforeseen;
  }
  if (service != nullptr) service->say(ChildState::kFailed, code);
  return code;
}

}  // namespace

int serve_blocks(int fd, BlockServer& server) noexcept {
  int code = 0;
  const int opened = outcome_of([&] {
    SharedRegion region(fd);
    BlockService service(region);
    code = outcome_of([&] {
      server.prepare(service.config());
      Serving serving(service, server, region.view().sizes().slices, region.view().sizes().slice);
      ask_for_exact_timers();
      ask_realtime_quietly(kServingPriority);
      prefault_stack(kStack);
      service.say(ChildState::kReady);
      serving.run();
    }, &service);
  }, nullptr);
  return opened != 0 ? opened : code;
}

}  // namespace seaglass::io
