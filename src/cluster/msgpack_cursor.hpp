// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <cluster/message.hpp>

namespace socketiota::cluster {

/// Walks over msgpack that nobody has validated, as `json_cursor` does over JSON.
class msgpack_cursor {
public:
    static constexpr carried_value::encoding encoding = carried_value::encoding::msgpack;

    explicit msgpack_cursor(std::string_view octets) noexcept
        : at_(octets.data()), end_(octets.data() + octets.size()) {}

    [[nodiscard]] bool enter_array() noexcept { return enter(false); }

    [[nodiscard]] bool enter_object() noexcept { return enter(true); }

    [[nodiscard]] bool next_element() noexcept { return next(); }

    /// A key that is no text is empty.
    [[nodiscard]] bool next_key(std::string_view& key) noexcept;

    carried_value take() noexcept;

    void skip() noexcept { (void)take(); }

    bool take_text(std::string& into);
    std::optional<double> take_number() noexcept;
    [[nodiscard]] bool take_null() noexcept;
    std::optional<bool> take_flag() noexcept;

    [[nodiscard]] bool failed() const noexcept { return failed_; }

    void fail() noexcept {
        failed_ = true;
        at_ = end_;
    }

    [[nodiscard]] bool is_at_end() const noexcept { return at_ == end_ && !failed_; }

private:
    [[nodiscard]] bool enter(bool is_object) noexcept;
    [[nodiscard]] bool next() noexcept;

    char const* at_;
    char const* end_;
    /// What each entered container has left; nothing that is looked into nests deeper.
    std::array<std::size_t, 8> left_{};
    std::size_t depth_ = 0;
    bool failed_ = false;
};

} // namespace socketiota::cluster
