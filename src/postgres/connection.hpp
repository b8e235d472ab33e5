// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>
#include <socketiota/postgres_options.hpp>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include <libpq-fe.h>
#include <loop/shard.hpp>
#include <postgres/connect_parameters.hpp>
#include <postgres/resolve_servers.hpp>
#include <postgres/statement.hpp>

namespace socketiota::postgres {

/// What Postgres says to a statement; all of it is gone after the call.
struct answer {
    error_code failure{};
    std::string_view words{};       // of the failure
    PGresult const* rows = nullptr; // null with a failure
};

/// Gets the answer to a statement, once; never inside of the call that sent it.
using completion = detail::callback<void(answer const&)>;

/// Who uses a connection. It may close the connection inside of each function.
class connection_user {
public:
    /// Postgres has let it in.
    virtual void on_up() = 0;

    /// It is away, or did not come; it will try again.
    virtual void on_down(error_code why, std::string_view words) = 0;

    virtual void on_notification(std::string_view channel, std::string_view payload) = 0;

protected:
    ~connection_user() = default;
};

/// What all connections of a client have in common.
struct connection_terms {
    loop::shard::executor_type executor;
    postgres_options options;
    connect_parameters parameters;
};

/// A connection to Postgres by libpq that is made again whenever it is lost.
///
/// Statements leave at once, one behind the other without a wait for answers (pipeline mode), and
/// each is a transaction of its own: of two notifications in one transaction that are the same,
/// Postgres sends only one. It is given up when an answer is late.
///
/// Its times are timers of Asio's and not deadlines of the shard: those are inside of the main
/// library, which hides them where it is a shared one.
///
/// Not thread safe: belongs to its shard. Its user has it as a `std::shared_ptr`, and closes it.
class connection final : public std::enable_shared_from_this<connection> {
public:
    connection(std::shared_ptr<connection_terms const> terms, connection_user& user);
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    ~connection();

    /// Connects, unless it has begun to.
    void start();

    /// Ends it. The user and those who wait for answers hear nothing more.
    void close() noexcept;

    /// The same once what was sent has its answers, for a second at most: Postgres drops what it
    /// has not executed when its client is gone.
    void leave() noexcept;

    [[nodiscard]] bool is_up() const noexcept { return state_ == state::up; }

    /// Sends a statement; only while it is up.
    void send(statement const& what, completion done);

    /// Gives the connection up and makes it anew.
    void fail(error_code why, std::string words);

private:
    using clock = std::chrono::steady_clock;

    enum class state : std::uint8_t { idle, connecting, up, away, leaving, closed };

    struct asked {
        completion done;
        clock::time_point due;
    };

    struct finish {
        void operator()(PGconn* handle) const noexcept { PQfinish(handle); }
    };

    struct clear {
        void operator()(PGresult* result) const noexcept { PQclear(result); }
    };

    template <class Work>
    auto guarded(Work work);

    void attempt();
    void connect(std::vector<server_address> const& servers, std::string const& words);
    void go_on_connecting();
    void on_connected();
    void wait_to_read();
    void on_readable();
    void take_input();
    [[nodiscard]] bool is_broken() noexcept;
    void flush();
    void wait_for_last() noexcept;
    void take_results();
    void take_notifications();
    void complete_first();
    void watch_answers();
    void on_time_over();
    void lose_socket() noexcept;
    [[nodiscard]] std::string what_libpq_says() const;
    [[nodiscard]] std::chrono::milliseconds next_backoff();
    void set_phase(std::chrono::milliseconds delay);

    std::shared_ptr<connection_terms const> const terms_;
    connection_user* user_; // null once closed
    state state_ = state::idle;
    std::uint64_t attempt_ = 0; // waits of an earlier one are over
    std::shared_ptr<resolve_servers> resolving_;
    std::unique_ptr<PGconn, finish> handle_;       // null while away
    boost::asio::posix::stream_descriptor socket_; // libpq's, which closes it
    boost::asio::steady_timer phase_;              // to be connected, or to try again
    boost::asio::steady_timer answers_;            // of the first that is asked
    bool waits_for_answers_ = false;
    bool waits_to_write_ = false;
    std::deque<asked> asked_;
    std::unique_ptr<PGresult, clear> result_; // of the first that is asked
    unsigned attempts_ = 0;                   // that failed, one after the other
    clock::time_point up_since_{};
};

} // namespace socketiota::postgres
