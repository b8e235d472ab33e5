// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include <base/metric_sink.hpp>
#include <base/seeded_hash.hpp>
#include <engine/session.hpp>
#include <hub/client.hpp>
#include <hub/hub_options.hpp>
#include <loop/shard.hpp>
#include <packet/encoder.hpp>
#include <value/json_reader.hpp>

namespace socketiota::hub {

class nsp_core;

/// All namespaces of a server, and the clients in them.
///
/// Not thread safe: belongs to its shard.
class hub final : public engine::session_host {
public:
    /// `metrics` must outlive it.
    hub(std::shared_ptr<loop::shard> home, hub_options const& options, base::metric_sink& metrics);
    hub(hub const&) = delete;
    hub& operator=(hub const&) = delete;
    ~hub();

    /// engine::session_host
    [[nodiscard]] std::unique_ptr<engine::session_listener>
    on_session(engine::session& opened) override;

    /// The namespace `/`. Safe from any thread.
    [[nodiscard]] std::shared_ptr<nsp_core> const& root() const noexcept { return root_; }

    /// The namespace of that name, made if it is new. A leading `/` is added if it is missing.
    std::shared_ptr<nsp_core> const& of(std::string_view name);

    /// The namespace that a client asks for, exactly as it wrote it; null if there is none.
    [[nodiscard]] nsp_core* find(std::string_view name) const;

    /// Disconnects all sockets because the server shuts down. No DISCONNECT packet is sent, as in
    /// Node: clients see `transport close` and reconnect.
    void close();

    [[nodiscard]] hub_hooks& hooks() noexcept { return hooks_; }

    [[nodiscard]] hub_options const& options() const noexcept { return options_; }

    [[nodiscard]] loop::shard& shard() noexcept { return *home_; }

    [[nodiscard]] std::shared_ptr<loop::shard> const& shared_shard() noexcept { return home_; }

    [[nodiscard]] packet::encoder& encoder() noexcept { return encoder_; }

    /// An id for a socket: 120 random bits as 20 characters.
    [[nodiscard]] static std::string make_socket_id();

    /// Reports an exception to the program, or to the log if it does not listen.
    void report(socket const& who, std::exception_ptr failure) noexcept;

    void count(metric what) noexcept { metrics_.count(what); }

private:
    std::shared_ptr<loop::shard> home_;
    hub_options options_;
    base::metric_sink& metrics_;
    hub_hooks hooks_;
    packet::encoder encoder_;
    std::shared_ptr<nsp_core> const root_; // other threads read it while `nsps_` grows
    boost::unordered_flat_map<std::string, std::shared_ptr<nsp_core>, base::seeded_hash,
                              base::text_equal>
        nsps_;
    boost::intrusive::list<client, boost::intrusive::constant_time_size<false>> clients_;
};

} // namespace socketiota::hub
