// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include <http/neighbourhood.hpp>

namespace socketiota::http {

/// What a connection holds of an answer of another shard because its peer has not taken it: that
/// shard counts it meanwhile. In time it does so only for what is not taken at once; before, the
/// answer counts in the mailbox.
///
/// Not thread safe: belongs to the shard of the connection.
class unsent_elsewhere {
public:
    /// @param total belongs to the shard `counts`, which alone looks at it.
    unsent_elsewhere(std::shared_ptr<neighbourhood> all, std::size_t here, std::size_t counts,
                     std::shared_ptr<std::size_t> total)
        : all_(std::move(all)), here_(here), counts_(counts), total_(std::move(total)) {}

    unsent_elsewhere(unsent_elsewhere const&) = delete;
    unsent_elsewhere& operator=(unsent_elsewhere const&) = delete;

    ~unsent_elsewhere() {
        if (taken_)
            all_->boxes().send(here_, counts_, std::move(*taken_));
    }

    /// What the connection counts in, with this kept as long as it does.
    [[nodiscard]] static std::shared_ptr<std::size_t>
    counter(std::shared_ptr<unsent_elsewhere> const& of) {
        return {of, &of->held_};
    }

    /// Tells the other shard what is held now, which changes only to nothing.
    void tell() {
        std::size_t const held = held_;
        if (held == 0)
            return;
        loop::letter more([total = total_, held] { *total += held; });
        taken_.emplace([total = total_, held] { *total -= held; });
        all_->boxes().send(here_, counts_, std::move(more));
    }

private:
    std::shared_ptr<neighbourhood> all_;
    std::size_t here_;
    std::size_t counts_;
    std::shared_ptr<std::size_t> total_;
    std::size_t held_ = 0;
    std::optional<loop::letter> taken_; // says that all has been taken; made while there is memory
};

} // namespace socketiota::http
