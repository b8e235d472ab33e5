// SPDX-License-Identifier: MIT
// Who is at the other end of a connection.
#include <http/connection.hpp>
#include <http/front.hpp>
#include <http/trusted_proxies.hpp>

namespace socketiota::http {

std::string connection::remote_address() const {
    std::string peer = channel_->remote_address();
    if (!owner_.options_.proxies)
        return peer;
    return owner_.options_.proxies->client_of(std::move(peer), owner_.head_);
}

bool connection::secure() const noexcept { return channel_->secure(); }

} // namespace socketiota::http
