// SPDX-License-Identifier: MIT
#include "process_meter.hpp"

#include "failure.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace socketiota::bench {

std::optional<std::uint64_t> process_meter::cpu_nanoseconds() const {
    if (pid_ == 0)
        return std::nullopt;
    std::uint64_t sum = 0;
    bool any = false;
    std::error_code error;
    const std::filesystem::directory_iterator tasks{"/proc/" + std::to_string(pid_) + "/task",
                                                    error};
    for (const auto& task : tasks) {
        std::ifstream file{task.path() / "schedstat"};
        std::uint64_t nanoseconds = 0;
        if (file >> nanoseconds) {
            sum += nanoseconds;
            any = true;
        }
    }
    if (!any)
        throw failure{"the server (process " + std::to_string(pid_) + ") is gone"};
    return sum;
}

std::optional<std::uint64_t> process_meter::resident_bytes() const {
    if (pid_ == 0)
        return std::nullopt;
    std::ifstream file{"/proc/" + std::to_string(pid_) + "/smaps_rollup"};
    std::string word;
    while (file >> word) {
        std::uint64_t kibibytes = 0;
        if (word == "Rss:" && file >> kibibytes)
            return kibibytes * 1024;
    }
    throw failure{"the memory of the server (process " + std::to_string(pid_) + ") cannot be read"};
}

} // namespace socketiota::bench
