# SPDX-License-Identifier: MIT
# cmake -DCOMPILER=... -DSOURCE=... -DINCLUDES=... -P check.cmake
file(STRINGS ${SOURCE} expectation REGEX "^// expect: ")
string(REPLACE "// expect: " "" sentence "${expectation}")
if(sentence STREQUAL "")
    message(FATAL_ERROR "${SOURCE} does not say what it expects")
endif()

set(command ${COMPILER} -std=c++20 -fsyntax-only -Wall -Wextra -Werror)
foreach(directory IN LISTS INCLUDES)
    list(APPEND command -I${directory})
endforeach()

execute_process(COMMAND ${command} ${SOURCE} RESULT_VARIABLE failed ERROR_VARIABLE output)
if(failed)
    message(FATAL_ERROR "what is right does not compile:\n${output}")
endif()

execute_process(COMMAND ${command} -DBAD ${SOURCE} RESULT_VARIABLE failed ERROR_VARIABLE output)
if(NOT failed)
    message(FATAL_ERROR "what is wrong compiles")
endif()
string(FIND "${output}" "${sentence}" position)
if(position EQUAL -1)
    message(FATAL_ERROR "the compiler does not say \"${sentence}\":\n${output}")
endif()
