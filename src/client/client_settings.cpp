// SPDX-License-Identifier: MIT
#include <utility>

#include <client/client_settings.hpp>
#include <client/connection_choices.hpp>
#include <wire/url.hpp>

namespace socketiota::clients {

namespace {

/// What stands for `text` in a query, as `encodeURIComponent` has it.
void append_encoded(std::string& query, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-_.!~*'()";
    for (char const each : text) {
        bool const is_plain = (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') ||
                              (each >= 'A' && each <= 'Z') ||
                              plain.find(each) != std::string_view::npos;
        if (is_plain) {
            query += each;
            continue;
        }
        auto const octet = static_cast<unsigned char>(each);
        query += '%';
        query += digits[octet >> 4U];
        query += digits[octet & 15U];
    }
}

std::string query_of(wire::url const& where, client_options const& options) {
    std::string query = where.query;
    for (auto const& [name, value] : options.query) {
        if (!query.empty())
            query += '&';
        append_encoded(query, name);
        query += '=';
        append_encoded(query, value);
    }
    return query;
}

void check(client_options const& options) {
    using namespace std::chrono_literals;
    if (options.transports.empty())
        refuse_option("client_options.transports is empty: name at least one");
    for (transport const each : options.transports)
        if (each != transport::polling && each != transport::websocket)
            refuse_option("client_options.transports names each transport by itself, not with |");
    if (options.revision != engine_revision::three && options.revision != engine_revision::four)
        refuse_option("client_options.revision is 3 or 4");
    if (options.revision == engine_revision::three && options.auth)
        refuse_option(
            "client_options.auth is unknown to servers of revision 3: use query or headers");
    if (options.path.empty() || options.path.front() != '/')
        refuse_option("client_options.path has to begin with /");
    if (options.path.find_first_of(" ?#\r\n") != std::string::npos)
        refuse_option("client_options.path has to be percent-encoded, without a query");
    if (options.timeout < 0ms || options.ack_timeout < 0ms)
        refuse_option("client_options.timeout and ack_timeout are times, or 0 for none");
    if (options.reconnection_delay < 1ms ||
        options.reconnection_delay_max < options.reconnection_delay)
        refuse_option("client_options.reconnection_delay has to be 1 ms at least, and "
                      "reconnection_delay_max no less than that");
    if (!(options.randomization_factor >= 0 && options.randomization_factor <= 1))
        refuse_option("client_options.randomization_factor has to be from 0 to 1");
    if (options.retries != 0 && options.ack_timeout == 0ms)
        refuse_option("client_options.retries needs ack_timeout: how long each try waits");
    if (options.max_buffered_age.count() < 0)
        refuse_option("client_options.max_buffered_age is 0 or more");
    if (options.max_running_handlers == 0)
        refuse_option("client_options.max_running_handlers has to be 1 at least");
}

} // namespace

client_settings settings_of(std::string_view url, client_options options,
                            environment const& variables) {
    auto const parsed = wire::parse_url(url);
    if (!parsed.value)
        refuse_option("the url of the client cannot be used: " + std::string(parsed.sentence));
    check(options);
    auto const choices = choices_of(options, "client_options");
    check(choices);
    wire::url const& where = *parsed.value;
    client_settings made;
    made.default_nsp = where.path;
    engine_settings& engine = made.engine;
    engine.where = {where.host, where.port, options.local_path, where.secure};
    made.proxy = proxy_for(engine.where, choices, variables);
    engine.authority = authority_of(where);
    engine.path = options.path.ends_with('/') ? options.path : options.path + '/';
    engine.query = query_of(where, options);
    engine.headers = options.headers;
    engine.transports = options.transports;
    engine.upgrades = options.upgrade;
    engine.revision = options.revision;
    engine.base64 = options.force_base64;
    engine.tries_all = options.try_all_transports;
    engine.max_message_size = options.max_message_size;
    engine.max_outbox_bytes = options.max_buffered;
    if (options.with_credentials)
        engine.cookies = std::make_shared<cookie_jar>();
    made.options = std::move(options);
    return made;
}

} // namespace socketiota::clients
