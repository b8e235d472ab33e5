// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <support/memory_channel.hpp>

namespace socketiota::test {

using header_lines = std::vector<std::pair<std::string, std::string>>;

/// An HTTP answer as the client sees it.
struct answer {
    unsigned status = 0;
    header_lines headers;
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const {
        for (auto const& [each, value] : headers)
            if (each == name)
                return value;
        return {};
    }
};

/// An HTTP client on one connection.
class http_peer {
public:
    explicit http_peer(std::shared_ptr<memory_peer> connection)
        : connection_(std::move(connection)) {}

    void request(std::string_view method, std::string_view target, std::string_view body = {},
                 header_lines const& headers = {}) {
        std::string text(method);
        text.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (auto const& [name, value] : headers)
            text.append(name).append(": ").append(value).append("\r\n");
        if (!body.empty() || method == "POST")
            text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
        text.append("\r\n").append(body);
        connection_->send(text);
    }

    /// Takes the next whole answer, if it came.
    [[nodiscard]] std::optional<answer> take_answer() {
        std::string& text = connection_->received();
        std::size_t const end = text.find("\r\n\r\n");
        if (end == std::string::npos)
            return std::nullopt;
        answer found;
        std::size_t line = text.find("\r\n") + 2;
        found.status = static_cast<unsigned>(std::stoul(text.substr(9, 3)));
        while (line < end + 2) {
            std::size_t const next = text.find("\r\n", line);
            std::size_t const colon = text.find(": ", line);
            found.headers.emplace_back(text.substr(line, colon - line),
                                       text.substr(colon + 2, next - colon - 2));
            line = next + 2;
        }
        std::string const length = found.header("Content-Length");
        std::size_t const size = length.empty() ? 0 : std::stoul(length);
        if (text.size() < end + 4 + size)
            return std::nullopt;
        found.body = text.substr(end + 4, size);
        text.erase(0, end + 4 + size);
        return found;
    }

    [[nodiscard]] memory_peer& connection() noexcept { return *connection_; }

    [[nodiscard]] std::shared_ptr<memory_peer> const& shared() noexcept { return connection_; }

private:
    std::shared_ptr<memory_peer> connection_;
};

} // namespace socketiota::test
