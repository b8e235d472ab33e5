// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <adapter/unread_value.hpp>
#include <cluster/message.hpp>

namespace socketiota::cluster {

/// Copies of what is said of the connections of several sockets, in one block: what they came in is
/// gone soon, and a block for each would be thousands for one answer.
///
/// Thread safety: safe, as it does not change.
class kept_values {
public:
    /// Who keeps one value keeps its block: so many octets of others at most.
    static constexpr std::size_t most_octets = std::size_t{16} << 10;

    /// Of as many of the first of `sockets` as go into one block; at least of one.
    explicit kept_values(std::span<described_socket const> sockets);

    kept_values(kept_values const&) = delete;
    kept_values& operator=(kept_values const&) = delete;
    ~kept_values() = default;

    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

    [[nodiscard]] adapter::unread_value const& operator[](std::size_t index) const noexcept {
        return all_[index];
    }

private:
    class kept_value final : public adapter::unread_value {
    public:
        void read(detail::callback<void(reader&)> const& by) const override;

        carried_value what; // in octets_
    };

    std::string octets_;
    std::vector<kept_value> all_;
};

} // namespace socketiota::cluster
