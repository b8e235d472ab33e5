# SPDX-License-Identifier: MIT
find_package(GTest REQUIRED)
include(GoogleTest)

# socketiota_test(NAME LABEL label [TIMEOUT seconds] FOLDERS folder... SOURCES file...) is a GoogleTest
# program; each of its tests is one ctest, so that a failure names itself, and is given up after a minute
# unless told otherwise.
function(socketiota_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;TIMEOUT" "FOLDERS;SOURCES")
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    socketiota_executable(${name} FOLDERS ${arg_FOLDERS} SOURCES ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE GTest::gtest GTest::gmock GTest::gtest_main)
    # To list its tests a program has five seconds else: too few for wine, which makes a folder the first time.
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
        PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT})
endfunction()
