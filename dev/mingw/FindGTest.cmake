# SPDX-License-Identifier: MIT
# From its sources, which Debian's libgtest-dev brings.
if(NOT TARGET gtest)
    set(gtest_force_shared_crt ON)
    set(INSTALL_GTEST OFF)
    add_subdirectory(/usr/src/googletest ${CMAKE_BINARY_DIR}/googletest EXCLUDE_FROM_ALL)
    foreach(part IN ITEMS gtest gtest_main gmock)
        if(NOT TARGET GTest::${part})
            add_library(GTest::${part} ALIAS ${part})
        endif()
    endforeach()
endif()
set(GTest_FOUND TRUE)
