// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>
#include <socketiota/msgpack_parser.hpp>
#include <socketiota/value.hpp>

#include <boost/system/system_error.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <c/options_of_json.hpp>

namespace socketiota::c {

namespace {

[[noreturn]] void refuse(std::string const& sentence) {
    throw boost::system::system_error(make_error_code(error::invalid_option), sentence);
}

/// A `T`, or a sentence that names the option.
template <class T>
T given(std::string_view name, value const& from) {
    auto made = from.to<T>();
    if (!made)
        refuse("the option " + std::string(name) + " does not fit: " + made.error().message());
    return *std::move(made);
}

std::chrono::milliseconds time_of(std::string_view name, value const& from) {
    return std::chrono::milliseconds(given<std::int64_t>(name, from));
}

transport transport_of(std::string const& name) {
    if (name == "polling")
        return transport::polling;
    if (name == "websocket")
        return transport::websocket;
    refuse("the option transports names none but \"polling\" and \"websocket\"");
}

std::vector<transport> transports_of(std::string_view name, value const& from) {
    std::vector<transport> all;
    for (std::string const& each : given<std::vector<std::string>>(name, from))
        all.push_back(transport_of(each));
    return all;
}

/// Numbers and the like become text, as in a url.
std::vector<std::pair<std::string, std::string>> pairs_of(std::string_view name,
                                                          value const& from) {
    if (!from.is_object())
        refuse("the option " + std::string(name) + " is an object of texts");
    std::vector<std::pair<std::string, std::string>> all;
    for (auto const& [key, mapped] : from.members())
        all.emplace_back(key, mapped.is_string() ? mapped.value_or("") : mapped.to_json());
    return all;
}

std::size_t attempts_of(std::string_view name, value const& from) {
    return from.is_null() ? unlimited : given<std::size_t>(name, from); // JSON has no Infinity
}

std::shared_ptr<packet_parser const> parser_of(std::string_view name, value const& from) {
    auto const which = given<std::string>(name, from);
    if (which == "msgpack")
        return msgpack_parser();
    if (which != "json")
        refuse("the option parser is \"json\" or \"msgpack\"");
    return nullptr;
}

engine_revision revision_of(std::string_view name, value const& from) {
    return static_cast<engine_revision>(given<std::uint8_t>(name, from));
}

struct option {
    std::string_view name;
    void (*set)(client_options& into, std::string_view name, value const& from);
};

template <auto Member>
void set_plain(client_options& into, std::string_view name, value const& from) {
    auto& member = into.*Member;
    member = given<std::remove_reference_t<decltype(member)>>(name, from);
}

template <auto Member>
void set_time(client_options& into, std::string_view name, value const& from) {
    into.*Member = time_of(name, from);
}

template <auto Member>
void set_pairs(client_options& into, std::string_view name, value const& from) {
    into.*Member = pairs_of(name, from);
}

template <auto Member>
void set_tls(client_options& into, std::string_view name, value const& from) {
    auto& member = into.tls.*Member;
    member = given<std::remove_reference_t<decltype(member)>>(name, from);
}

using to = client_options;
using of_tls = tls_client_options;

constexpr std::array all_options{
    option{"path", set_plain<&to::path>},
    option{"query", set_pairs<&to::query>},
    option{"extraHeaders", set_pairs<&to::headers>},
    option{"transports", [](to& into, std::string_view name,
                            value const& from) { into.transports = transports_of(name, from); }},
    option{"upgrade", set_plain<&to::upgrade>},
    option{"tryAllTransports", set_plain<&to::try_all_transports>},
    option{"rememberUpgrade", set_plain<&to::remember_upgrade>},
    option{"forceBase64", set_plain<&to::force_base64>},
    option{"auth", [](to& into, std::string_view, value const& from) { into.auth = from; }},
    option{"autoConnect", set_plain<&to::auto_connect>},
    option{"timeout", set_time<&to::timeout>},
    option{"reconnection", set_plain<&to::reconnection>},
    option{"reconnectionAttempts",
           [](to& into, std::string_view name, value const& from) {
               into.reconnection_attempts = attempts_of(name, from);
           }},
    option{"reconnectionDelay", set_time<&to::reconnection_delay>},
    option{"reconnectionDelayMax", set_time<&to::reconnection_delay_max>},
    option{"randomizationFactor", set_plain<&to::randomization_factor>},
    option{"retries", set_plain<&to::retries>},
    option{"ackTimeout", set_time<&to::ack_timeout>},
    option{"withCredentials", set_plain<&to::with_credentials>},
    option{"revision", [](to& into, std::string_view name,
                          value const& from) { into.revision = revision_of(name, from); }},
    option{"parser", [](to& into, std::string_view name,
                        value const& from) { into.parser = parser_of(name, from); }},
    option{"proxy", set_plain<&to::proxy>},
    option{"proxyFromEnvironment", set_plain<&to::proxy_from_environment>},
    option{"localPath", set_plain<&to::local_path>},
    option{"ca", set_tls<&of_tls::ca>},
    option{"verify", set_tls<&of_tls::verify>},
    option{"serverName", set_tls<&of_tls::server_name>},
    option{"pins", set_tls<&of_tls::pins>},
    option{"maxMessageSize", set_plain<&to::max_message_size>},
    option{"maxBuffered", set_plain<&to::max_buffered>},
};

void set(client_options& into, std::string const& name, value const& from) {
    for (option const& each : all_options)
        if (each.name == name)
            return each.set(into, each.name, from);
    refuse("there is no option " + name);
}

} // namespace

client_options options_of_json(std::string_view json) {
    client_options made;
    if (json.empty())
        return made;
    auto const parsed = value::parse(json);
    if (!parsed)
        refuse("the options are no JSON: " + parsed.error().message());
    if (!parsed->is_object())
        refuse("the options are no JSON object");
    for (auto const& [name, each] : parsed->members())
        set(made, name, each);
    return made;
}

} // namespace socketiota::c
