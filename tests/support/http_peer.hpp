// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <support/http_message.hpp>
#include <support/memory_channel.hpp>

namespace socketiota::test {

/// An HTTP answer as the client sees it.
struct answer : http_message {
    unsigned status = 0;
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
        auto found = take_http_message(connection_->received());
        if (!found)
            return std::nullopt;
        auto const status = static_cast<unsigned>(std::stoul(found->first_line.substr(9, 3)));
        return answer{*std::move(found), status};
    }

    [[nodiscard]] memory_peer& connection() noexcept { return *connection_; }

    [[nodiscard]] std::shared_ptr<memory_peer> const& shared() noexcept { return connection_; }

private:
    std::shared_ptr<memory_peer> connection_;
};

} // namespace socketiota::test
