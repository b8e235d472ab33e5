// SPDX-License-Identifier: MIT
#include <loop/thread_name.hpp>
#include <pthread.h>

namespace socketiota::loop {

void name_this_thread(std::string const& name) noexcept {
    ::pthread_setname_np(::pthread_self(), name.c_str());
}

} // namespace socketiota::loop
