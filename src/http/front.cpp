// SPDX-License-Identifier: MIT
#include <utility>

#include <http/front.hpp>
#include <wire/http_date.hpp>

namespace socketiota::http {

front::front(std::shared_ptr<loop::shard> home, service& answers, http_options options,
             base::metric_sink& metrics)
    : home_(std::move(home)), service_(answers), options_(options), metrics_(metrics) {}

front::~front() {
    close();
    if (destroyed_ != nullptr)
        *destroyed_ = true;
}

void front::accept(std::unique_ptr<loop::channel> channel) { accept(std::move(channel), {}); }

void front::accept(std::unique_ptr<loop::channel> channel, std::vector<std::byte> octets) {
    base::shared_count::place place(options_.all_connections);
    if (is_full(place))
        channel->close();
    else
        add(std::move(channel), place)->start(std::move(octets));
}

void front::take_over(moving_connection connection) {
    base::shared_count::place place(options_.all_connections);
    if (is_full(place))
        return;
    loop::error_code failure;
    auto channel = connection.channel->adopt(home_, failure);
    if (failure)
        metrics_.count(metric::out_of_memory);
    else
        add(std::move(channel), place)->start(std::move(connection.octets), connection.moves);
}

bool front::is_full(base::shared_count::place const& place) noexcept {
    if (place && connections_.size() < options_.max_connections)
        return false;
    metrics_.count(metric::too_many_connections);
    return true;
}

std::shared_ptr<connection> front::add(std::unique_ptr<loop::channel> channel,
                                       base::shared_count::place& place) {
    auto added = std::make_shared<connection>(*this, std::move(channel));
    added->index_ = connections_.size();
    connections_.push_back(added);
    place.keep();
    return added;
}

void front::close() noexcept {
    // Those who are told may end other connections, accept new ones or destroy the front.
    bool destroyed = false;
    bool* const outer = std::exchange(destroyed_, &destroyed);
    while (!destroyed && !connections_.empty())
        connections_.back()->abort();
    if (!destroyed)
        destroyed_ = outer;
    else if (outer != nullptr)
        *outer = true;
}

void front::remove(connection& ended) noexcept {
    std::size_t const index = ended.index_;
    home_->dispose(std::exchange(connections_[index], std::move(connections_.back())));
    connections_.pop_back();
    if (index < connections_.size())
        connections_[index]->index_ = index;
    if (options_.all_connections != nullptr)
        options_.all_connections->remove();
}

std::span<std::byte> front::file_piece() {
    constexpr std::size_t size = std::size_t{64} << 10;
    file_piece_.resize(size);
    return file_piece_;
}

std::string_view front::date() {
    auto const now = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
    if (now != date_time_) {
        date_time_ = now;
        date_ = wire::http_date(now);
    }
    return date_;
}

} // namespace socketiota::http
