// SPDX-License-Identifier: MIT
#include <engine/handshake_record.hpp>
#include <http/exchange.hpp>
#include <wire/http_syntax.hpp>
#include <wire/query.hpp>
#include <wire/target.hpp>

namespace socketiota::engine {
namespace {

constexpr std::size_t url_piece = 0;
constexpr std::size_t address_piece = 1;
constexpr std::size_t first_header_piece = 2;

} // namespace

handshake_record::handshake_record(source const& from)
    : headers_(from.headers.size()), issued_(from.issued), secure_(from.secure) {
    std::size_t total = from.url.size() + from.remote_address.size();
    for (auto const& [name, value] : from.headers)
        total += name.size() + value.size();
    text_.reserve(total);
    pieces_.reserve(first_header_piece + 2 * headers_);
    auto const keep = [this](std::string_view text) {
        pieces_.push_back(
            {static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(text.size())});
        text_.append(text);
    };
    keep(from.url);
    keep(from.remote_address);
    for (auto const& [name, value] : from.headers) {
        keep(name);
        keep(value);
    }
}

std::string_view handshake_record::url() const noexcept { return at(pieces_[url_piece]); }

std::string_view handshake_record::remote_address() const noexcept {
    return at(pieces_[address_piece]);
}

std::pair<std::string_view, std::string_view>
handshake_record::header_at(std::size_t index) const noexcept {
    std::size_t const name = first_header_piece + 2 * index;
    return {at(pieces_[name]), at(pieces_[name + 1])};
}

std::optional<std::string_view> handshake_record::header(std::string_view name) const noexcept {
    for (std::size_t index = 0; index < headers_; ++index)
        if (auto const [each, value] = header_at(index); wire::equal_ignoring_case(each, name))
            return value;
    return std::nullopt;
}

std::optional<std::string> handshake_record::query(std::string_view name) const {
    std::string scratch;
    auto const found = wire::find_query_parameter(wire::split_target(url()).query, name, scratch);
    if (!found)
        return std::nullopt;
    return std::string(*found);
}

std::vector<std::pair<std::string, std::string>> handshake_record::query() const {
    return query_of(url());
}

std::string_view path_of(std::string_view target) noexcept {
    return wire::split_target(target).path;
}

std::vector<std::pair<std::string, std::string>> query_of(std::string_view target) {
    std::vector<std::pair<std::string, std::string>> all;
    wire::query_reader parameters(wire::split_target(target).query);
    std::string scratch;
    while (auto const parameter = parameters.next()) {
        std::string name(wire::decode_query_component(parameter->name, scratch));
        all.emplace_back(std::move(name), wire::decode_query_component(parameter->value, scratch));
    }
    return all;
}

std::shared_ptr<handshake_record const> record_of(http::exchange& request) {
    wire::request_head const& head = request.request();
    std::string const address = request.remote_address();
    handshake_record::source from;
    from.url = head.target;
    from.remote_address = address;
    from.headers.reserve(head.headers().size());
    for (wire::header_field const& field : head.headers())
        from.headers.emplace_back(field.name, field.value);
    from.secure = request.secure();
    from.issued = std::chrono::system_clock::now();
    return std::make_shared<handshake_record const>(from);
}

} // namespace socketiota::engine
