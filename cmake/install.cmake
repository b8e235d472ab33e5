# SPDX-License-Identifier: MIT

# What `cmake --install` and CPack put where: the library, its headers, what CMake and pkg-config need
# to find it, and the client files that a server gives to browsers.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

install(TARGETS socketiota EXPORT socketiota
    RUNTIME COMPONENT runtime
    LIBRARY COMPONENT runtime NAMELINK_COMPONENT development
    ARCHIVE COMPONENT development
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
# Found as a component: beside a shared library it needs what that has inside.
install(TARGETS socketiota_for_tests EXPORT socketiota_test_kit
    ARCHIVE COMPONENT development
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
# So is what needs libpq, in a package of its own.
if(SOCKETIOTA_POSTGRES)
    install(TARGETS socketiota_with_postgres EXPORT socketiota_postgres
        RUNTIME COMPONENT postgres
        LIBRARY COMPONENT postgres NAMELINK_COMPONENT development
        ARCHIVE COMPONENT development
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endif()
if(SOCKETIOTA_TOOLS)
    install(TARGETS siota RUNTIME COMPONENT tools)
    install(FILES ${PROJECT_SOURCE_DIR}/tools/siota/siota.1
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT tools)
    install(FILES ${PROJECT_SOURCE_DIR}/tools/siota/completion.bash RENAME siota
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT tools)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/socketiota
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
install(FILES ${PROJECT_SOURCE_DIR}/include/socketiota.h
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
# Of no component that CPack packs: Debian wants it in a place of its own for each package.
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT license)

set(cmake_folder ${CMAKE_INSTALL_LIBDIR}/cmake/socketiota)
set(client_folder ${CMAKE_INSTALL_DATADIR}/socketiota/socket.io-client)
set(client_files ${client_folder}/dist)
install(EXPORT socketiota NAMESPACE socketiota:: FILE socketiota-targets.cmake
    DESTINATION ${cmake_folder} COMPONENT development)
install(EXPORT socketiota_test_kit NAMESPACE socketiota:: FILE socketiota-test_kit-targets.cmake
    DESTINATION ${cmake_folder} COMPONENT development)
if(SOCKETIOTA_POSTGRES)
    install(EXPORT socketiota_postgres NAMESPACE socketiota:: FILE socketiota-postgres-targets.cmake
        DESTINATION ${cmake_folder} COMPONENT development)
endif()
configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/socketiota-config.cmake.in
    ${PROJECT_BINARY_DIR}/socketiota-config.cmake
    INSTALL_DESTINATION ${cmake_folder}
    PATH_VARS client_files)
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/socketiota-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/socketiota-config.cmake
    ${PROJECT_BINARY_DIR}/socketiota-config-version.cmake
    DESTINATION ${cmake_folder} COMPONENT development)

# A static library leaves it to its users to link what it needs.
set(private_requirements "Requires.private")
if(NOT BUILD_SHARED_LIBS)
    set(private_requirements "Requires")
endif()
# Found from where the file lies, so that an installation may be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}
    OUTPUT_VARIABLE library_folder)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}
    OUTPUT_VARIABLE include_folder)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_DATADIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}
    OUTPUT_VARIABLE data_folder)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY
    ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig OUTPUT_VARIABLE way_to_prefix)
configure_file(${CMAKE_CURRENT_LIST_DIR}/socketiota.pc.in ${PROJECT_BINARY_DIR}/socketiota.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/socketiota.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

# The npm package socket.io-client as `npm ci` brings it. A shared library finds it beside itself.
if(EXISTS ${SOCKETIOTA_CLIENT_PACKAGE}/dist/socket.io.js)
    install(DIRECTORY ${SOCKETIOTA_CLIENT_PACKAGE}/dist DESTINATION ${client_folder}
        COMPONENT runtime FILES_MATCHING PATTERN "*.js" PATTERN "*.js.map")
    install(FILES ${SOCKETIOTA_CLIENT_PACKAGE}/package.json ${SOCKETIOTA_CLIENT_PACKAGE}/LICENSE
        DESTINATION ${client_folder} COMPONENT runtime)
else()
    message(STATUS "socketiota: no client files in ${SOCKETIOTA_CLIENT_PACKAGE}: run 'npm ci' to "
        "install them with the library, or set SOCKETIOTA_CLIENT_PACKAGE")
endif()
