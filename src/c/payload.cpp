// SPDX-License-Identifier: MIT
#include <socketiota/bytes.hpp>

#include <string>
#include <utility>

#include <c/payload.hpp>
#include <c/text.hpp>

namespace socketiota::c {

namespace {

raw encoding_of(std::span<value const> all) {
    value list = value::empty_array();
    for (value const& each : all)
        list.push_back(each);
    return raw::of(list).value(); // it came from the wire, where it was not too deep
}

} // namespace

result<arguments> arguments_of(sio_text json, sio_octets const* binary, std::size_t count) {
    if (binary == nullptr && count != 0)
        return error::illegal_attachment;
    std::vector<bytes> attachments;
    for (sio_octets const& each : std::span(binary, count))
        attachments.emplace_back(
            std::span(static_cast<std::byte const*>(each.data), each.data ? each.size : 0));
    auto const text = json.size == 0 ? std::string("[]") : std::string(view_of(json));
    auto parsed = raw::parse(text, std::move(attachments));
    if (!parsed)
        return parsed.error();
    auto const list = parsed->to<value>();
    if (!list || !list->is_array())
        return error::malformed_json;
    arguments all;
    all.assign(list->elements().begin(), list->elements().end());
    return all;
}

payload::payload(std::span<value const> of) : encoded_(encoding_of(of)) {
    for (bytes const& each : encoded_.attachments())
        binary_.push_back({each.data(), each.size()});
}

sio_event payload::event(std::string_view name, sio_reply* reply) const noexcept {
    return {text_of(name), text_of(encoded_.text()), binary_.data(), binary_.size(), reply};
}

} // namespace socketiota::c
