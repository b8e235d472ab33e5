// SPDX-License-Identifier: MIT
#include <utility>

#include <server/server_foundation.hpp>
#include <server/server_part.hpp>

namespace socketiota {

namespace asio = boost::asio;

server_part::server_part(server_foundation& whole, std::shared_ptr<loop::shard> home)
    : whole_(whole),
      home_(std::move(home)),
      delays_(*home_),
      front_(home_, static_cast<http::service&>(*this), whole.http_settings(),
             static_cast<base::metric_sink&>(*this)) {}

server_part::~server_part() = default;

asio::ip::tcp::endpoint server_part::listen(asio::ip::tcp::endpoint const& at,
                                            std::shared_ptr<loop::tls_context> const& tls,
                                            error_code& failure) {
    auto opened = std::make_unique<loop::listener>(
        home_, at,
        [this, tls](std::unique_ptr<loop::channel> accepted) {
            accept(tls ? tls->wrap(home_, std::move(accepted), *this) : std::move(accepted));
        },
        failure);
    if (failure)
        return {};
    auto where = opened->local_endpoint();
    add(std::move(opened));
    return where;
}

void server_part::listen(asio::local::stream_protocol::endpoint const& at, error_code& failure) {
    auto opened = std::make_unique<loop::listener>(
        home_, at, [this](std::unique_ptr<loop::channel> accepted) { accept(std::move(accepted)); },
        failure);
    if (!failure)
        add(std::move(opened));
}

void server_part::add(std::unique_ptr<loop::listener> opened) {
    opened->tell_shortages([this](error_code const& why) {
        count(metric::out_of_descriptors);
        whole_.log_shortage(why);
    });
    listeners_.push_back(std::move(opened));
}

void server_part::accept(std::unique_ptr<loop::channel> connection) {
    front_.accept(std::move(connection));
}

void server_part::close() {
    listeners_.clear();
    close_answering();
    front_.close();
    delays_.close();
}

void server_part::serve(http::exchange& request) {
    if (!whole_.serve_operator(request))
        answer(request);
}

void server_part::count(metric what) noexcept {
    ++counts_[static_cast<std::size_t>(what)];
    whole_.tell_counted(what);
}

} // namespace socketiota
