# SPDX-License-Identifier: MIT
# Its headers, so that what needs it compiles, and a stand-in for what it does.
include(headers_of_debian)
if(NOT TARGET openssl_stand_in)
    add_library(openssl_stand_in STATIC ${CMAKE_CURRENT_LIST_DIR}/openssl_stand_in.cpp)
    target_compile_features(openssl_stand_in PRIVATE cxx_std_20)
    target_link_libraries(openssl_stand_in PRIVATE Boost::headers)
endif()
foreach(part IN ITEMS SSL Crypto)
    headers_of_debian(OpenSSL::${part} /usr/include/openssl /usr/include/x86_64-linux-gnu/openssl)
    set_property(TARGET OpenSSL::${part} PROPERTY INTERFACE_LINK_LIBRARIES openssl_stand_in)
endforeach()
set(OpenSSL_FOUND TRUE)
