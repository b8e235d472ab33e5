# SPDX-License-Identifier: MIT
# Stands in for vcpkg: the commands that the port uses, doing what vcpkg's do with this checkout, so
# that a test can run the port.
cmake_policy(VERSION 3.25)
set(CURRENT_PORT_DIR ${REPOSITORY}/packaging/vcpkg/socketiota)
set(PORT socketiota)

function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()

function(vcpkg_cmake_configure)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "OPTIONS")
    foreach(kind debug release)
        set(prefix ${CURRENT_PACKAGES_DIR})
        if(kind STREQUAL "debug")
            set(prefix ${CURRENT_PACKAGES_DIR}/debug)
        endif()
        run(${CMAKE_COMMAND} -G Ninja -S ${arg_SOURCE_PATH} -B ${WORK}/${kind}
            -D CMAKE_BUILD_TYPE=None -D CMAKE_INSTALL_PREFIX=${prefix} -D CMAKE_INSTALL_LIBDIR=lib
            ${arg_OPTIONS})
    endforeach()
endfunction()

# One build, which is there, serves for both: the test is about what is installed where.
function(vcpkg_cmake_install)
    run(${CMAKE_COMMAND} --install ${BUILT} --prefix ${CURRENT_PACKAGES_DIR})
    run(${CMAKE_COMMAND} --install ${BUILT} --prefix ${CURRENT_PACKAGES_DIR}/debug)
endfunction()

function(vcpkg_cmake_config_fixup)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "CONFIG_PATH;PACKAGE_NAME" "")
    file(GLOB files ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}/*)
    if(NOT files)
        message(FATAL_ERROR "nothing in ${arg_CONFIG_PATH}")
    endif()
    file(COPY ${files} DESTINATION ${CURRENT_PACKAGES_DIR}/share/${PORT})
    file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/lib/cmake ${CURRENT_PACKAGES_DIR}/debug/lib/cmake)
endfunction()

function(vcpkg_fixup_pkgconfig)
endfunction()

function(vcpkg_install_copyright)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FILE_LIST")
    configure_file(${arg_FILE_LIST} ${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright COPYONLY)
endfunction()

include(${CURRENT_PORT_DIR}/portfile.cmake)
