// SPDX-License-Identifier: MIT
#pragma once

#include "connection_arguments.hpp"
#include "exit_status.hpp"
#include "lines.hpp"
#include "typed_line.hpp"

#include <socketiota/arguments.hpp>
#include <socketiota/client.hpp>
#include <socketiota/client_socket.hpp>
#include <socketiota/connect_error.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/incoming.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace siota {

struct connect_arguments {
    connection_arguments connection{};
    bool retry = false;
};

/// Sends what is typed, and shows what comes.
///
/// Thread safety: that of its client.
class conversation {
public:
    /// `given` must outlive it.
    conversation(boost::asio::io_context& context, connect_arguments const& given);

    /// Ends when the input does, and what was asked is answered or `--timeout` is over.
    [[nodiscard]] exit_status run();

private:
    void show_event(socketiota::incoming const& event);
    void on_disconnect(socketiota::disconnect_reason why);
    void on_connect_error(socketiota::connect_error const& why);
    void take(std::string const& line);
    void emit(typed_line const& what);
    void ask(typed_line const& what);
    void show_help();
    void show_state();
    void leave();
    void leave_if_done();
    void end(exit_status status);

    [[nodiscard]] std::vector<std::string> candidates(std::string_view typed) const;
    void remember(std::string_view event);

    boost::asio::io_context& context_;
    connect_arguments const& given_;
    socketiota::client client_;
    socketiota::client_socket const socket_;
    boost::asio::steady_timer patience_;
    std::unique_ptr<lines> lines_;
    bool const is_terminal_;
    std::set<std::string> names_{}; // of events, as they are typed
    std::size_t unanswered_ = 0;
    exit_status status_ = exit_status::done;
    bool has_connected_ = false;
    bool is_leaving_ = false;
    bool is_heard_ = false; // the server has handled all that was sent
    bool has_ended_ = false;
};

} // namespace siota
