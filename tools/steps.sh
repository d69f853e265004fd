# What tools/setup, tools/play and tools/check share. Sourced, never run: root, step, fail, quietly, configure, build.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=${SEAGLASS_JOBS:-$(nproc)}

# step TEXT: one line of progress, on stderr, so that a program's own output stays clean.
step() { printf 'seaglass: %s\n' "$*" >&2; }

fail() {
  step "$*"
  exit 1
}

# quietly LOG COMMAND...: runs it with its output in build/LOG, whose end is shown when it fails.
quietly() {
  local log=$root/build/$1
  shift
  mkdir -p "$root/build"
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 25 "$log" >&2
    fail "failed: $* (all of it in ${log#"$root"/})"
  fi
}

# configure PRESET [ARGUMENTS...]: says whether CUDA is compiled, and what is left out.
configure() {
  step "configuring $1"
  (cd "$root" && quietly "configure-$1.log" cmake --preset "$@")
  sed -n 's/^-- \(.*left out.*\|CUDA: .*compiled\)$/seaglass: \1/p' "$root/build/configure-$1.log" >&2
}

# build PRESET TARGETS...: silent when there is nothing to do; compiler messages pass through.
build() {
  local folder=$root/build/$1 terminal=0
  shift
  if [[ -t 2 ]]; then terminal=1; fi
  (cd "$folder" && ninja -j "$jobs" "$@" 2>&1) | awk -v terminal="$terminal" -v name="${folder##*/}" '
    /^ninja: (no work|Entering)/ || /Re-checking globbed/ || /Re-running CMake/ { next }
    match($0, /^\[[0-9]+\/[0-9]+\]/) {
      split(substr($0, 2, RLENGTH - 2), n, "/")
      if (terminal) { printf "\rseaglass: building %s, %d of %d ", name, n[1], n[2]; drawn = 1 }
      else if (n[2] > 4 && int(10 * n[1] / n[2]) > shown) {
        shown = int(10 * n[1] / n[2])
        printf "seaglass: building %s, %d of %d\n", name, n[1], n[2]
      }
      fflush()
      next
    }
    /^-- CUDA: / { sub(/^-- /, "seaglass: ") }
    /^-- / { next }
    { if (drawn) print ""; drawn = 0; print; fflush() }
    END { if (drawn) print "" }' >&2
}
