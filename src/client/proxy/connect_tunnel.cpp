// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

#include <base/output_buffer.hpp>
#include <client/proxy/connect_tunnel.hpp>
#include <wire/base64.hpp>
#include <wire/http_head_writer.hpp>
#include <wire/http_syntax.hpp>
#include <wire/url.hpp>

namespace socketiota::clients {

namespace {

/// Whether it is about a login; Tinyproxy refuses a wrong one with what is meant for servers.
bool is_about_login(std::uint16_t status) noexcept { return status == 407 || status == 401; }

std::string login_of(proxy const& through) {
    if (through.user.empty())
        return {};
    std::string const plain = through.user + ":" + through.password;
    std::string encoded(wire::base64_encoded_size(plain.size()), '\0');
    wire::encode_base64(std::as_bytes(std::span(plain)), encoded.data());
    return "Basic " + encoded;
}

bool knows_basic(wire::response_head const& head) {
    constexpr std::string_view basic = "basic";
    return std::ranges::any_of(head.headers(), [basic](wire::header_field const& each) {
        return (wire::equal_ignoring_case(each.name, "proxy-authenticate") ||
                wire::equal_ignoring_case(each.name, "www-authenticate")) &&
               wire::equal_ignoring_case(each.value.substr(0, basic.size()), basic);
    });
}

std::string_view remedy_of(std::uint16_t status) noexcept {
    switch (status) {
    case 403:
        return "its rules do not allow this host or port";
    case 500:
    case 502:
    case 503:
    case 504:
        return "it cannot reach the server: check host and port, and the network of the proxy";
    default:
        return "is it a proxy? Check its url, and whether it allows CONNECT";
    }
}

} // namespace

connect_tunnel::connect_tunnel(proxy const& through, std::string_view host, std::uint16_t port)
    : server_(wire::authority_of(host, port)), login_(login_of(through)) {}

std::string connect_tunnel::begin() {
    base::output_buffer octets;
    wire::request_head_writer head(octets, "CONNECT", server_, server_);
    if (!login_.empty())
        head.header("Proxy-Authorization", login_);
    static_cast<void>(head.finish()); // a host of a url and Base64 are sound
    return std::string(octets.view());
}

tunnel_step connect_tunnel::step(std::string_view octets) {
    wire::response_head head;
    auto const found = reader_.read(octets, head);
    if (found.type == wire::response_result::kind::need_more)
        return {};
    auto const broken = make_error_code(boost::system::errc::protocol_error);
    if (found.type == wire::response_result::kind::error)
        return refused_tunnel(broken, "does not answer as one of HTTP, check its url: " +
                                          std::string(found.sentence));
    if (head.status < 200 || head.status >= 300)
        return refuse(head);
    if (!octets.empty())
        return refused_tunnel(broken, "sent something behind its answer, before the server was "
                                      "asked for anything");
    return {.type = tunnel_step::kind::open};
}

tunnel_step connect_tunnel::refuse(wire::response_head const& head) const {
    if (is_about_login(head.status)) {
        std::string_view const why =
            !knows_basic(head) ? "wants a login, but none by user and password (Basic), the only "
                                 "kind that is known here"
            : login_.empty()   ? "wants user and password, which its url does not have: "
                                 "http://user:password@host:port"
                               : "does not take user and password of its url: check both";
        return refused_tunnel(error::proxy_refused_login, std::string(why), head.status);
    }
    std::string answer = std::to_string(head.status);
    if (auto const words = wire::reason_phrase(head.status); !words.empty())
        answer.append(" ").append(words);
    return refused_tunnel(error::proxy_refused,
                          "answered CONNECT " + server_ + " with " + answer + ": " +
                              std::string(remedy_of(head.status)),
                          head.status);
}

} // namespace socketiota::clients
