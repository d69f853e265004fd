# The flags that all of our targets share.
add_library(seaglass_options INTERFACE)
target_include_directories(seaglass_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(seaglass_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wno-sign-conversion -Wno-psabi -fno-math-errno)

# The oldest machine that we run on; kernels/cpu has variants for newer ones, chosen at run time, and must not link this:
# an interface's options stand behind a target's own, and would win. No contraction: results do not depend on how the
# compiler pairs multiplications with additions.
add_library(seaglass_baseline INTERFACE)
target_link_libraries(seaglass_baseline INTERFACE seaglass_options)
target_compile_options(seaglass_baseline INTERFACE -ffp-contract=off)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(seaglass_baseline INTERFACE -march=x86-64-v2)
endif()

if(SEAGLASS_SANITIZE STREQUAL "address")
  set(flags -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
elseif(SEAGLASS_SANITIZE STREQUAL "thread")
  set(flags -fsanitize=thread)
elseif(SEAGLASS_SANITIZE STREQUAL "fuzzer")
  set(flags -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
endif()
if(flags)
  target_compile_options(seaglass_options INTERFACE ${flags} -g)
  target_link_options(seaglass_options INTERFACE ${flags})
endif()

# Second builds are short where ccache is installed. Paths relative to the checkout let checkouts share it.
find_program(SEAGLASS_CCACHE ccache)
if(SEAGLASS_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${SEAGLASS_CCACHE})
endif()
