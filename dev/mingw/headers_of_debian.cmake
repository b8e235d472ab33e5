# SPDX-License-Identifier: MIT

# headers_of_debian(TARGET FOLDER...) is a library of headers alone, which are the same on each system: these
# folders, and not all of /usr/include, which is Linux's.
function(headers_of_debian target)
    if(TARGET ${target})
        return()
    endif()
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    foreach(folder IN LISTS ARGN)
        string(MAKE_C_IDENTIFIER ${folder} name)
        get_filename_component(link ${folder} NAME)
        file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/headers/${name})
        file(CREATE_LINK ${folder} ${CMAKE_BINARY_DIR}/headers/${name}/${link} SYMBOLIC)
        target_include_directories(${target} INTERFACE ${CMAKE_BINARY_DIR}/headers/${name})
    endforeach()
endfunction()
