// SPDX-License-Identifier: MIT
#include <socketiota/web_server.hpp>

#include <boost/asio/io_context.hpp>

#include <utility>

#include <http/front.hpp>
#include <server/gauges.hpp>
#include <server/server_foundation.hpp>
#include <server/site.hpp>

namespace socketiota {

namespace asio = boost::asio;

namespace {

server_options as_server_options(web_server_options given) {
    server_options same;
    same.max_connections = given.max_connections;
    same.http = given.http;
    same.max_running_handlers_of_all = given.max_running_handlers_of_all;
    same.allowed_origins = std::move(given.allowed_origins);
    same.static_folder = std::move(given.static_folder);
    same.log = std::move(given.log);
    same.max_log_lines = given.max_log_lines;
    same.stop_timeout = given.stop_timeout;
    same.drain_time = given.drain_time;
    return same;
}

} // namespace

/// What a server without Socket.IO is made of.
///
/// Thread safety: that of `server_foundation`.
class web_server::core final : public server_foundation,
                               private http::service,
                               private http::route_listener {
public:
    core(std::unique_ptr<asio::io_context> own, web_server_options options)
        : core(std::move(own), *own, std::move(options)) {}

    core(asio::io_context& context, web_server_options options)
        : core(nullptr, context, std::move(options)) {}

    core(core const&) = delete;
    core& operator=(core const&) = delete;

    ~core() { close(); }

    void accept(std::unique_ptr<loop::channel> connection) override {
        front_.accept(std::move(connection));
    }

    [[nodiscard]] std::size_t sessions() const noexcept override {
        return site_.websockets().size();
    }

    [[nodiscard]] site& content() noexcept { return site_; }

    void add_static_folder(std::string prefix, std::filesystem::path folder) {
        tell_if_missing(folder, prefix);
        site_.add_static_folder(std::move(prefix), std::move(folder));
    }

private:
    core(std::unique_ptr<asio::io_context>&& own, asio::io_context& context,
         web_server_options options)
        : server_foundation(std::move(own), context, loop::shard::on(context),
                            as_server_options(std::move(options))),
          site_(home(), static_cast<base::metric_sink&>(*this),
                static_cast<http::route_listener&>(*this), work(),
                engine_settings()->allowed_origins),
          front_(home(), static_cast<http::service&>(*this), http_settings(),
                 static_cast<base::metric_sink&>(*this)) {
        if (!this->options().static_folder.empty())
            add_static_folder("/", this->options().static_folder);
    }

    void close_parts() override {
        site_.close();
        front_.close();
    }

    void refuse_new(base::time_point until) override { site_.websockets().refuse_new(until); }

    [[nodiscard]] std::size_t to_leave() const noexcept override {
        return site_.websockets().to_leave();
    }

    void send_next_away() override { site_.websockets().send_next_away(); }

    void describe_parts(base::metric_text& to) override {
        gauges::write_websockets(to, site_.websockets().size());
        gauges::write_connections(to, front_.size());
        gauges::write_outboxes(to, site_.websockets().held());
    }

    void serve(http::exchange& request) override {
        if (!serve_operator(request))
            site_.serve(request);
    }

    void on_route_failed(std::string_view sentence) noexcept override {
        count(metric::handler_failed);
        log(log_level::error, log_category::routes, sentence);
    }

    void on_route_put_off() noexcept override { count(metric::server_busy); }

    site site_;
    http::front front_;
};

// One thread runs the loop, which the hint tells.
web_server::web_server(web_server_options options)
    : web_server(
          std::make_shared<core>(std::make_unique<asio::io_context>(1), std::move(options))) {}

web_server::web_server(asio::io_context& context, web_server_options options)
    : web_server(std::make_shared<core>(context, std::move(options))) {}

// NOLINTNEXTLINE: an executor by value, as in Asio
web_server::web_server(executor_type executor, web_server_options options)
    : web_server(context_of(executor), std::move(options)) {}

web_server::web_server(std::shared_ptr<core> parts) noexcept
    : server_base(parts), core_(std::move(parts)) {}

web_server::~web_server() = default;

http_routes web_server::http() const { return http_routes(core_->content().routes()); }

void web_server::websocket(std::string_view pattern, websocket_handler handler,
                           websocket_options options) {
    core_->content().websockets().add(pattern, std::move(handler), std::move(options));
}

void web_server::serve_static(std::string_view prefix, std::string folder) {
    core_->add_static_folder(std::string(prefix), std::move(folder));
}

} // namespace socketiota
