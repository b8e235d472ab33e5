// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <loop/tls_context.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>
#include <support/recording_owner.hpp>
#include <support/test_certificate.hpp>
#include <support/tls_peer.hpp>

namespace socketiota::loop {

class counting_sink final : public base::metric_sink {
public:
    void count(metric what) noexcept override {
        failed_handshakes += what == metric::tls_handshake_failed ? 1 : 0;
    }

    int failed_handshakes = 0;
};

inline test::test_certificate const& certificate_of_test() {
    static test::test_certificate const made = test::make_certificate("default.test");
    return made;
}

/// A TLS channel over memory, a client, and a shard whose time the test moves.
class tls_scene : public testing::Test {
protected:
    tls_scene()
        : tls_scene({.certificate = certificate_of_test().certificate,
                     .key = certificate_of_test().key}) {}

    explicit tls_scene(tls_options const& options)
        : context_(std::make_shared<tls_context>(options)) {
        open();
    }

    /// Another connection, with a client that asks as `given`.
    void open(test::tls_peer::settings const& given = {}) {
        channel_.reset();
        events_ = {};
        peer_ = std::make_unique<test::tls_peer>(given);
        wire_ = std::make_shared<test::memory_peer>(home_.context());
        channel_ = context_->wrap(home_.shared(), wire_->server_end(), sink_);
        channel_->set_owner(events_);
    }

    /// Carries octets both ways until both sides are silent.
    void carry() {
        for (bool moved = true; moved;) {
            std::string const up = peer_->take();
            if (!up.empty())
                wire_->send(up);
            home_.settle();
            std::string const down = std::exchange(wire_->received(), {});
            peer_->give(down);
            moved = !up.empty() || !down.empty();
        }
    }

    void connect() {
        carry();
        ASSERT_TRUE(peer_->connected());
    }

    std::size_t write(std::string_view octets) {
        boost::asio::const_buffer const piece(octets.data(), octets.size());
        return channel_->write(std::span(&piece, 1), write_failure_);
    }

    counting_sink sink_;
    test::manual_shard home_;
    std::shared_ptr<tls_context> context_;
    std::shared_ptr<test::memory_peer> wire_;
    recording_owner events_;
    std::unique_ptr<test::tls_peer> peer_;
    std::unique_ptr<channel> channel_;
    error_code write_failure_;
};

} // namespace socketiota::loop
