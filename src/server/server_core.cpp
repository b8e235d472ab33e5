// SPDX-License-Identifier: MIT
#include <exception>
#include <string_view>
#include <utility>

#include <server/server_core.hpp>
#include <server/site.hpp>
#include <server/translate_options.hpp>

namespace socketiota {

hub::nsp_rules server::core::rules(server_options const& given) {
    return {.most_made = given.max_dynamic_namespaces_of_all,
            .removes_empty = given.cleanup_empty_child_namespaces,
            .keeps_sessions = given.connection_state_recovery.has_value(),
            .in_cluster = static_cast<bool>(given.adapter),
            // What runs the program's functions does not outlive this.
            .on_failure = [this](std::exception_ptr failure, std::string_view what) {
                part_here().count(metric::handler_failed);
                report(std::move(failure), what);
            }};
}

server::core::core(server_loops loops, server_options const& given)
    : server_of(std::move(loops), common_of(given)),
      namespaces_(hub::nsp_directory::of(shared_shards(), letters(), rules(given))) {
    auto settings = letting_in(to_engine_options(given), admission_functions::of(given));
    throw_if_wrong(validate(given, *settings));
    limit_sessions(given.max_sessions);
    make_parts(namespaces_, given, settings);
    site::join(*this);
    if (!given.static_folder.empty())
        site::serve_folder(*this, "/", given.static_folder);
}

} // namespace socketiota
