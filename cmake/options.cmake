# Compiler flags for every target of ours. Warnings are errors: a warning nobody reads protects nobody.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(COUNTERSIGN_TESTS "Build the tests" ON)
option(COUNTERSIGN_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(COUNTERSIGN_COVERAGE "Count executed lines" OFF)
set(COUNTERSIGN_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined or thread")

add_library(countersign_flags INTERFACE)
target_compile_options(countersign_flags INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Wnull-dereference -Wdouble-promotion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these inside its own library and in coroutine frames, with nothing of ours at fault.
  target_compile_options(countersign_flags INTERFACE
    -Wno-null-dereference -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds
    -Wno-dangling-pointer)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # libstdc++ 12 uses a function of its own that it calls deprecated, and clang tells at the place that instantiates it.
  target_compile_options(countersign_flags INTERFACE -Wno-deprecated-declarations)
endif()
target_compile_definitions(countersign_flags INTERFACE BOOST_ENABLE_ASSERT_HANDLER)

if(COUNTERSIGN_SANITIZE)
  add_compile_options(-fsanitize=${COUNTERSIGN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${COUNTERSIGN_SANITIZE})
  if(COUNTERSIGN_SANITIZE STREQUAL "thread")
    # ThreadSanitizer does not know fences. Asio's are not needed beside its locks.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()
if(COUNTERSIGN_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # A precompiled header is part of the compiler's input; ccache needs to be told how to compare it.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  endif()
endif()
find_program(MOLD mold)
if(MOLD AND NOT COUNTERSIGN_SANITIZE)
  add_link_options(-fuse-ld=mold)
endif()
