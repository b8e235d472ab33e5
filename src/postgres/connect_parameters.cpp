// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include <base/check_link_limits.hpp>
#include <libpq-fe.h>
#include <postgres/connect_parameters.hpp>

namespace socketiota::postgres {
namespace {

[[noreturn]] void refuse(std::string const& sentence) {
    throw boost::system::system_error(make_error_code(error::invalid_option), sentence);
}

struct free_options {
    void operator()(PQconninfoOption* all) const noexcept { PQconninfoFree(all); }
};

using option_list = std::unique_ptr<PQconninfoOption, free_options>;

/// Its value, empty if it has none.
std::string value_of(option_list const& all, std::string_view keyword) {
    if (all)
        for (PQconninfoOption const* each = all.get(); each->keyword != nullptr; ++each)
            if (each->keyword == keyword && each->val != nullptr)
                return each->val;
    return {};
}

std::vector<std::string> split(std::string const& list) {
    std::vector<std::string> parts;
    if (list.empty())
        return parts;
    std::size_t from = 0;
    for (std::size_t at = 0; (at = list.find(',', from)) != std::string::npos; from = at + 1)
        parts.push_back(list.substr(from, at - from));
    parts.push_back(list.substr(from));
    return parts;
}

std::vector<server_address> servers_of(std::string const& hosts, std::string const& addresses,
                                       std::string const& ports) {
    auto const names = split(hosts);
    auto const numbers = split(addresses);
    auto const each_port = split(ports);
    std::vector<server_address> servers(std::max(names.size(), numbers.size()));
    if ((!names.empty() && names.size() != servers.size()) ||
        (!numbers.empty() && numbers.size() != servers.size()) ||
        (each_port.size() > 1 && each_port.size() != servers.size()))
        refuse("postgres_options.url: there are not as many ports or addresses as hosts");
    for (std::size_t at = 0; at < servers.size(); ++at) {
        if (!names.empty())
            servers[at].host = names[at];
        if (!numbers.empty())
            servers[at].address = numbers[at];
        if (!each_port.empty())
            servers[at].port = each_port[each_port.size() == 1 ? 0 : at];
    }
    return servers;
}

bool is_letter(char each) noexcept {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_';
}

/// Takes a part of the name of a table off its front; false if there is none.
bool take_identifier(std::string_view& from) noexcept {
    std::size_t size = 0;
    if (from.starts_with('"')) {
        auto const end = from.find('"', 1);
        if (end == std::string_view::npos || end == 1)
            return false;
        size = end + 1;
    } else {
        while (size < from.size() &&
               (is_letter(from[size]) ||
                (size > 0 && ((from[size] >= '0' && from[size] <= '9') || from[size] == '$'))))
            ++size;
    }
    from.remove_prefix(size);
    return size > 0;
}

} // namespace

bool server_address::is_name() const noexcept {
    if (!address.empty() || host.empty() || host.starts_with('/') || host.starts_with('@'))
        return false;
    boost::system::error_code is_none;
    (void)boost::asio::ip::make_address(host, is_none);
    return is_none.failed();
}

connect_parameters parameters_of(postgres_options const& options) {
    option_list const given(PQconninfoParse(options.url.c_str(), nullptr));
    if (!given) // what libpq says of it may have a part of the password in it
        refuse("postgres_options.url is none: it is postgresql://user:password@host:port/database");
    connect_parameters read;
    std::string hosts;
    std::string addresses;
    std::string ports;
    for (PQconninfoOption const* each = given.get(); each->keyword != nullptr; ++each) {
        std::string_view const keyword(each->keyword);
        if (each->val == nullptr)
            continue;
        if (keyword == "service") // its host would be looked up by libpq, which waits for that
            refuse("postgres_options.url: service is not understood, name the host");
        if (keyword == "host")
            hosts = each->val;
        else if (keyword == "hostaddr")
            addresses = each->val;
        else if (keyword == "port")
            ports = each->val;
        else
            read.others.emplace_back(keyword, each->val);
    }
    option_list const defaults(PQconndefaults());
    if (hosts.empty() && addresses.empty()) {
        hosts = value_of(defaults, "host");
        addresses = value_of(defaults, "hostaddr");
    }
    if (ports.empty())
        ports = value_of(defaults, "port");
    read.servers = servers_of(hosts, addresses, ports);
    if (read.servers.empty() && !ports.empty())
        read.others.emplace_back("port", ports);
    return read;
}

void check(postgres_options const& options) {
    base::check_link_limits(options, "postgres_options", refuse);
}

void check_table_name(std::string_view name) {
    bool is_one = take_identifier(name);
    if (is_one && name.starts_with('.')) {
        name.remove_prefix(1);
        is_one = take_identifier(name);
    }
    if (!is_one || !name.empty())
        refuse("table_name is no name of a table: table, schema.table, or in double quotes");
}

} // namespace socketiota::postgres
