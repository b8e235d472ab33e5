// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <support/http_message.hpp>
#include <support/memory_channel.hpp>

namespace socketiota::test {

/// An HTTP request as the server sees it.
struct asked : http_message {
    std::string method;
    std::string target;

    /// A parameter of the query of the target.
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
        auto found = take_http_message(connection_->received());
        if (!found)
            return std::nullopt;
        std::string const line = found->first_line;
        std::size_t const space = line.find(' ');
        return asked{*std::move(found), line.substr(0, space),
                     line.substr(space + 1, line.find(' ', space + 1) - space - 1)};
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
