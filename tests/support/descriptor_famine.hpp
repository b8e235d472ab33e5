// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace socketiota::test {

/// Lowers the limit of descriptors of this process and uses up what is left of them.
class descriptor_famine {
public:
    descriptor_famine() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit lowered = before_;
        lowered.rlim_cur = std::min<rlim_t>(before_.rlim_cur, 256);
        ::setrlimit(RLIMIT_NOFILE, &lowered);
        for (;;) {
            int const taken = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
            if (taken < 0)
                return;
            taken_.push_back(taken);
        }
    }

    descriptor_famine(descriptor_famine const&) = delete;
    descriptor_famine& operator=(descriptor_famine const&) = delete;

    ~descriptor_famine() {
        give(taken_.size());
        ::setrlimit(RLIMIT_NOFILE, &before_);
    }

    void give(std::size_t count) {
        for (; count > 0 && !taken_.empty(); --count) {
            ::close(taken_.back());
            taken_.pop_back();
        }
    }

private:
    rlimit before_{};
    std::vector<int> taken_;
};

} // namespace socketiota::test
