// SPDX-License-Identifier: MIT
#include <utility>

#include <http/channel_behind_proxy.hpp>
#include <http/trusted_proxies.hpp>
#include <loop/accepted_channel.hpp>
#include <loop/letter.hpp>
#include <server/server_foundation.hpp>
#include <server/server_part.hpp>

namespace socketiota {

server_part::server_part(server_foundation& whole, std::size_t number)
    : whole_(whole),
      number_(number),
      home_(whole.shards()[number]),
      work_(whole.work(number)),
      log_(*home_, whole.whole_log()),
      delays_(*home_),
      departure_(*home_, static_cast<departing&>(*this), number_, whole.shards().size()),
      operator_routes_(*home_, static_cast<operated&>(*this)),
      front_(home_, static_cast<http::service&>(*this), whole.http_settings(),
             static_cast<base::metric_sink&>(*this)) {}

server_part::~server_part() = default;

http::shard_router* server_part::meet_others(std::size_t largest_body) {
    if (whole_.neighbourhood() == nullptr)
        return nullptr;
    others_ = std::make_unique<http::neighbours>(
        http::neighbours::parts{.all = whole_.neighbourhood(),
                                .index = number_,
                                .home = home_,
                                .connections = front_,
                                .answers = static_cast<http::service&>(*this),
                                .metrics = static_cast<base::metric_sink&>(*this),
                                .largest_body = largest_body});
    return others_.get();
}

// ---- where it listens ----

std::unique_ptr<loop::listener> server_part::open(std::shared_ptr<loop::listening_socket> socket,
                                                  std::shared_ptr<loop::tls_context> tls,
                                                  error_code& failure) {
    auto opened = std::make_unique<loop::listener>(
        home_, std::move(socket),
        [this, tls = std::move(tls)](std::unique_ptr<loop::channel> accepted) {
            accept(std::move(accepted), tls.get());
        },
        failure);
    opened->tell_shortages([this](error_code const& why) { tell_shortage(why); });
    if (accepting_paused_)
        opened->pause();
    return opened;
}

void server_part::accept_from(std::shared_ptr<loop::listening_socket> socket,
                              std::shared_ptr<loop::tls_context> tls, error_code& failure) {
    auto opened = open(std::move(socket), std::move(tls), failure);
    if (!failure)
        listeners_.push_back(std::move(opened));
}

void server_part::stand_in(std::size_t stuck, std::shared_ptr<loop::listening_socket> socket,
                           std::shared_ptr<loop::tls_context> tls) {
    error_code failure;
    auto opened = open(std::move(socket), std::move(tls), failure);
    if (failure)
        tell_shortage(failure);
    else
        stand_ins_.emplace(stuck, std::move(opened));
}

void server_part::accept_for_all(std::shared_ptr<loop::listening_socket> socket,
                                 error_code& failure) {
    accept_from(std::move(socket), nullptr, failure);
    if (!failure && whole_.letters() != nullptr)
        listeners_.back()->divert(
            [this](loop::descriptor& connection) { return give_away(connection); });
}

bool server_part::give_away(loop::descriptor& connection) {
    do
        next_to_adopt_ = (next_to_adopt_ + 1) % whole_.shards().size();
    while (whole_.is_stuck(next_to_adopt_) && next_to_adopt_ != number_);
    if (next_to_adopt_ == number_)
        return false;
    server_part& other = whole_.part(next_to_adopt_);
    whole_.letters()->send(number_, other.number(),
                           loop::letter([&other, taken = std::move(connection)]() mutable {
                               other.adopt(std::move(taken));
                           }));
    return true;
}

void server_part::adopt(loop::descriptor connection) {
    error_code failure;
    auto channel = loop::accepted_channel(home_, std::move(connection), failure);
    if (failure)
        tell_shortage(failure);
    else
        accept(std::move(channel));
}

void server_part::tell_shortage(error_code const& why) {
    count(metric::out_of_descriptors);
    whole_.log_shortage(why);
}

void server_part::pause_accepting() noexcept {
    accepting_paused_ = true;
    for (auto const& each : listeners_)
        each->pause();
    for (auto const& [stuck, each] : stand_ins_)
        each->pause();
}

void server_part::resume_accepting() noexcept {
    accepting_paused_ = false;
    for (auto const& each : listeners_)
        each->resume();
    for (auto const& [stuck, each] : stand_ins_)
        each->resume();
}

void server_part::accept(std::unique_ptr<loop::channel> connection, loop::tls_context const* tls) {
    using http::channel_behind_proxy;
    auto const* const proxies = whole_.proxies();
    if (proxies != nullptr && proxies->expects_header_of(*connection))
        connection = std::make_unique<channel_behind_proxy>(
            home_, std::move(connection),
            tls != nullptr ? channel_behind_proxy::content::tls
                           : channel_behind_proxy::content::http,
            whole_.http_settings().limits.head_timeout, static_cast<base::metric_sink&>(*this));
    if (tls != nullptr)
        connection = tls->wrap(home_, std::move(connection), *this);
    front_.accept(std::move(connection));
}

void server_part::accept(std::unique_ptr<loop::channel> connection, std::vector<std::byte> octets) {
    front_.accept(std::move(connection), std::move(octets));
}

// ---- its end ----

void server_part::close() {
    departure_.stop();
    operator_routes_.close();
    listeners_.clear();
    stand_ins_.clear();
    close_answering();
    front_.close();
    if (others_)
        others_->close();
    delays_.close();
    log_.close();
    home_->rest();
}

std::shared_ptr<void> server_part::alive() { return whole_.shared_from_this(); }

void server_part::depart() { whole_.on_departs(*this); }

// ---- what it answers ----

void server_part::serve(http::exchange& request) {
    if (!operator_routes_.serve(request))
        answer(request);
}

bool server_part::is_ready() const noexcept { return whole_.is_ready(); }

void server_part::describe(base::metric_text& to) { whole_.describe(to, *this); }

void server_part::look() {
    if (whole_.shards().size() == 1)
        return;
    server_figures now = figures();
    std::lock_guard const locked(latest_lock_);
    latest_ = now;
}

// ---- what there is ----

server_figures server_part::figures() {
    server_figures now;
    now.connections = front_.size();
    now.lag = home_->late().latest();
    now.worst_lag = home_->late().worst(home_->now());
    add_figures(now);
    return now;
}

server_figures server_part::latest_figures() const {
    std::lock_guard const locked(latest_lock_);
    return latest_;
}

void server_part::count(metric what) noexcept {
    counts_[static_cast<std::size_t>(what)].add(1);
    whole_.tell_counted(what);
}

} // namespace socketiota
