# SPDX-License-Identifier: MIT
add_library(simdjson::simdjson INTERFACE IMPORTED)
