# Kernels for CUDA are compiled when nvcc is there; nothing else depends on them. One line says what happens, and names
# those of NVIDIA's libraries that are left out: without them the kernels of our own do all the work.
include(CheckLanguage)

# Machine code for every generation since Turing, and PTX of the newest for those to come. One architecture alone
# (-DSEAGLASS_CUDA_ARCHITECTURES=90-real) compiles in an eighth of the time.
set(SEAGLASS_CUDA_ARCHITECTURES "75-real;80-real;86-real;89-real;90-real;100-real;110-real;120"
  CACHE STRING "What the CUDA kernels are compiled for")

# cuDNN and cuBLASLt are opened at run time (kernels/cuda/shared_library.h); compiling needs their headers: from the
# system, the wheels that tools/setup_cuda fetches, or those of python3.
function(seaglass_find_cuda_libraries)
  set(wheels ${CMAKE_SOURCE_DIR}/build/cuda-wheels/nvidia)
  find_program(python NAMES python3 NO_CACHE)
  if(python)
    execute_process(COMMAND ${python} -c "import sys; print(';'.join(p + '/nvidia' for p in sys.path if p))"
      OUTPUT_VARIABLE of_python OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    list(APPEND wheels ${of_python})
  endif()
  find_path(SEAGLASS_CUBLASLT_INCLUDE cublasLt.h HINTS ${wheels} ${CMAKE_CUDA_TOOLKIT_INCLUDE_DIRECTORIES}
    PATH_SUFFIXES cu13/include cublas/include)
  find_path(SEAGLASS_CUDNN_INCLUDE cudnn_graph.h HINTS ${wheels} PATH_SUFFIXES cudnn/include)
  set(includes "")
  set(folders "")
  set(missing "")
  foreach(library CUBLASLT CUDNN)
    set(found ${SEAGLASS_${library}_INCLUDE})
    string(REPLACE "CUBLASLT" "cuBLASLt" name ${library})
    string(REPLACE "CUDNN" "cuDNN" name ${name})
    if(NOT found)
      string(APPEND missing " without ${name},")
    else()
      list(APPEND includes ${found})
      if(found MATCHES "/nvidia/")
        get_filename_component(folder ${found} DIRECTORY)
        list(APPEND folders ${folder}/lib)
      endif()
    endif()
  endforeach()
  list(REMOVE_DUPLICATES folders)
  list(JOIN folders ":" folders)
  set(SEAGLASS_CUDA_INCLUDES "${includes}" PARENT_SCOPE)
  set(SEAGLASS_CUDA_LIBRARY_FOLDERS "${folders}" PARENT_SCOPE)
  set(SEAGLASS_CUDA_MISSING "${missing}" PARENT_SCOPE)
endfunction()

if(NOT SEAGLASS_CUDA)
  message(STATUS "CUDA: switched off")
else()
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)
    set(CMAKE_CUDA_ARCHITECTURES ${SEAGLASS_CUDA_ARCHITECTURES})
    enable_language(CUDA)
    if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)  # CMake 3.25 does not know yet
      set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
    endif()
    seaglass_find_cuda_libraries()
    if(SEAGLASS_CCACHE)
      set(CMAKE_CUDA_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
    endif()
    set(compiler "${CMAKE_CUDA_COMPILER_ID} ${CMAKE_CUDA_COMPILER_VERSION}")
    message(STATUS "CUDA: ${compiler},${SEAGLASS_CUDA_MISSING} kernels are compiled")
  else()
    message(STATUS "CUDA: no nvcc found, left out (the instrument plays on the CPU)")
  endif()
endif()
