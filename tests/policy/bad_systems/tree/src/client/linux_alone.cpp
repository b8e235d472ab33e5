// SPDX-License-Identifier: MIT
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cerrno>

#include <sys/socket.h>
#  include <windows.h>
// #include <unistd.h>
