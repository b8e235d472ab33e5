// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <base/metric_sink.hpp>
#include <http/connection.hpp>
#include <http/exchange.hpp>
#include <http/http_options.hpp>
#include <http/moving_connection.hpp>

namespace socketiota::http {

/// All HTTP connections of one shard, and the service that answers their requests.
///
/// Not thread safe: belongs to its shard. Destroying it ends its connections.
class front {
public:
    /// `answers` and `metrics` must outlive the front.
    front(std::shared_ptr<loop::shard> home, service& answers, http_options options,
          base::metric_sink& metrics);
    front(front const&) = delete;
    front& operator=(front const&) = delete;
    ~front();

    /// Takes over a fresh connection, or closes it if there are enough: before anything is read,
    /// or written, or encrypted for it, so that nobody costs less.
    void accept(std::unique_ptr<loop::channel> channel);

    /// The same for a connection that the program has accepted, and read `octets` from.
    void accept(std::unique_ptr<loop::channel> channel, std::vector<std::byte> octets);

    /// Takes over a connection that another shard sent, and serves what it brings, unless there are
    /// enough here.
    void take_over(moving_connection connection);

    /// Ends all connections and tells those who wait for their exchanges; they may destroy the
    /// front. An exchange that is being served ends as well; its service is told once it returned,
    /// if it has begun to wait.
    void close() noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return connections_.size(); }

private:
    friend class connection;

    /// Whether there are enough connections, which counts one more.
    [[nodiscard]] bool is_full(base::shared_count::place const& place) noexcept;
    [[nodiscard]] std::shared_ptr<connection> add(std::unique_ptr<loop::channel> channel,
                                                  base::shared_count::place& place);

    /// Removes `ended` and destroys it at the end of the turn.
    void remove(connection& ended) noexcept;

    /// The Date header's value (RFC 9110 section 5.6.7), formatted once a second.
    [[nodiscard]] std::string_view date();

    /// Where a piece of a file is read to on its way to a channel. Not the shard's receive buffer:
    /// the request may lie there, and others behind it.
    [[nodiscard]] std::span<std::byte> file_piece();

    std::shared_ptr<loop::shard> home_;
    service& service_;
    http_options options_;
    base::metric_sink& metrics_;
    // 3 KiB, filled again for each request: its views live only during `serve`.
    wire::request_head head_;
    std::size_t head_size_ = 0; // octets that it was parsed from
    // Not one of the shard's buffers: the body of the answer may lie there.
    base::output_buffer answer_head_;
    std::vector<std::shared_ptr<connection>> connections_; // each knows its index
    std::vector<std::byte> file_piece_;                    // from the first file on
    std::string date_;
    std::chrono::seconds date_time_{-1};
    bool* destroyed_ = nullptr; // of the innermost `close`, which somebody told may outlive this
};

} // namespace socketiota::http
