# SPDX-License-Identifier: MIT
# The one function that the library uses of it, in the header here.
if(NOT TARGET simdjson::simdjson)
    add_library(simdjson::simdjson INTERFACE IMPORTED GLOBAL)
    target_include_directories(simdjson::simdjson INTERFACE ${CMAKE_CURRENT_LIST_DIR}/simdjson)
endif()
set(simdjson_VERSION 3)
set(simdjson_FOUND TRUE)
