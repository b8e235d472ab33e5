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
    web_part(server_foundation& whole, std::shared_ptr<loop::shard> home,
             std::vector<std::string> allowed_origins)
        : server_part(whole, std::move(home)),
          allowed_origins_(std::move(allowed_origins)),
          site_(this->home(), static_cast<base::metric_sink&>(*this),
                static_cast<http::route_listener&>(*this), whole.work(), allowed_origins_) {}

    [[nodiscard]] site& content() noexcept { return site_; }

    [[nodiscard]] std::size_t sessions() const noexcept override {
        return site_.websockets().size();
    }

    void refuse_new(base::time_point until) override { site_.websockets().refuse_new(until); }

    [[nodiscard]] std::size_t to_leave() const noexcept override {
        return site_.websockets().to_leave();
    }

    void send_next_away() override { site_.websockets().send_next_away(); }

    void describe(base::metric_text& to) override {
        gauges::write_websockets(to, site_.websockets().size());
        gauges::write_connections(to, connections());
        gauges::write_outboxes(to, site_.websockets().held());
    }

private:
    void answer(http::exchange& request) override { site_.serve(request); }

    void close_answering() override { site_.close(); }

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
class web_server::core final : public server_foundation {
public:
    core(std::unique_ptr<asio::io_context> own, web_server_options const& options)
        : core(std::move(own), *own, options) {}

    core(asio::io_context& context, web_server_options const& options)
        : core(nullptr, context, options) {}

    core(core const&) = delete;
    core& operator=(core const&) = delete;

    ~core() { close(); }

    [[nodiscard]] web_part& part() const noexcept override { return *part_; }

private:
    core(std::unique_ptr<asio::io_context>&& own, asio::io_context& context,
         web_server_options const& given)
        : server_foundation(std::move(own), context, loop::shard::on(context), common_of(given)),
          part_(std::make_unique<web_part>(*this, home(),
                                           engine::normal_origins(given.allowed_origins))) {
        if (!given.static_folder.empty())
            serve_folder(part_->content(), "/", given.static_folder);
    }

    std::unique_ptr<web_part> part_;
};

// One thread runs the loop, which the hint tells.
web_server::web_server(web_server_options const& options)
    : web_server(std::make_shared<core>(std::make_unique<asio::io_context>(1), options)) {}

web_server::web_server(asio::io_context& context, web_server_options const& options)
    : web_server(std::make_shared<core>(context, options)) {}

// NOLINTNEXTLINE: an executor by value, as in Asio
web_server::web_server(executor_type executor, web_server_options const& options)
    : web_server(context_of(executor), options) {}

web_server::web_server(std::shared_ptr<core> parts) noexcept
    : server_base(parts), core_(std::move(parts)) {}

web_server::~web_server() = default;

http_routes web_server::http() const { return http_routes(core_->part().content().routes()); }

void web_server::websocket(std::string_view pattern, websocket_handler handler,
                           websocket_options options) {
    core_->part().content().websockets().add(pattern, std::move(handler), std::move(options));
}

void web_server::serve_static(std::string_view prefix, std::string folder) {
    core_->serve_folder(core_->part().content(), std::string(prefix), std::move(folder));
}

} // namespace socketiota
