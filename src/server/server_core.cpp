// SPDX-License-Identifier: MIT
#include <utility>

#include <server/server_core.hpp>
#include <server/site.hpp>
#include <server/translate_options.hpp>

namespace socketiota {

server::core::core(server_loops loops, server_options const& given)
    : server_of(std::move(loops), common_of(given)) {
    if (shards().size() > 1)
        throw_if_wrong("shards: namespaces are on one shard so far, so a Socket.IO server has one; "
                       "engine_server and web_server may have more");
    auto settings = letting_in(to_engine_options(given), given.allow_request);
    throw_if_wrong(validate(given, *settings));
    limit_sessions(given.max_sessions);
    make_parts(given, settings);
    site::join(*this);
    if (!given.static_folder.empty())
        site::serve_folder(*this, "/", given.static_folder);
}

} // namespace socketiota
