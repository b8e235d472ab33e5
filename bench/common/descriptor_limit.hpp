// SPDX-License-Identifier: MIT
#pragma once

#include <sys/resource.h>

namespace socketiota::bench {

/// Raises the soft limit of open descriptors to the hard one: the idle scenario needs 10000.
inline void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace socketiota::bench
