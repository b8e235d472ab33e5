# SPDX-License-Identifier: MIT
# An overlay port, which builds the checkout it lies in:
#     vcpkg install socketiota --overlay-ports=packaging/vcpkg --no-binarycaching
# vcpkg's cache looks at the files of the port alone: with it, a changed checkout is not built again.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}" OPTIONS -D SOCKETIOTA_POSTGRES=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/socketiota)
vcpkg_fixup_pkgconfig()

# The headers and the client files are the same in both builds.
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
