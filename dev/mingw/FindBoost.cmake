# SPDX-License-Identifier: MIT
include(headers_of_debian)
headers_of_debian(Boost::headers /usr/include/boost)
set_property(TARGET Boost::headers PROPERTY INTERFACE_LINK_LIBRARIES ws2_32 mswsock)
set(Boost_FOUND TRUE)
