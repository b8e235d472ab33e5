// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <support/http_peer.hpp>
#include <support/memory_channel.hpp>

namespace socketiota::test {

/// An HTTP request as the server sees it.
struct asked {
    std::string method;
    std::string target;
    header_lines headers;
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const {
        for (auto const& [each, value] : headers)
            if (each == name)
                return value;
        return {};
    }

    /// The same for the query of the target.
    [[nodiscard]] std::string parameter(std::string_view name) const {
        std::string const query = '&' + target.substr(target.find('?') + 1);
        std::string const wanted = '&' + std::string(name) + '=';
        std::size_t const at = query.find(wanted);
        if (at == std::string::npos)
            return {};
        std::size_t const begin = at + wanted.size();
        return query.substr(begin, query.find('&', begin) - begin);
    }
};

/// The server's end of a connection that a client has dialled.
class http_server_peer {
public:
    explicit http_server_peer(std::shared_ptr<memory_peer> connection)
        : connection_(std::move(connection)) {}

    /// Takes the next whole request, if it came.
    [[nodiscard]] std::optional<asked> take_request() {
        std::string& text = connection_->received();
        std::size_t const end = text.find("\r\n\r\n");
        if (end == std::string::npos)
            return std::nullopt;
        asked found;
        std::size_t const space = text.find(' ');
        found.method = text.substr(0, space);
        found.target = text.substr(space + 1, text.find(' ', space + 1) - space - 1);
        std::size_t line = text.find("\r\n") + 2;
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

    /// Answers with a body whose size is said.
    void answer(unsigned status, std::string_view body, header_lines const& headers = {}) {
        std::string text = "HTTP/1.1 " + std::to_string(status) + " Some words\r\n";
        for (auto const& [name, value] : headers)
            text.append(name).append(": ").append(value).append("\r\n");
        text.append("Content-Length: ").append(std::to_string(body.size()));
        connection_->send(text.append("\r\n\r\n").append(body));
    }

    [[nodiscard]] memory_peer& connection() noexcept { return *connection_; }

    [[nodiscard]] std::shared_ptr<memory_peer> const& shared() noexcept { return connection_; }

private:
    std::shared_ptr<memory_peer> connection_;
};

} // namespace socketiota::test
