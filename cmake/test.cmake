# SPDX-License-Identifier: MIT
find_package(GTest REQUIRED)
include(GoogleTest)

# socketiota_executable(NAME FOLDERS folder... SOURCES file...) is a program of ours that may use the
# internals of the folders it names.
function(socketiota_executable name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FOLDERS;SOURCES")
    add_executable(${name} ${arg_SOURCES})
    target_compile_features(${name} PRIVATE cxx_std_20)
    set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
    target_include_directories(${name} PRIVATE
        ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(${name} PRIVATE
        socketiota_developer Boost::headers OpenSSL::Crypto simdjson::simdjson Threads::Threads)
    foreach(folder IN LISTS arg_FOLDERS)
        target_link_libraries(${name} PRIVATE socketiota_${folder})
    endforeach()
endfunction()

# socketiota_test(NAME LABEL label FOLDERS folder... SOURCES file...) is a GoogleTest program; each of
# its tests is one ctest, so that a failure names itself.
function(socketiota_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL" "FOLDERS;SOURCES")
    socketiota_executable(${name} FOLDERS ${arg_FOLDERS} SOURCES ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE GTest::gtest GTest::gmock GTest::gtest_main)
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${arg_LABEL} TIMEOUT 60)
endfunction()
