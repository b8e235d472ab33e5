// SPDX-License-Identifier: MIT
#include <memory>
#include <string>
#include <utility>

#include <hub/nsp_core.hpp>
#include <server/server_core.hpp>

namespace socketiota {

namespace asio = boost::asio;

server::server(server_options const& options)
    : server(std::make_shared<core>(server_loops::of_its_own(common_of(options)), options)) {}

server::server(asio::io_context& context, server_options const& options)
    : server(std::make_shared<core>(context, loop::shard::on(context), options)) {}

// NOLINTNEXTLINE: an executor by value, as in Asio
server::server(executor_type executor, server_options const& options)
    : server(context_of(executor), options) {}

server::server(std::shared_ptr<core> parts) noexcept
    : server_base(parts), core_(std::move(parts)) {}

server::~server() = default;

nsp server::of(std::string_view name) { return core_->namespaces().of(name)->handle(); }

parent_nsp server::of(nsp_pattern pattern) {
    return parent_nsp(core_->namespaces().add_parent(std::move(pattern), {})->handle());
}

parent_nsp server::add_parent(detail::nsp_predicate predicate) {
    core_->admitting()->check_function("of", predicate.shareable());
    return parent_nsp(core_->namespaces().add_parent({}, std::move(predicate))->handle());
}

void server::on_new_namespace(detail::callback<void(nsp const&)> function) {
    core_->admitting()->check_function("on_new_namespace", function.shareable());
    core_->namespaces().on_new(std::move(function));
}

nsp server::whole() const { return core_->namespaces().root()->handle(); }

http_routes server::http() const { return http_routes(core_->part().content().routes()); }

void server::websocket(std::string_view pattern, websocket_handler handler,
                       websocket_options options) {
    site::add_websocket(*core_, pattern, std::move(handler), std::move(options));
}

void server::serve_static(std::string_view prefix, std::string folder) {
    site::serve_folder(*core_, prefix, std::move(folder));
}

void server::on_error(detail::callback<void(socket const&, std::exception_ptr)> function) {
    core_->admitting()->check("on_error", function.shareable());
    core_->on_parts([&](socket_io_part& each) { each.namespaces().hooks().on_error = function; });
}

registration server::listen(std::string_view name, std::shared_ptr<detail::handler<socket>> handler,
                            bool once) const {
    return whole().listen(name, std::move(handler), once);
}

emit_result server::start_emit(std::string_view name,
                               detail::argument_list const& arguments) const {
    return whole().start_emit(name, arguments);
}

} // namespace socketiota
