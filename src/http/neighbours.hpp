// SPDX-License-Identifier: MIT
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include <base/metric_sink.hpp>
#include <http/exchange.hpp>
#include <http/front.hpp>
#include <http/moving_connection.hpp>
#include <http/neighbourhood.hpp>
#include <http/proxied_exchange.hpp>
#include <http/shard_router.hpp>
#include <loop/shard.hpp>

namespace socketiota::http {

/// The other shards of a server as one of them sees them: sends them requests for their sessions
/// and serves what they send.
///
/// A request brings its connection along, between two exchanges, with what came behind it. A
/// connection that has moved `most_moves` times stays where it is, as one of a proxy that speaks
/// for many clients; what it asks is served through the mailboxes: the head of the request goes in
/// a letter, the body, once it is here as a whole, in another, and the answer comes back in one.
///
/// Each shard has one, which all of a server make before their threads run, or on those. The front
/// and what answers are closed before it, and the mailbox of its shard after it.
///
/// Not thread safe: belongs to its shard. Destroying it closes it.
class neighbours final : public shard_router {
public:
    /// What it works with. All must outlive it.
    struct parts {
        /// Shared by those of all shards.
        std::shared_ptr<neighbourhood> all;
        /// Which shard this is: its place among the mailboxes, and the number in its session ids.
        std::size_t index;
        std::shared_ptr<loop::shard> home;
        /// Where connections go that other shards send.
        front& connections;
        /// What serves requests whose connections stay on other shards.
        service& answers;
        base::metric_sink& metrics;
        /// Octets of the body of a request that is sent to another shard; above: 413. Not less than
        /// what its service reads.
        std::size_t largest_body;
    };

    /// How often a connection moves because of a session.
    static constexpr std::uint8_t most_moves = 2;

    explicit neighbours(parts with);
    neighbours(neighbours const&) = delete;
    neighbours& operator=(neighbours const&) = delete;
    ~neighbours();

    /// Ends what it serves for others and what others serve for it, and takes nothing more.
    void close() noexcept;

    // shard_router
    [[nodiscard]] forwarding forward(exchange& request, std::size_t target, bool upgrade) override;
    [[nodiscard]] bool give_away(exchange& request, bool upgrade) override;
    void on_sessions(std::size_t count) noexcept override;

    /// What it did since it was made.
    struct figures {
        std::uint64_t moved = 0;      ///< Connections that were sent away.
        std::uint64_t proxied = 0;    ///< Requests that were sent without their connections.
        std::uint64_t given_away = 0; ///< Of both: handshakes.
    };

    [[nodiscard]] figures const& done() const noexcept { return done_; }

    /// Requests that others serve for this shard and that this one serves for others.
    [[nodiscard]] std::size_t waiting() const noexcept { return sent_.size() + taken_.size(); }

private:
    friend class proxied_exchange;
    class sent_request;
    using promise = std::optional<neighbourhood::promise>;

    // ---- on the shard of the connection ----

    [[nodiscard]] bool move(exchange& request, std::size_t target, promise with);
    [[nodiscard]] forwarding proxy(exchange& request, std::size_t target, promise with);
    void send_body(sent_request const& of, std::span<std::byte const> body);
    void send_refusal(sent_request const& of);
    void on_aborted(sent_request& ended) noexcept;
    void take_answer(std::uint64_t id, std::size_t from, proxied_answer& answer) noexcept;

    // ---- on the shard that serves ----

    void take_in(proxied_exchange::parts& request);
    [[nodiscard]] proxied_exchange* find(std::size_t from, std::uint64_t id) const noexcept;

    // For an exchange.
    [[nodiscard]] wire::request_head const& head() const noexcept { return head_; }

    [[nodiscard]] loop::shard& home() const noexcept { return *with_.home; }

    void serve(proxied_exchange& request) { with_.answers.serve(request); }

    void send_answer(proxied_exchange const& of, proxied_answer made);
    void send_back(proxied_exchange const& of, loop::letter closing) noexcept;
    void forget(proxied_exchange& ended) noexcept;

    void count_failure() noexcept { with_.metrics.count(metric::out_of_memory); }

    [[nodiscard]] std::uint64_t key_of(std::size_t from, std::uint64_t id) const noexcept {
        return id * with_.all->size() + from;
    }

    [[nodiscard]] loop::mailboxes& boxes() const noexcept { return with_.all->boxes(); }

    parts with_;
    // 3 KiB, filled again for each request: its views live only during `serve`.
    wire::request_head head_;
    std::uint64_t last_id_ = 0;
    boost::unordered_flat_map<std::uint64_t, std::unique_ptr<sent_request>> sent_;
    // By shard and id.
    boost::unordered_flat_map<std::uint64_t, std::shared_ptr<proxied_exchange>> taken_;
    figures done_;
};

} // namespace socketiota::http
