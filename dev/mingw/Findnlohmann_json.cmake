# SPDX-License-Identifier: MIT
include(headers_of_debian)
headers_of_debian(nlohmann_json::nlohmann_json /usr/include/nlohmann)
set(nlohmann_json_FOUND TRUE)
