// SPDX-License-Identifier: MIT
#include "conversation.hpp"

#include "command.hpp"
#include "piped_lines.hpp"
#include "readable_text.hpp"
#include "round_trip.hpp"
#include "seconds.hpp"
#include "terminal_lines.hpp"
#include "visible_text.hpp"

#include <socketiota/arguments.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/error.hpp>
#include <socketiota/transport.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <unistd.h>

namespace net = boost::asio;
namespace sio = socketiota;

namespace siota {
namespace {

constexpr std::size_t most_names = 1000;
constexpr std::size_t longest_name = 200;

bool is_in_terminal() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1; }

} // namespace

conversation::conversation(net::io_context& context, connect_arguments const& given)
    : context_(context),
      given_(given),
      client_(make_client(context, given.connection, options_of(given.connection))),
      socket_(socket_of(client_, given.connection)),
      patience_(context),
      is_terminal_(is_in_terminal()) {
    if (is_terminal_)
        lines_ = std::make_unique<terminal_lines>(
            context, [this](std::string_view typed) { return candidates(typed); });
    else
        lines_ = std::make_unique<piped_lines>(context);
    show_state();
    socket_.on_any([this](sio::incoming const& event) { show_event(event); });
    socket_.on_connect([this] {
        lines_->tell((has_connected_ ? "connected again as " : "connected as ") +
                     visible_text(socket_.id()));
        has_connected_ = true;
        show_state();
        if (is_leaving_)
            leave();
    });
    socket_.on_disconnect([this](sio::disconnect_reason why) { on_disconnect(why); });
    socket_.on_connect_error([this](sio::connect_error const& why) { on_connect_error(why); });
}

exit_status conversation::run() {
    while (auto const line = lines_->read()) {
        try {
            take(*line);
        } catch (misuse const& wrong) {
            lines_->tell(wrong.what());
            if (!is_terminal_)
                status_ = exit_status::misused;
        }
    }
    lines_->stop();
    is_leaving_ = true;
    if (has_ended_)
        return status_;
    // Somebody who has seen the answers waits for nothing.
    constexpr std::chrono::milliseconds farewell{500};
    patience_.expires_after(is_terminal_ ? farewell
                                         : milliseconds_of(given_.connection.timeout, "--timeout"));
    patience_.async_wait([this](sio::error_code cancelled) {
        if (!cancelled)
            end(is_terminal_ ? status_ : exit_status::no_answer);
    });
    if (socket_.connected())
        leave();
    else if (is_terminal_ || !socket_.active())
        end(status_);
    context_.run();
    return status_;
}

void conversation::show_event(sio::incoming const& event) {
    remember(event.name());
    lines_->print("< " + readable_line(event.name(), event.arguments(), style_of_output()));
    if (event.wants_ack())
        lines_->tell("which waits for an answer that siota does not give");
}

void conversation::on_disconnect(sio::disconnect_reason why) {
    show_state();
    if (has_ended_)
        return;
    lines_->tell(std::string(to_string(why)) + (socket_.active() ? ", connecting again" : ""));
    if (!is_terminal_ && !socket_.active())
        end(is_leaving_ ? status_ : exit_status::no_connection);
}

void conversation::on_connect_error(sio::connect_error const& why) {
    if (has_ended_)
        return;
    lines_->tell(sentence_of(why));
    if (!socket_.active() || !(has_connected_ || given_.retry))
        end(exit_status::no_connection);
}

void conversation::take(std::string const& line) {
    typed_line const typed = read_typed_line(line);
    if (typed.command == "help" || typed.command == "?")
        return show_help();
    if (typed.command == "quit")
        return lines_->stop();
    if (typed.command == "connect")
        return socket_.connect();
    if (typed.command == "disconnect")
        return socket_.disconnect();
    if (!typed.command.empty() && typed.command != "emit" && typed.command != "ack")
        throw misuse("there is no command /" + visible_text(typed.command) +
                     "; /help shows those that there are, /emit sends such an event");
    if (typed.event.empty()) {
        if (!typed.command.empty() || !typed.values.empty())
            throw misuse("the name of an event is missing");
        return;
    }
    remember(typed.event);
    if (typed.command == "ack")
        return ask(typed);
    emit(typed);
}

void conversation::emit(typed_line const& what) {
    sio::emit_result const sent = socket_.emit(what.event, what.values);
    if (!sent)
        throw misuse(sent.reason().message());
    if (is_terminal_ && !socket_.connected())
        lines_->tell("it waits for the connection");
}

void conversation::ask(typed_line const& what) {
    auto const limit = milliseconds_of(given_.connection.timeout, "--timeout");
    ++unanswered_;
    socket_.timeout(limit).emit_with_ack<std::tuple<sio::arguments>>(what.event, what.values)(
        [this, event = what.event](sio::error_code failed,
                                   std::tuple<sio::arguments> const& answer) {
            --unanswered_;
            if (has_ended_)
                return;
            if (failed) {
                lines_->tell("no answer to " + typed_name(event) + ": " + failed.message());
                if (!is_terminal_)
                    status_ = exit_status::no_answer;
            } else {
                lines_->print("= " + readable_line(event, std::get<0>(answer), style_of_output()));
            }
            leave_if_done();
        });
}

void conversation::show_help() {
    lines_->print("EVENT VALUE...       sends an event; values: JSON, 'a text', a word, hex:00ff\n"
                  "/ack EVENT VALUE...  the same, and shows the answer\n"
                  "/emit EVENT ...      the same as without, for a name that begins with /\n"
                  "/disconnect          leaves the namespace\n"
                  "/connect             joins it again\n"
                  "/quit                so do Ctrl-D, and Ctrl-C on an empty line\n"
                  "Tab completes names of events that were seen; arrows and Ctrl-R go through\n"
                  "what was typed before.");
}

void conversation::show_state() {
    lines_->set_prompt(visible_text(socket_.nsp()) + (socket_.connected() ? "> " : " (away)> "));
}

/// Once it is connected, when all that waited is on its way.
void conversation::leave() {
    after_round_trip(client_, [this] {
        is_heard_ = true;
        if (!is_terminal_)
            patience_.cancel(); // each question has its own
        leave_if_done();
    });
}

void conversation::leave_if_done() {
    if (is_leaving_ && is_heard_ && unanswered_ == 0)
        end(status_);
}

void conversation::end(exit_status status) {
    if (std::exchange(has_ended_, true))
        return;
    status_ = status;
    patience_.cancel();
    lines_->stop();
    client_.close();
}

std::vector<std::string> conversation::candidates(std::string_view typed) const {
    std::vector<std::string> found;
    auto const words = std::ranges::count(typed, ' ');
    bool const is_behind_command = typed.starts_with("/ack ") || typed.starts_with("/emit ");
    if (words == (is_behind_command ? 1 : 0))
        found.assign(names_.begin(), names_.end());
    if (words == 0)
        for (char const* const each :
             {"/ack", "/connect", "/disconnect", "/emit", "/help", "/quit"})
            found.emplace_back(each);
    return found;
}

void conversation::remember(std::string_view event) {
    if (names_.size() < most_names && event.size() <= longest_name)
        names_.insert(typed_name(event));
}

} // namespace siota
