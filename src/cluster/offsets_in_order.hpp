// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>

#include <boost/container/deque.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota::cluster {

/// Who waits to be told where a message stands in the log, each after those who came before.
///
/// Not thread safe. Who calls a function that tells holds it: what is told may let go of it.
class offsets_in_order {
public:
    using told = detail::callback<void(error_code, std::string_view offset)>;

    /// The ticket of who waits.
    std::uint64_t add(told who);

    /// Tells, now or when all before are told; nothing if that has been told already.
    void tell(std::uint64_t ticket, error_code why, std::string_view offset);

    /// Tells all who have come before `end` that they get none.
    void tell_all(std::uint64_t end, error_code why);

    /// All who have come up to now.
    [[nodiscard]] std::uint64_t end() const noexcept { return first_ + waiting_.size(); }

    /// Nobody is told anything more.
    void close() noexcept;

private:
    struct outcome {
        error_code why;
        std::string offset;
    };

    struct waiting {
        told who;
        std::optional<outcome> what;
    };

    void tell_known();

    boost::container::deque<waiting> waiting_;
    std::uint64_t first_ = 0; // the ticket of the first of them
    bool is_telling_ = false;
};

} // namespace socketiota::cluster
