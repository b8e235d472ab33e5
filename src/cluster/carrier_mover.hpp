// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/message_carrier.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <memory>
#include <string>
#include <string_view>

#include <base/metric_sink.hpp>
#include <base/seeded_hash.hpp>
#include <cluster/message_decoder.hpp>
#include <cluster/message_encoder.hpp>
#include <cluster/message_limits.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_factory.hpp>
#include <loop/shard.hpp>

namespace socketiota::cluster {

/// Moves messages by a carrier of the program, as msgpack.
///
/// Not thread safe: belongs to the shard where the cluster is.
class carrier_mover final : public mover, private message_carrier::receiver {
public:
    /// `home`, `metrics` and `observer` must outlive it.
    carrier_mover(std::shared_ptr<message_carrier> carrier, loop::shard& home,
                  base::metric_sink& metrics, mover_observer& observer,
                  message_limits const& limits);
    carrier_mover(carrier_mover const&) = delete;
    carrier_mover& operator=(carrier_mover const&) = delete;
    ~carrier_mover() override;

    [[nodiscard]] membership known_by() const noexcept override { return membership::heartbeats; }

    [[nodiscard]] state now() const noexcept override { return doubted(state::connected, counts_); }

    [[nodiscard]] mover_counts const* counted() const noexcept override { return &counts_; }

    [[nodiscard]] std::unique_ptr<line> open(std::string nsp, line_listener& listener) override;

private:
    class carried_line;

    // message_carrier::receiver
    void on_message(std::string_view nsp, std::string_view octets) override;
    void on_gap() override;

    template <class Work>
    void have(Work const& work) noexcept;

    std::shared_ptr<message_carrier> const carrier_;
    base::metric_sink& metrics_;
    mover_observer& observer_;
    mover_counts counts_;
    message_decoder decoder_;
    message_encoder encoder_;
    boost::unordered_flat_map<std::string, carried_line*, base::seeded_hash, base::text_equal>
        lines_;
};

} // namespace socketiota::cluster
