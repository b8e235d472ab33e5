// SPDX-License-Identifier: MIT
#include "own_cost.hpp"

#include <cstdint>
#include <fstream>

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

namespace socketiota::bench {

double own_cpu_microseconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    auto const in_microseconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return in_microseconds(used.ru_utime) + in_microseconds(used.ru_stime);
}

std::uint64_t own_resident_bytes() {
    std::uint64_t all = 0;
    std::uint64_t resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace socketiota::bench
