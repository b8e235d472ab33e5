// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cluster_options.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <base/metric_sink.hpp>
#include <cluster/message_limits.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_observer.hpp>
#include <loop/shard.hpp>

namespace socketiota::cluster {

/// Makes the mover of a server: what an `adapter` holds.
///
/// Thread safety: safe, as it does not change.
class mover_factory {
public:
    explicit mover_factory(cluster_options options) noexcept : options_(options) {}

    mover_factory(mover_factory const&) = delete;
    mover_factory& operator=(mover_factory const&) = delete;
    virtual ~mover_factory() = default;

    [[nodiscard]] cluster_options const& options() const noexcept { return options_; }

    /// What one message may make the server hold.
    [[nodiscard]] message_limits limits() const noexcept {
        message_limits made;
        made.sockets = options_.max_sockets;
        return made;
    }

    /// Which option cannot be, in a sentence; none if all can.
    [[nodiscard]] virtual std::optional<std::string_view> wrong_option() const;

    /// As of the movers that it makes.
    [[nodiscard]] virtual bool keeps_log() const noexcept { return false; }

    /// On the shard `home`. `metrics` and `observer` outlive the mover.
    ///
    /// Throws `boost::system::system_error` with a sentence if an option or a file is wrong.
    [[nodiscard]] virtual std::unique_ptr<mover> make(std::shared_ptr<loop::shard> const& home,
                                                      base::metric_sink& metrics,
                                                      mover_observer& observer) const = 0;

private:
    cluster_options options_;
};

} // namespace socketiota::cluster
