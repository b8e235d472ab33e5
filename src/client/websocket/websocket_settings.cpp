// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <client/connection_choices.hpp>
#include <client/websocket/websocket_settings.hpp>
#include <wire/http_syntax.hpp>
#include <wire/url.hpp>

namespace socketiota::clients {

namespace {

void check_websocket(websocket_client_options const& options) {
    using namespace std::chrono_literals;
    if (options.timeout < 0ms || options.close_timeout < 0ms)
        refuse_option(
            "websocket_client_options.timeout and close_timeout are times, or 0 for none");
    if (options.ping_interval < 1ms)
        refuse_option("websocket_client_options.ping_interval has to be 1 ms at least");
    auto const& names = options.subprotocols;
    for (auto each = names.begin(); each != names.end(); ++each)
        if (!wire::is_token(*each) || std::find(names.begin(), each, *each) != each)
            refuse_option("websocket_client_options.subprotocols: \"" + *each +
                          "\" is no token, or comes twice");
}

} // namespace

websocket_settings settings_of(std::string_view url, websocket_client_options options,
                               environment const& variables) {
    auto const parsed = wire::parse_url(url);
    if (!parsed.value)
        refuse_option("the url of the WebSocket cannot be used: " + std::string(parsed.sentence));
    check_websocket(options);
    auto const choices = choices_of(options, "websocket_client_options");
    check(choices);
    wire::url const& to = *parsed.value;
    websocket_settings made;
    made.where = {to.host, to.port, options.local_path, to.secure};
    made.proxy = proxy_for(made.where, choices, variables);
    made.authority = authority_of(to);
    made.target = to.query.empty() ? to.path : to.path + '?' + to.query;
    made.headers = options.headers;
    made.subprotocols = options.subprotocols;
    made.max_message_size = options.max_message_size;
    made.options = std::move(options);
    return made;
}

} // namespace socketiota::clients
