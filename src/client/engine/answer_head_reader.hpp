// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <wire/response_parser.hpp>

namespace socketiota::clients {

/// Puts the head of an answer together from octets as they come, and passes over the heads of
/// interim ones, of which a server may send any number.
///
/// Not thread safe: belongs to one connection.
class answer_head_reader {
public:
    /// Takes from the front of `octets` what belongs to heads.
    ///
    /// Lifetime: the views in `head` point into `octets`, or into this until the next call.
    [[nodiscard]] wire::response_result read(std::string_view& octets, wire::response_head& head);

    /// The octets of the complete head, to be parsed once more when its views are gone.
    [[nodiscard]] std::string take() noexcept { return std::exchange(text_, {}); }

private:
    wire::response_parser parser_;
    std::string text_; // as far as it has come
};

} // namespace socketiota::clients
