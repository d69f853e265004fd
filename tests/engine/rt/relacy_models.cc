// Model-checks the lock-free classes with Relacy: a full search of all interleavings and of all values that the C++
// memory model lets a load return, on the smallest case that has every kind of hand-over. One case per run:
//   relacy_models CASE [weakened]     exit code 1 when the search finds an error
// The weakened orders are the positive controls: each must be found out.

#include <cstdlib>
#include <iostream>
#include <ostream>
#include <string_view>

#include "engine/rt/mailbox.h"
#include "engine/rt/spsc_ring.h"

// Last, since it redefines new, delete and malloc.
#include <relacy/relacy.hpp>

namespace {

// A slot whose every access Relacy checks for races and for reading before writing.
template <class T>
class TracedSlot {
 public:
  TracedSlot() = default;
  TracedSlot& operator=(const T& value) {
    value_($) = value;
    return *this;
  }
  operator T() const { return value_($); }

 private:
  rl::var<T> value_;
};

struct Strong {
  static constexpr rl::memory_order kAcquire = rl::mo_acquire;
  static constexpr rl::memory_order kRelease = rl::mo_release;
  static constexpr rl::memory_order kExchange = rl::mo_acq_rel;
};
struct NoRelease : Strong {
  static constexpr rl::memory_order kRelease = rl::mo_relaxed;
  static constexpr rl::memory_order kExchange = rl::mo_acquire;
};
struct NoAcquire : Strong {
  static constexpr rl::memory_order kAcquire = rl::mo_relaxed;
  static constexpr rl::memory_order kExchange = rl::mo_release;
};

template <class Orders>
struct RelacyAtomics {
  template <class T>
  using Atomic = rl::atomic<T>;
  template <class T>
  using Slot = TracedSlot<T>;

  template <class T>
  static T relaxed(const rl::atomic<T>& a) {
    return a($).load(rl::mo_relaxed);
  }
  template <class T>
  static T acquire(const rl::atomic<T>& a) {
    return a($).load(Orders::kAcquire);
  }
  template <class T, class V>
  static void release(rl::atomic<T>& a, V value) {
    a($).store(T(value), Orders::kRelease);
  }
  template <class T, class V>
  static T exchange(rl::atomic<T>& a, V value) {
    return a($).exchange(T(value), Orders::kExchange);
  }
};

constexpr int kItems = 2;

// Two items through one slot: full, empty, and the slot's reuse.
template <class Orders>
struct Ring : rl::test_suite<Ring<Orders>, 2> {
  seaglass::rt::SpscRing<int, RelacyAtomics<Orders>> ring{1};

  void thread(unsigned index) {
    rl::linear_backoff wait;
    if (index == 0) {
      for (int i = 0; i < kItems; i++)
        while (!ring.push(i)) wait.yield($);
    } else {
      for (int i = 0; i < kItems; i++) {
        int item = -1;
        while (!ring.pop(item)) wait.yield($);
        RL_ASSERT(item == i);
      }
    }
  }
};

// The same through the calls that move several at once.
template <class Orders>
struct RingOfMany : rl::test_suite<RingOfMany<Orders>, 2> {
  seaglass::rt::SpscRing<int, RelacyAtomics<Orders>> ring{2};

  void thread(unsigned index) {
    rl::linear_backoff wait;
    if (index == 0) {
      for (int i = 0; i < 2 * kItems; i += 2) {
        const int two[] = {i, i + 1};
        while (!ring.push_all(two)) wait.yield($);
      }
    } else {
      int next = 0;
      while (next < 2 * kItems) {
        int some[3] = {-1, -1, -1};
        const std::size_t count = ring.pop_some(some);
        for (std::size_t i = 0; i < count; i++) RL_ASSERT(some[i] == next + int(i));
        next += int(count);
        if (count == 0) wait.yield($);
      }
    }
  }
};

// Three values, so that every slot is written while the reader may hold any other. Each is taken or comes back unread,
// once and not both.
template <class Orders>
struct Box : rl::test_suite<Box<Orders>, 2> {
  seaglass::rt::Mailbox<int, RelacyAtomics<Orders>> box;
  int unread = 0, taken = 0;  // sums; each of one thread until after()

  void thread(unsigned index) {
    if (index == 0) {
      int newest = 0;
      for (int i = 1; i <= 3; i++) {
        int older = -1;
        if (!box.put(i, older)) continue;
        RL_ASSERT(older > newest && older < i);
        newest = older;
        unread += older;
      }
    } else {
      int newest = 0;
      for (int tries = 0; tries < 3; tries++) {
        int value = -1;
        if (!box.take(value)) continue;
        RL_ASSERT(value > newest);
        newest = value;
        taken += value;
      }
    }
  }

  void after() {
    int last = 0;
    if (!box.take(last)) last = 0;
    RL_ASSERT(unread + taken + last == 1 + 2 + 3);
  }
};

template <template <class> class Model, class Orders>
bool holds() {
  rl::test_params parameters;
  parameters.search_type = rl::fair_full_search_scheduler_type;
  parameters.execution_depth_limit = 500;
  std::ostream quiet(nullptr);
  parameters.output_stream = &quiet;
  parameters.progress_stream = &quiet;
  const bool passed = rl::simulate<Model<Orders>>(parameters);
  std::cout << rl::test_result_str(parameters.test_result) << " after " << parameters.stop_iteration
            << " interleavings\n";
  return passed;
}

template <template <class> class Model>
bool holds(std::string_view orders) {
  if (orders == "no-release") return holds<Model, NoRelease>();
  if (orders == "no-acquire") return holds<Model, NoAcquire>();
  return holds<Model, Strong>();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view model = argc > 1 ? argv[1] : "";
  const std::string_view orders = argc > 2 ? argv[2] : "as-written";
  if (model == "ring") return holds<Ring>(orders) ? 0 : 1;
  if (model == "ring-of-many") return holds<RingOfMany>(orders) ? 0 : 1;
  if (model == "mailbox") return holds<Box>(orders) ? 0 : 1;
  std::cerr << "usage: relacy_models ring|ring-of-many|mailbox [as-written|no-release|no-acquire]\n";
  return 2;
}
