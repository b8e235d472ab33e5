// SPDX-License-Identifier: MIT
#include <socketiota/value.hpp>

#include <algorithm>
#include <string_view>

#include <client/engine/refusal_words.hpp>

namespace socketiota::clients {

namespace {

/// How Engine.IO refuses a revision: the number by which answers to polls say so, and all that
/// those to WebSockets say.
constexpr int unsupported_number = 5;
constexpr std::string_view unsupported_sentence = "Unsupported protocol version";

constexpr std::string_view remedy =
    ": client_options.revision says which the client speaks, and a server of another lets clients "
    "of revision 3 in if it is told to (allowEIO3)";

} // namespace

std::string refusal_words(std::span<std::byte const> body) {
    std::string_view const text(reinterpret_cast<char const*>(body.data()),
                                std::min(body.size(), longest_refusal));
    if (text == unsupported_sentence)
        return std::string(text).append(remedy);
    auto const parsed = value::parse(text);
    if (!parsed || !(*parsed)["message"].is_string())
        return {};
    std::string said = (*parsed)["message"].value_or("");
    if ((*parsed)["code"] == unsupported_number)
        said += remedy;
    return said;
}

} // namespace socketiota::clients
