// SPDX-License-Identifier: MIT
#include <utility>

#include <client/make_dialler.hpp>
#include <client/proxy/proxy_dialler.hpp>
#include <loop/socket_dialler.hpp>
#include <loop/tls_client_context.hpp>

namespace socketiota::clients {

std::shared_ptr<loop::dialler> make_dialler(client_loop const& on, bool secure,
                                            tls_client_options const& tls,
                                            std::optional<proxy> const& through) {
    if (!secure && !through)
        return on.dialler();
    auto const& home = on.shard();
    std::shared_ptr<loop::tls_client_context const> context;
    if (secure)
        context = std::make_shared<loop::tls_client_context>(tls, "http/1.1");
    std::unique_ptr<loop::dialler> made = std::make_unique<loop::socket_dialler>(home, context);
    if (through)
        made = std::make_unique<proxy_dialler>(home, *through, std::move(made), std::move(context));
    return made;
}

} // namespace socketiota::clients
