# SPDX-License-Identifier: MIT

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
        socketiota_developer Boost::headers OpenSSL::SSL OpenSSL::Crypto simdjson::simdjson
        Threads::Threads ZLIB::ZLIB)
    foreach(folder IN LISTS arg_FOLDERS)
        target_link_libraries(${name} PRIVATE socketiota_${folder})
    endforeach()
endfunction()
