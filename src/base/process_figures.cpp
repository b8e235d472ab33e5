// SPDX-License-Identifier: MIT
#include <cstdint>
#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

#include <base/process_figures.hpp>
#include <sys/resource.h>
#include <unistd.h>

namespace socketiota::base {
namespace {

std::optional<double> seconds_of(clockid_t clock) {
    timespec at{};
    if (::clock_gettime(clock, &at) != 0)
        return std::nullopt;
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
}

// proc(5): field 22 of `stat`, in ticks since the machine started. The second field is a name in
// parentheses, which may have some of its own.
std::optional<double> start_after_boot() {
    std::ifstream file("/proc/self/stat");
    std::string const stat{std::istreambuf_iterator<char>(file), {}};
    std::size_t const name_end = stat.rfind(')');
    if (name_end == std::string::npos)
        return std::nullopt;
    std::istringstream fields(stat.substr(name_end + 1));
    constexpr int fields_between = 19; // from state, the third, to the one before
    std::string skipped;
    for (int count = 0; count < fields_between; ++count)
        fields >> skipped;
    std::uint64_t ticks = 0;
    long const per_second = ::sysconf(_SC_CLK_TCK);
    if (!(fields >> ticks) || per_second <= 0)
        return std::nullopt;
    return static_cast<double>(ticks) / static_cast<double>(per_second);
}

// Once: reckoned anew it would follow each correction of the clock.
std::optional<double> start_time() {
    static std::optional<double> const started = []() -> std::optional<double> {
        auto const now = seconds_of(CLOCK_REALTIME);
        auto const since_boot = seconds_of(CLOCK_BOOTTIME);
        auto const start = start_after_boot();
        if (!now || !since_boot || !start)
            return std::nullopt;
        return *now - *since_boot + *start;
    }();
    return started;
}

std::optional<std::uint64_t> resident_memory() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t all = 0;
    std::uint64_t resident = 0;
    long const page = ::sysconf(_SC_PAGESIZE);
    if (!(file >> all >> resident) || page <= 0)
        return std::nullopt;
    return resident * static_cast<std::uint64_t>(page);
}

std::optional<std::uint64_t> most_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return std::nullopt;
    return limit.rlim_cur;
}

} // namespace

void write_process_figures(metric_text& to) {
    if (auto const started = start_time()) {
        to.begin_gauge("process_start_time_seconds",
                       "Start time of the process since unix epoch in seconds.");
        to.sample(*started);
    }
    if (auto const used = seconds_of(CLOCK_PROCESS_CPUTIME_ID)) {
        to.begin_counter("process_cpu_seconds_total",
                         "Total user and system CPU time spent in seconds.");
        to.sample(*used);
    }
    if (auto const resident = resident_memory()) {
        to.begin_gauge("process_resident_memory_bytes", "Resident memory size in bytes.");
        to.sample(*resident);
    }
    if (auto const most = most_descriptors()) {
        to.begin_gauge("process_max_fds", "Maximum number of open file descriptors.");
        to.sample(*most);
    }
}

} // namespace socketiota::base
