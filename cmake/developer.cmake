# SPDX-License-Identifier: MIT
# Everything that only those who work on socketiota need. The flags live on one INTERFACE target
# that is never exported, so that none of them reaches a user of the library.

option(SOCKETIOTA_TESTS "Build tests and fuzzers too, which need GoogleTest and the peers" ON)
set(SOCKETIOTA_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (address, thread, undefined)")
option(SOCKETIOTA_COVERAGE "Count lines that the tests run" OFF)
option(SOCKETIOTA_LIBFUZZER "Link fuzzers with libFuzzer instead of the replaying main (clang only)" OFF)
option(SOCKETIOTA_TIDY "Run clang-tidy on each compiled file" OFF)

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE_EXECUTABLE ccache)
if(CCACHE_EXECUTABLE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_EXECUTABLE})
endif()

add_library(socketiota_developer INTERFACE)
target_compile_options(socketiota_developer INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Woverloaded-virtual -Wold-style-cast -Wcast-align -Wunused -Wnull-dereference
    -Wdouble-promotion -Wimplicit-fallthrough -Wextra-semi -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(socketiota_developer INTERFACE
        -Wduplicated-cond -Wlogical-op
        # Both warn inside libstdc++ and Boost of g++ 12 on correct code once it is inlined
        # (GCC bugs 105329, 105651 and 108088), and -Werror would turn that into a build failure.
        -Wno-null-dereference -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow
        -Wno-array-bounds -Wno-dangling-pointer)
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Several sources are one file there, and g++ takes what they have for themselves for a header's.
    target_compile_options(socketiota_developer INTERFACE -Wno-subobject-linkage)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_definitions(socketiota_developer INTERFACE _GLIBCXX_ASSERTIONS)
endif()

if(SOCKETIOTA_SANITIZE)
    target_compile_options(socketiota_developer INTERFACE
        -fsanitize=${SOCKETIOTA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(socketiota_developer INTERFACE -fsanitize=${SOCKETIOTA_SANITIZE})
    if(SOCKETIOTA_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        # With it clang 14 cannot compile coroutines ("difference across sections").
        target_compile_options(socketiota_developer INTERFACE -fno-sanitize=function)
    endif()
    if(SOCKETIOTA_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Asio and libstdc++ use fences that g++ says ThreadSanitizer does not model.
        target_compile_options(socketiota_developer INTERFACE -Wno-tsan)
    endif()
endif()

if(SOCKETIOTA_LIBFUZZER)
    # The decoders must count their edges, not only the fuzz targets: libFuzzer is blind otherwise.
    target_compile_options(socketiota_developer INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(SOCKETIOTA_COVERAGE)
    target_compile_options(socketiota_developer INTERFACE --coverage -fprofile-update=atomic)
    target_link_options(socketiota_developer INTERFACE --coverage)
endif()

if(SOCKETIOTA_TIDY)
    find_program(CLANG_TIDY_EXECUTABLE clang-tidy REQUIRED)
    # A configuration that it cannot read makes clang-tidy fall back to its defaults and succeed.
    execute_process(
        COMMAND ${CLANG_TIDY_EXECUTABLE} --config-file=${PROJECT_SOURCE_DIR}/.clang-tidy --dump-config
        OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
    set(CMAKE_CXX_CLANG_TIDY ${CLANG_TIDY_EXECUTABLE} --quiet)
endif()
