// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/tls_options.hpp>

#include <memory>
#include <mutex>

#include <base/metric_sink.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>
#include <loop/tls_hosts.hpp>

namespace socketiota::loop {

/// What the TLS connections of one port share, on whatever shard they are: the certificates, and
/// the keys of tickets, so that one that a shard gave out is taken by every other.
///
/// Thread safety: safe.
class tls_context {
public:
    /// Throws `boost::system::system_error` with a sentence that names the file or host.
    explicit tls_context(tls_options options);
    tls_context(tls_context const&) = delete;
    tls_context& operator=(tls_context const&) = delete;
    ~tls_context() = default;

    /// Reads the certificates again, for connections from now on, on every shard. Throws as the
    /// constructor does, and then goes on with those it has.
    void reload();

    /// The server's side of TLS over `below`, on the thread of `home`. `metrics` are those of that
    /// shard, and must live as long as connections that have an owner.
    [[nodiscard]] std::unique_ptr<channel> wrap(std::shared_ptr<shard> home,
                                                std::unique_ptr<channel> below,
                                                base::metric_sink& metrics) const;

private:
    [[nodiscard]] std::shared_ptr<tls_hosts const> hosts() const;

    tls_options const options_;
    mutable std::mutex lock_; // held to copy or replace the pointer
    std::shared_ptr<tls_hosts const> hosts_;
};

} // namespace socketiota::loop
