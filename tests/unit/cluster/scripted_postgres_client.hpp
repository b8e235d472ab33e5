// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <cluster/postgres_client.hpp>

namespace socketiota::test {

/// A client of Postgres that notes what it is told; what it answers, the script of a test says.
class scripted_postgres_client final : public cluster::postgres_client {
public:
    struct notified {
        std::string channel;
        std::string payload;    // of an attachment: with the number 7
        std::string attachment; // empty: none
    };

    using fetched = detail::callback<void(error_code, std::string_view)>;

    void start(cluster::postgres_client_listener& listener) override { told = &listener; }

    void listen(std::string channel) override { channels.push_back(std::move(channel)); }

    void unlisten(std::string_view channel) override { std::erase(channels, channel); }

    void notify(std::string_view channel, std::string_view payload, completion) override {
        sent.push_back({std::string(channel), std::string(payload), {}});
    }

    void notify_with(std::string_view channel, attachment const& what, completion) override {
        sent.push_back({std::string(channel),
                        std::string(what.before_id) + "7" + std::string(what.after_id),
                        std::string(what.octets)});
    }

    void fetch(std::string_view id, std::size_t, fetched done) override {
        fetches.emplace_back(id, std::move(done));
    }

    void clean_up(std::chrono::milliseconds older) override { cleaned.push_back(older); }

    /// Ends the first fetch.
    void answer(error_code failure, std::string_view octets) {
        auto const done = std::move(fetches.front().second);
        fetches.erase(fetches.begin());
        done(failure, octets);
    }

    cluster::postgres_client_listener* told = nullptr;
    std::vector<std::string> channels;
    std::vector<notified> sent;
    std::vector<std::pair<std::string, fetched>> fetches;
    std::vector<std::chrono::milliseconds> cleaned;
};

} // namespace socketiota::test
