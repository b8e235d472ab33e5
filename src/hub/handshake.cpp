// SPDX-License-Identifier: MIT
#include <socketiota/handshake.hpp>
#include <socketiota/raw.hpp>

#include <utility>

#include <engine/handshake_record.hpp>

namespace socketiota {

handshake::handshake(std::shared_ptr<engine::handshake_record const> request,
                     std::shared_ptr<raw const> auth) noexcept
    : request_(std::move(request)), auth_(std::move(auth)) {}

std::string_view handshake::auth_text() const noexcept {
    return auth_ ? std::string_view(auth_->text()) : std::string_view("{}");
}

value handshake::auth() const {
    if (!auth_)
        return value::empty_object(); // as in Node, so that it can be asked and sent on as is
    auto decoded = auth_->to<value>();
    return decoded ? *std::move(decoded) : value::empty_object();
}

decode_error handshake::decode_auth(detail::decode_function decode, void* target) const {
    if (auth_)
        return detail::decode_from_raw(*auth_, decode, target);
    return detail::decode_from_json("{}", decode, target);
}

std::optional<std::string_view> handshake::header(std::string_view name) const noexcept {
    return request_->header(name);
}

std::vector<std::pair<std::string_view, std::string_view>> handshake::headers() const {
    std::vector<std::pair<std::string_view, std::string_view>> all;
    all.reserve(request_->header_count());
    for (std::size_t index = 0; index < request_->header_count(); ++index)
        all.push_back(request_->header_at(index));
    return all;
}

std::optional<std::string> handshake::query(std::string_view name) const {
    return request_->query(name);
}

std::vector<std::pair<std::string, std::string>> handshake::query() const {
    return request_->query();
}

std::string_view handshake::url() const noexcept { return request_->url(); }

std::string_view handshake::address() const noexcept { return request_->remote_address(); }

std::chrono::system_clock::time_point handshake::issued() const noexcept {
    return request_->issued();
}

bool handshake::secure() const noexcept { return request_->secure(); }

bool handshake::xdomain() const noexcept { return request_->cross_domain(); }

} // namespace socketiota
