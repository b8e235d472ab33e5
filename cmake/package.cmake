# SPDX-License-Identifier: MIT

# Debian packages by `cpack`: the shared library with the client files, and what one needs to build with
# it. Its name says which programs it serves, so that the next one can be installed beside it.
get_target_property(soversion socketiota SOVERSION)
set(runtime_package libsocketiota${soversion})
set(development_package libsocketiota-dev)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME socketiota)
set(CPACK_PACKAGE_VENDOR "the socketiota authors")
set(CPACK_PACKAGE_CONTACT "the socketiota authors <socketiota@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME ${runtime_package})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "${PROJECT_DESCRIPTION}: the library and the files for browsers")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME ${development_package})
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "${PROJECT_DESCRIPTION}: headers, and what CMake and pkg-config need")
set(CPACK_COMPONENT_DEVELOPMENT_DEPENDS runtime)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
# Boost's headers are in ours. Any package of 1.81 or later will do.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libboost1.81-dev | libboost-dev (>= 1.81), libssl-dev, libsimdjson-dev, zlib1g-dev")
foreach(component runtime development)
    install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright
        DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${${component}_package}
        COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()
include(CPack)
