// SPDX-License-Identifier: MIT
#include <utility>

#include <server/server_core.hpp>
#include <server/translate_options.hpp>

namespace socketiota {

namespace asio = boost::asio;

server::core::core(std::unique_ptr<asio::io_context>&& own, asio::io_context& context,
                   std::shared_ptr<loop::shard> home_shard, server_options const& given)
    : server_foundation(std::move(own), context, std::move(home_shard), common_of(given)) {
    auto settings = admitting(to_engine_options(given), given.allow_request);
    throw_if_wrong(validate(given, *settings));
    part_ = std::make_unique<socket_io_part>(*this, home(), given, std::move(settings));
    if (!given.static_folder.empty())
        serve_folder(part_->content(), "/", given.static_folder);
}

} // namespace socketiota
