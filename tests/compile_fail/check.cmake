# SPDX-License-Identifier: MIT
# cmake -DCOMPILER=... -DFLAGS=... -DSOURCE=... [-DRIGHT=ON] -P check.cmake
# Checks that the source with BAD defined does not compile, as CMakeLists.txt says; with RIGHT, that
# it compiles without.
get_filename_component(name ${SOURCE} NAME)
file(STRINGS ${SOURCE} expectation REGEX "^// expect: ")
string(REPLACE "// expect: " "" sentence "${expectation}")
if(sentence STREQUAL "")
    message(FATAL_ERROR "${name} does not say what it expects")
endif()

# The line that is wrong has the comment "// here".
file(READ ${SOURCE} text)
string(FIND "${text}" "// here" position)
if(position EQUAL -1)
    message(FATAL_ERROR "${name} does not say where it is wrong")
endif()
string(SUBSTRING "${text}" 0 ${position} before)
string(REGEX MATCHALL "\n" ends "${before}")
list(LENGTH ends line)
math(EXPR line "${line} + 1")

set(command ${COMPILER} ${FLAGS} -fsyntax-only)
set(ENV{LC_ALL} C)

if(RIGHT)
    execute_process(COMMAND ${command} ${SOURCE} RESULT_VARIABLE failed ERROR_VARIABLE output)
    if(failed)
        message(FATAL_ERROR "what is right does not compile:\n${output}")
    endif()
endif()

execute_process(COMMAND ${command} -DBAD ${SOURCE} RESULT_VARIABLE failed ERROR_VARIABLE output)
if(NOT failed)
    message(FATAL_ERROR "what is wrong compiles")
endif()

# What a list of CMake would be torn apart by.
string(REGEX REPLACE "[][;]" "," plain "${output}")
string(REGEX MATCHALL "error: [^\n]*" errors "${plain}")
list(LENGTH errors count)
if(NOT count EQUAL 1)
    message(FATAL_ERROR "one fault is ${count} errors:\n${output}")
endif()
# clang++ names the function that is no constant expression in a note.
if(text MATCHES "// clang\\+\\+: in a note" AND COMPILER MATCHES "clang")
    set(errors "${output}")
endif()
string(FIND "${errors}" "${sentence}" position)
if(position EQUAL -1)
    message(FATAL_ERROR "the error does not say \"${sentence}\":\n${output}")
endif()
if(NOT output MATCHES "${name}:${line}:[0-9]+: ")
    message(FATAL_ERROR "line ${line} is not named:\n${output}")
endif()
