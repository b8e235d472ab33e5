# SPDX-License-Identifier: MIT
# A simdjson of the version SIMDJSON_VERSION of the environment, which accepts as simdjson's own file
# does: the minor version that is asked for, and no other.
set(PACKAGE_VERSION $ENV{SIMDJSON_VERSION})
if(PACKAGE_VERSION MATCHES "^${PACKAGE_FIND_VERSION_MAJOR}\\.${PACKAGE_FIND_VERSION_MINOR}\\.")
    set(PACKAGE_VERSION_COMPATIBLE TRUE)
endif()
