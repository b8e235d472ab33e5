// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <base/timer_wheel.hpp>

namespace socketiota::loop {

/// In which order the addresses of a name are tried, and when (RFC 8305, sections 4 and 5): each
/// family in turn, beginning with that of the first address, and each a little after the one
/// before, or at once when one has failed.
///
/// Only decides, and remembers what was said: whoever connects tells it.
class dial_race {
public:
    using endpoint = boost::asio::ip::tcp::endpoint;

    /// A name server may know thousands, each of which would be a socket.
    static constexpr std::size_t most_addresses = 32;

    dial_race() = default;

    /// @param found as the resolver put them (RFC 6724)
    /// @param delay from one attempt to the next
    dial_race(std::vector<endpoint> const& found, base::duration delay);

    /// The address of which an attempt is to begin at `now`.
    [[nodiscard]] std::optional<endpoint> next(base::time_point now);

    /// When the one after that begins; none if all have begun.
    [[nodiscard]] std::optional<base::time_point> due() const noexcept;

    /// The attempt of `address`, which has begun, failed.
    void fail(endpoint const& address, boost::system::error_code reason);

    /// Whether all have failed.
    [[nodiscard]] bool is_lost() const noexcept { return refusals_.size() == order_.size(); }

    /// Of what was said the last that tells most: where IPv6 leads nowhere, what IPv4 said.
    [[nodiscard]] boost::system::error_code reason() const;

    /// What all addresses said, or each if they differ.
    [[nodiscard]] std::string words() const;

private:
    struct refusal {
        endpoint from;
        boost::system::error_code reason;
    };

    std::vector<endpoint> order_;
    base::duration delay_{};
    base::time_point due_ = base::time_point::min();
    std::size_t begun_ = 0;
    std::vector<refusal> refusals_;
};

} // namespace socketiota::loop
