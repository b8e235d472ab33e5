// SPDX-License-Identifier: MIT
// Where a server listens, and who accepts there while a shard is stuck.
#include <boost/asio/post.hpp>

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <loop/foreign_channel.hpp>
#include <loop/listening_socket.hpp>
#include <server/server_foundation.hpp>

namespace socketiota {

namespace asio = boost::asio;

std::shared_ptr<loop::tls_context> server_foundation::load(tls_options const& tls) {
    return std::make_shared<loop::tls_context>(tls);
}

namespace {

/// With what a browser on this machine would open.
std::string listening_on(asio::ip::tcp::endpoint const& where, bool tls) {
    std::string const scheme = tls ? "https://" : "http://";
    std::string const port = ':' + std::to_string(where.port());
    std::string const address = where.address().to_string();
    std::string const host = where.address().is_v6() ? '[' + address + ']' : address;
    if (where.address().is_unspecified())
        return "listening on " + host + port + ", all addresses: " + scheme + "localhost" + port;
    return "listening on " + scheme + host + port;
}

} // namespace

void server_foundation::listen(asio::ip::tcp::endpoint const& at,
                               std::shared_ptr<loop::tls_context> const& tls, error_code& failure) {
    auto const sockets = loop::listening_socket::open(at, shards_->size(), failure);
    if (!failure)
        accept_from(sockets, tls, failure);
    if (failure)
        return;
    auto const where = sockets[0]->local_endpoint();
    port_ = where.port();
    remember({sockets, tls});
    tell_listening(listening_on(where, tls != nullptr));
}

void server_foundation::accept_from(
    std::vector<std::shared_ptr<loop::listening_socket>> const& sockets,
    std::shared_ptr<loop::tls_context> const& tls, error_code& failure) {
    if (!is_one() && shards_->running()) {
        shards_->on_each([this, sockets, tls](std::size_t index) {
            error_code refused;
            if (!closed_)
                parts_[index]->accept_from(sockets[index], tls, refused);
            if (refused)
                log_shortage(refused);
        });
        return;
    }
    for (std::size_t index = 0; index != parts_.size() && !failure; ++index) {
        parts_[index]->accept_from(sockets[index], tls, failure);
        for (std::size_t begun = 0; failure && begun != index; ++begun)
            parts_[begun]->accept_no_more();
    }
}

void server_foundation::listen(asio::local::stream_protocol::endpoint const& at,
                               error_code& failure) {
    auto const socket = loop::listening_socket::open(at, failure);
    if (failure)
        return;
    if (is_one() || !shards_->running() || parts_[0]->shard().in_this_thread())
        parts_[0]->accept_for_all(socket, failure);
    else
        asio::post(context_, [this, socket] {
            error_code refused;
            if (!closed_)
                parts_[0]->accept_for_all(socket, refused);
            if (refused)
                log_shortage(refused);
        });
    if (failure)
        return;
    remember({{socket}, nullptr});
    tell_listening("listening at " + at.path());
}

void server_foundation::remember(open_port opened) {
    std::lock_guard const locked(ports_lock_);
    ports_.push_back(std::move(opened));
}

void server_foundation::tell_listening(std::string const& where) {
    tell_misuse_once();
    log(log_level::notice, log_category::listening, where);
}

void server_foundation::tell_misuse_once() {
    bool is_first = false;
    {
        std::lock_guard const locked(ports_lock_);
        is_first = !std::exchange(has_listened_, true);
    }
    if (!is_first)
        return;
    log_misuse();
    if (options_.any_origin)
        log(log_level::notice, log_category::configuration,
            "pages of any origin may connect: allowed_origins is not set");
    part_here().on_listening();
}

void server_foundation::look_for_folder(std::string_view prefix,
                                        std::filesystem::path const& folder) {
    std::error_code failure; // a folder that cannot be looked at cannot be served either
    if (!std::filesystem::is_directory(folder, failure))
        log(log_level::warning, log_category::configuration,
            "there is no folder " + folder.string() + ", so that files below " +
                std::string(prefix) +
                " are answered with 404 (a relative path begins in the working directory of the "
                "process)");
}

void server_foundation::serve(std::unique_ptr<detail::foreign_stream> stream,
                              std::string_view octets) {
    if (!own_loops_.empty())
        throw std::logic_error("serve_connection: this server owns its event loop; make it on the "
                               "io_context that runs the connection");
    tell_misuse_once();
    auto const begin = reinterpret_cast<std::byte const*>(octets.data());
    // Behind whoever calls: what it asks for is served in a turn of its own.
    asio::post(context_,
               [weak = weak_from_this(),
                channel = std::make_unique<loop::foreign_channel>((*shards_)[0], std::move(stream)),
                kept = std::vector<std::byte>(begin, begin + octets.size())]() mutable {
                   auto const self = weak.lock();
                   if (!self || self->closed_)
                       return;
                   loop::shard& home = self->parts_[0]->shard();
                   loop::thread_check::visit const inside(home.thread());
                   loop::shard::turn const until_served(home);
                   self->parts_[0]->accept(std::move(channel), std::move(kept));
               });
}

void server_foundation::reload_certificates() {
    std::vector<open_port> ports;
    {
        std::lock_guard const locked(ports_lock_);
        ports = ports_;
    }
    for (open_port const& each : ports)
        if (each.tls)
            each.tls->reload();
}

namespace {

/// What an operator can do about it.
std::string_view remedy(error_code const& shortage) {
    if (shortage == asio::error::no_descriptors)
        return "raise the limit of the process (ulimit -n, LimitNOFILE= of systemd)";
    if (shortage == boost::system::errc::too_many_files_open_in_system)
        return "raise the limit of the machine (sysctl fs.file-max)";
    if (shortage == boost::system::errc::no_space_on_device)
        return "raise the limit of what a user may watch (sysctl fs.epoll.max_user_watches)";
    return "the machine has no more memory for connections";
}

} // namespace

// In words at most once a minute: it lasts, and the metric tells how many there were.
void server_foundation::log_shortage(error_code const& failure) {
    base::time_point const now = (*shards_)[0]->now();
    base::time_point next = next_shortage_told_;
    if (now < next ||
        !next_shortage_told_.compare_exchange_strong(next, now + std::chrono::minutes(1)))
        return;
    log(log_level::error, log_category::resources,
        "out of descriptors: new connections are closed at once until there are some again; " +
            std::string(remedy(failure)));
}

void server_foundation::log_misuse() {
    for (auto const& each : shards_->all())
        each->thread().on_misuse = [executor = each->get_executor(),
                                    weak = weak_from_this()](std::string sentence) {
            asio::post(executor, [weak, kept = std::move(sentence)] {
                if (auto const self = weak.lock())
                    self->log(log_level::error, log_category::threads, kept);
            });
        };
}

// ---- while a shard is stuck ----

namespace {

std::string in_seconds(base::duration time) {
    auto const tenths = std::chrono::duration_cast<std::chrono::milliseconds>(time).count() / 100;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
}

} // namespace

void server_foundation::on_stuck(std::size_t stuck, std::size_t by, base::duration time) noexcept {
    parts_[by]->count(metric::shard_stuck);
    try {
        parts_[by]->log().write(
            log_level::error, log_category::shards,
            "shard " + std::to_string(stuck) + " has been in one handler for " + in_seconds(time) +
                ": its clients wait, and new ones go to others; what takes long belongs on a "
                "thread of its own");
    } catch (...) {
        return; // no memory for the sentence
    }
}

void server_foundation::on_back(std::size_t back, base::duration time) noexcept {
    try {
        parts_[back]->log().write(log_level::notice, log_category::shards,
                                  "shard " + std::to_string(back) + " goes on after " +
                                      in_seconds(time));
    } catch (...) {
        return; // likewise
    }
}

// What the kernel gives to the sockets of a shard that is stuck would wait there as long.
void server_foundation::on_stand_in(std::size_t by, std::size_t stuck) noexcept {
    try {
        std::lock_guard const locked(ports_lock_);
        for (open_port const& each : ports_)
            if (stuck < each.sockets.size())
                parts_[by]->stand_in(stuck, each.sockets[stuck], each.tls);
    } catch (...) {
        return; // without memory they wait
    }
}

} // namespace socketiota
