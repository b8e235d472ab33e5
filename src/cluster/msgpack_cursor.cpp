// SPDX-License-Identifier: MIT
#include <base/utf8.hpp>
#include <cluster/msgpack_cursor.hpp>
#include <value/json_number.hpp>
#include <value/msgpack_item.hpp>

namespace socketiota::cluster {

using form = msgpack_item::form;

bool msgpack_cursor::enter(bool is_object) noexcept {
    msgpack_item item;
    if (!read_msgpack_item(at_, end_, item) || item.what != (is_object ? form::map : form::array))
        return false;
    if (depth_ == left_.size()) {
        fail();
        return false;
    }
    left_[depth_++] = item.size;
    at_ = item.behind;
    return true;
}

bool msgpack_cursor::next() noexcept {
    if (failed_ || depth_ == 0)
        return false;
    if (left_[depth_ - 1] == 0) {
        --depth_;
        return false;
    }
    --left_[depth_ - 1];
    return true;
}

bool msgpack_cursor::next_key(std::string_view& key) noexcept {
    if (!next())
        return false;
    msgpack_item item;
    if (!read_msgpack_item(at_, end_, item)) {
        fail();
        return false;
    }
    key = {};
    if (item.what == form::string) {
        key = item.view();
        at_ = item.behind;
    } else {
        skip();
    }
    return !failed_;
}

carried_value msgpack_cursor::take() noexcept {
    char const* const behind = skip_msgpack_value(at_, end_);
    if (behind == nullptr) {
        fail();
        return {};
    }
    std::string_view const octets(at_, static_cast<std::size_t>(behind - at_));
    at_ = behind;
    return {encoding, octets};
}

bool msgpack_cursor::take_text(std::string& into) {
    msgpack_item item;
    if (!read_msgpack_item(at_, end_, item)) {
        fail();
        return false;
    }
    if (item.what == form::string) {
        at_ = item.behind;
        if (base::is_valid_utf8(item.view()))
            into.assign(item.view());
        else
            into = base::to_valid_utf8(item.view());
        return true;
    }
    if (item.what == form::number) {
        at_ = item.behind;
        std::array<char, max_number_length> text; // NOLINT(cppcoreguidelines-pro-type-member-init)
        into.assign(text.data(), print_json_number(text.data(), item.number.as_double()));
        return true;
    }
    skip();
    return false;
}

std::optional<double> msgpack_cursor::take_number() noexcept {
    msgpack_item item;
    if (read_msgpack_item(at_, end_, item) && item.what == form::number) {
        at_ = item.behind;
        return item.number.as_double();
    }
    skip();
    return std::nullopt;
}

bool msgpack_cursor::take_null() noexcept {
    msgpack_item item;
    if (!read_msgpack_item(at_, end_, item) ||
        (item.what != form::nil && item.what != form::undefined))
        return false;
    at_ = item.behind;
    return true;
}

std::optional<bool> msgpack_cursor::take_flag() noexcept {
    msgpack_item item;
    if (read_msgpack_item(at_, end_, item) && item.what == form::boolean) {
        at_ = item.behind;
        return item.flag;
    }
    skip();
    return std::nullopt;
}

} // namespace socketiota::cluster
