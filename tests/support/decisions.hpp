// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace socketiota::test {

/// Takes decisions from the input of a fuzzer; zeros when it is used up.
class decisions {
public:
    decisions(std::uint8_t const* data, std::size_t size)
        : text_(reinterpret_cast<char const*>(data), size) {}

    [[nodiscard]] bool done() const noexcept { return text_.empty(); }

    std::uint8_t octet() {
        if (text_.empty())
            return 0;
        auto const value = static_cast<std::uint8_t>(text_.front());
        text_.remove_prefix(1);
        return value;
    }

    std::size_t below(std::size_t limit) { return octet() % limit; }

    std::string_view text(std::size_t most) {
        std::string_view const taken = text_.substr(0, below(most + 1));
        text_.remove_prefix(taken.size());
        return taken;
    }

private:
    std::string_view text_;
};

} // namespace socketiota::test
