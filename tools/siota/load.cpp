// SPDX-License-Identifier: MIT
#include "load.hpp"

#include "seconds.hpp"

#include <socketiota/client_options.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/error.hpp>

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <iostream>
#include <memory>
#include <utility>

#include <unistd.h>

namespace net = boost::asio;
namespace sio = socketiota;

namespace siota {
namespace {

constexpr std::chrono::milliseconds progress_time{200};
// So that answers are read also where more is due than can be sent.
constexpr std::size_t sent_at_once = 64;

} // namespace

load::load(net::io_context& context, bench_arguments const& given)
    : context_(context),
      given_(given),
      timer_(context),
      signals_(context, SIGINT, SIGTERM),
      shows_progress_(::isatty(STDERR_FILENO) == 1) {
    signals_.async_wait([this](sio::error_code failed, int) {
        if (!failed)
            end();
    });
    tick();
}

load::clock::time_point load::due_of(std::size_t number, double each_second) const {
    return begin_ + std::chrono::duration_cast<clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(number) / each_second));
}

void load::tick() {
    if (has_ended_)
        return;
    auto const now = clock::now();
    if (is_sending_)
        send_due(now);
    else
        connect_due(now);
    show_progress(now);
    if (has_ended_)
        return;
    timer_.expires_at(std::min(next_, now + progress_time));
    wait();
}

void load::wait() {
    timer_.async_wait([this](sio::error_code cancelled) {
        if (!cancelled)
            tick();
    });
}

void load::connect_due(clock::time_point now) {
    double const each_second =
        static_cast<double>(given_.connections) / std::max(given_.ramp, 1e-6);
    while (visitors_.size() != given_.connections) {
        auto const due = due_of(visitors_.size(), each_second);
        next_ = due;
        if (due > now)
            return;
        connect_one(due);
    }
    next_ = clock::time_point::max();
}

void load::connect_one(clock::time_point due) {
    sio::client_options options = options_of(given_.connection);
    options.reconnection = false;
    sio::client client = make_client(context_, given_.connection, std::move(options));
    sio::client_socket const socket = socket_of(client, given_.connection);
    std::size_t const index = visitors_.size();
    socket.on_connect([this, index, due] {
        ++outcome_.connections;
        outcome_.connecting.add(between(due, clock::now()));
        settle(index);
    });
    socket.on_connect_error([this, index](sio::connect_error const& why) {
        ++outcome_.refused_connections;
        if (complaint_.empty())
            complaint_ = sentence_of(why);
        settle(index);
    });
    socket.on_disconnect([this](sio::disconnect_reason why) {
        if (has_ended_)
            return;
        ++outcome_.lost_connections;
        if (complaint_.empty())
            complaint_ = to_string(why);
    });
    visitors_.push_back(std::make_unique<visitor>(visitor{std::move(client), socket}));
}

void load::settle(std::size_t index) {
    if (has_ended_ || std::exchange(visitors_[index]->is_settled, true) ||
        ++settled_ != given_.connections)
        return;
    if (outcome_.connections == 0)
        return end();
    is_sending_ = true;
    begin_ = clock::now();
    next_ = begin_;
    timer_.expires_at(begin_); // which ends the wait that goes on
    wait();
}

void load::send_due(clock::time_point now) {
    auto const total = static_cast<std::size_t>(std::ceil(given_.rate * given_.duration));
    for (std::size_t count = 0; outcome_.sent != total; ++count) {
        next_ = due_of(outcome_.sent, given_.rate);
        if (next_ > now || count == sent_at_once)
            return;
        visitor const& from = *visitors_[outcome_.sent % visitors_.size()];
        ++outcome_.sent;
        outcome_.lateness.add(between(next_, now));
        outcome_.sending = between(begin_, now);
        if (from.socket.connected())
            ask(from, next_);
        else
            ++outcome_.failed;
        now = clock::now();
    }
    next_ = clock::time_point::max();
    has_sent_all_ = true;
    end_if_done();
}

void load::ask(visitor const& from, clock::time_point due) {
    ++waiting_;
    auto const limit = milliseconds_of(given_.connection.timeout, "--timeout");
    from.socket.timeout(limit).emit_with_ack<void>(given_.event, given_.values)(
        [this, due](sio::error_code failed) {
            if (has_ended_)
                return;
            --waiting_;
            if (failed && complaint_.empty())
                complaint_ = failed.message();
            if (failed)
                ++outcome_.failed;
            else
                outcome_.answers.add(between(due, clock::now()));
            end_if_done();
        });
}

void load::show_progress(clock::time_point now) {
    if (!shows_progress_ || now - shown_ < progress_time)
        return;
    shown_ = now;
    std::cerr << "\r\x1b[K" << progress_of(outcome_, given_.connections) << std::flush;
}

void load::end_if_done() {
    if (has_sent_all_ && waiting_ == 0)
        end();
}

void load::end() {
    if (std::exchange(has_ended_, true))
        return;
    // What is on its way when somebody ends it is neither answered nor failed.
    if (shows_progress_)
        std::cerr << "\r\x1b[K" << std::flush;
    timer_.cancel();
    signals_.cancel();
    for (auto const& each : visitors_)
        each->client.close();
}

} // namespace siota
