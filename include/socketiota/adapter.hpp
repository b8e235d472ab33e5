// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cluster_options.hpp>
#include <socketiota/export.hpp>
#include <socketiota/message_carrier.hpp>

#include <memory>

namespace socketiota {

namespace cluster {
class mover_factory;
}

/// What makes a server one of a cluster: `server_options::adapter`.
///
/// `redis_adapter()` and the others that come with the library make one, which servers of Node with
/// the adapter of that name understand. A program can bring its own with a `message_carrier`.
///
///     sio::server io{{.adapter = sio::cluster_adapter(std::make_shared<nats_carrier>("demo"))}};
///
/// A value: cheap to copy. Thread safety: distinct objects: safe.
/// Source: Node's `adapter` option.
class SOCKETIOTA_EXPORT cluster_adapter {
public:
    /// None: the server is alone.
    cluster_adapter() noexcept;

    /// One that moves messages by a carrier of the program, between servers of this library that
    /// have the same. A carrier serves one server.
    explicit cluster_adapter(std::shared_ptr<message_carrier> carrier,
                             cluster_options const& options = {});

    /// Made by the library.
    explicit cluster_adapter(std::shared_ptr<cluster::mover_factory const> factory) noexcept;

    cluster_adapter(cluster_adapter const& other) noexcept;            ///< The same.
    cluster_adapter(cluster_adapter&& other) noexcept;                 ///< Leaves none.
    cluster_adapter& operator=(cluster_adapter const& other) noexcept; ///< The same.
    cluster_adapter& operator=(cluster_adapter&& other) noexcept;      ///< Leaves none.
    ~cluster_adapter();

    /// Whether it is any.
    explicit operator bool() const noexcept { return factory_ != nullptr; }

    /// For the library.
    [[nodiscard]] std::shared_ptr<cluster::mover_factory const> const& factory() const noexcept {
        return factory_;
    }

private:
    std::shared_ptr<cluster::mover_factory const> factory_;
};

} // namespace socketiota
