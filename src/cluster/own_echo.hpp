// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace socketiota::cluster {

/// What one has sent to all comes back once, or is lost: whoever hears more under its own id than
/// it has sent is not alone with that.
class own_echo {
public:
    void note_sent() noexcept { ++sent_; }

    /// One has come; whether it is that of another.
    [[nodiscard]] bool is_another() noexcept { return ++heard_ > sent_; }

private:
    std::size_t sent_ = 0;
    std::size_t heard_ = 0;
};

} // namespace socketiota::cluster
