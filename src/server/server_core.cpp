// SPDX-License-Identifier: MIT
#include <utility>

#include <server/server_core.hpp>
#include <server/site.hpp>
#include <server/translate_options.hpp>

namespace socketiota {

server::core::core(server_loops loops, server_options const& given)
    : server_of(std::move(loops), common_of(given)),
      namespaces_(hub::nsp_directory::of(shared_shards(), letters())) {
    auto settings = letting_in(to_engine_options(given), admission_functions::of(given));
    throw_if_wrong(validate(given, *settings));
    limit_sessions(given.max_sessions);
    make_parts(namespaces_, given, settings);
    site::join(*this);
    if (!given.static_folder.empty())
        site::serve_folder(*this, "/", given.static_folder);
}

} // namespace socketiota
