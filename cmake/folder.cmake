# SPDX-License-Identifier: MIT

# socketiota_folder(NAME SOURCE...) declares one folder of the house: its objects become part of the
# library, and tests of internals link them directly, because the library hides its internal symbols.
# Which folder may include which is dev/layers.txt's to say; a policy test checks it.
function(socketiota_folder name)
    add_library(socketiota_${name} OBJECT ${ARGN})
    target_compile_features(socketiota_${name} PUBLIC cxx_std_20)
    target_include_directories(socketiota_${name} PUBLIC
        ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
    set_target_properties(socketiota_${name} PROPERTIES
        CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(socketiota_${name} PRIVATE
        Boost::headers OpenSSL::SSL OpenSSL::Crypto simdjson::simdjson Threads::Threads ZLIB::ZLIB)
    if(TARGET socketiota_developer)
        target_link_libraries(socketiota_${name} PRIVATE socketiota_developer)
    endif()
    set_property(GLOBAL APPEND PROPERTY SOCKETIOTA_FOLDERS ${name})
endfunction()
