// SPDX-License-Identifier: MIT
#include <utility>

#include <postgres/resolve_servers.hpp>

namespace socketiota::postgres {

void resolve_servers::start(std::vector<server_address> servers, completion done) {
    servers_ = std::move(servers);
    done_ = std::move(done);
    next();
}

void resolve_servers::close() noexcept {
    done_ = {};
    resolver_.cancel();
}

void resolve_servers::next() {
    for (; at_ < servers_.size() && !servers_[at_].is_name(); ++at_)
        found_.push_back(servers_[at_]);
    if (at_ == servers_.size()) {
        auto const done = std::exchange(done_, {});
        return done(found_, words_);
    }
    resolver_.async_resolve(
        servers_[at_].host, "",
        [self = shared_from_this()](error_code failure,
                                    boost::asio::ip::tcp::resolver::results_type const& found) {
            if (self->done_)
                self->on_resolved(failure, found);
        });
}

void resolve_servers::on_resolved(error_code failure,
                                  boost::asio::ip::tcp::resolver::results_type const& found) {
    server_address const& named = servers_[at_];
    if (failure)
        words_ = named.host + ": " + failure.message();
    else
        for (auto const& each : found)
            found_.push_back({named.host, each.endpoint().address().to_string(), named.port});
    ++at_;
    next();
}

} // namespace socketiota::postgres
