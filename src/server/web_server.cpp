// SPDX-License-Identifier: MIT
#include <socketiota/web_server.hpp>

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <engine/origin.hpp>
#include <server/gauges.hpp>
#include <server/server_foundation.hpp>
#include <server/server_part.hpp>
#include <server/site.hpp>

namespace socketiota {

namespace asio = boost::asio;

namespace {

/// What a server without Socket.IO has on a shard.
///
/// Not thread safe: belongs to its shard.
class web_part final : public server_part, private http::route_listener {
public:
    /// `whole` must outlive it.
    web_part(server_foundation& whole, std::size_t number, std::vector<std::string> allowed_origins)
        : server_part(whole, number),
          allowed_origins_(std::move(allowed_origins)),
          site_(home(), static_cast<base::metric_sink&>(*this),
                static_cast<http::route_listener&>(*this), work(), allowed_origins_) {}

    [[nodiscard]] site& content() noexcept { return site_; }

    [[nodiscard]] std::size_t sessions() const noexcept override {
        return site_.websockets().size_of_all();
    }

    void refuse_new(base::time_point until) override { site_.websockets().refuse_new(until); }

    [[nodiscard]] std::size_t to_leave() const noexcept override {
        return site_.websockets().to_leave();
    }

    void send_next_away() override { site_.websockets().send_next_away(); }

    void write(base::metric_text& to, server_figures const& there_are) override {
        gauges::write_websockets(to, there_are.websockets);
        gauges::write_connections(to, there_are.connections);
        gauges::write_outboxes(to, there_are.held);
    }

private:
    void answer(http::exchange& request) override { site_.serve(request); }

    void close_answering() override { site_.close(); }

    void add_figures(server_figures& to) override {
        to.websockets = site_.websockets().size();
        to.held = site_.websockets().held();
    }

    void on_route_failed(std::string_view sentence) noexcept override {
        count(metric::handler_failed);
        whole().log(log_level::error, log_category::routes, sentence);
    }

    void on_route_put_off() noexcept override { count(metric::server_busy); }

    std::vector<std::string> allowed_origins_;
    site site_;
};

} // namespace

/// What a server without Socket.IO is made of.
///
/// Thread safety: that of `server_foundation`.
class web_server::core final : public server_of<web_part> {
public:
    /// Throws if an option cannot be.
    core(server_loops loops, web_server_options const& given)
        : server_of(std::move(loops), common_of(given)) {
        make_parts(engine::normal_origins(given.allowed_origins));
        site::join(*this);
        if (!given.static_folder.empty())
            site::serve_folder(*this, "/", given.static_folder);
    }
};

web_server::web_server(web_server_options const& options)
    : web_server(std::make_shared<core>(server_loops::of_its_own(common_of(options)), options)) {}

web_server::web_server(asio::io_context& context, web_server_options const& options)
    : web_server(std::make_shared<core>(
          server_loops::on(context, loop::shard::on(context), common_of(options)), options)) {}

// NOLINTNEXTLINE: an executor by value, as in Asio
web_server::web_server(executor_type executor, web_server_options const& options)
    : web_server(context_of(executor), options) {}

web_server::web_server(std::shared_ptr<core> parts) noexcept
    : server_base(parts), core_(std::move(parts)) {}

web_server::~web_server() = default;

http_routes web_server::http() const { return http_routes(core_->part().content().routes()); }

void web_server::websocket(std::string_view pattern, websocket_handler handler,
                           websocket_options options) {
    site::add_websocket(*core_, pattern, std::move(handler), std::move(options));
}

void web_server::serve_static(std::string_view prefix, std::string folder) {
    site::serve_folder(*core_, prefix, std::move(folder));
}

} // namespace socketiota
