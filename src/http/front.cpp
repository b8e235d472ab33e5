// SPDX-License-Identifier: MIT
#include <array>
#include <ctime>
#include <utility>

#include <http/front.hpp>

namespace socketiota::http {

front::front(std::shared_ptr<loop::shard> home, service& answers, http_options options,
             base::metric_sink& metrics)
    : home_(std::move(home)), service_(answers), options_(options), metrics_(metrics) {}

front::~front() {
    while (!connections_.empty())
        close(); // again, if somebody who was told made a new connection
}

void front::accept(std::unique_ptr<loop::channel> channel) {
    if (options_.max_connections != 0 && connections_.size() >= options_.max_connections) {
        metrics_.count(metric::too_many_connections);
        channel->close();
        return;
    }
    auto accepted = std::make_shared<connection>(*this, std::move(channel));
    accepted->index_ = connections_.size();
    connections_.push_back(accepted);
    accepted->start();
}

void front::close() {
    // A copy: those who are told may end other connections, accept new ones or destroy the front.
    auto const ending = connections_;
    for (auto const& each : ending)
        each->abort();
}

void front::remove(connection& ended) {
    std::size_t const index = ended.index_;
    home_->dispose(std::exchange(connections_[index], std::move(connections_.back())));
    connections_.pop_back();
    if (index < connections_.size())
        connections_[index]->index_ = index;
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
        auto const seconds = static_cast<std::time_t>(now.count());
        std::tm parts{};
        gmtime_r(&seconds, &parts);
        static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        // Not strftime's %a and %b: they follow the locale of the program.
        std::array<char, 32> text{};
        std::size_t const size =
            std::strftime(text.data(), text.size(), ", %d ... %Y %H:%M:%S GMT", &parts);
        date_ = days[static_cast<std::size_t>(parts.tm_wday)];
        date_.append(text.data(), size);
        date_.replace(8, 3, months[static_cast<std::size_t>(parts.tm_mon)]);
    }
    return date_;
}

} // namespace socketiota::http
