// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <base/output_buffer.hpp>
#include <wire/http_head.hpp>

namespace socketiota::wire {

/// The words that go with a status, or none for a status that has none (RFC 9110 15).
[[nodiscard]] std::string_view reason_phrase(std::uint16_t status) noexcept;

/// Whether a header can be sent: its name is a token, and its value cannot end its line early.
[[nodiscard]] bool is_sound(header_field const& field) noexcept;

/// Adds headers to a head that is complete, in front of its empty line. False, and nothing has
/// changed, if one of them is not sound.
[[nodiscard]] bool add_headers(std::string& head, std::span<header_field const> headers);

/// Appends a head to a buffer, line by line.
///
/// A header that could end its line early is refused and with it the whole head: values may come
/// from programs that pass on what a peer sent (header injection, RFC 9110 5.5).
class http_head_writer {
public:
    /// Appends a header, unless its name is not a token or its value has control characters.
    http_head_writer& header(std::string_view name, std::string_view value);

    /// Appends `Content-Length`.
    http_head_writer& content_length(std::uint64_t size);

    /// Appends `Connection: keep-alive` or `Connection: close`.
    http_head_writer& connection(bool keep_alive);

    /// Appends the empty line. If a header was refused, takes the whole head out of the buffer
    /// again and returns false.
    [[nodiscard]] bool finish();

protected:
    explicit http_head_writer(base::output_buffer& output) noexcept
        : output_(&output), start_(output.size()) {}

    ~http_head_writer() = default;

    [[nodiscard]] base::output_buffer& output() noexcept { return *output_; }

    void refuse() noexcept { refused_ = true; }

private:
    base::output_buffer* output_;
    std::size_t start_;
    bool refused_ = false;
};

/// Appends the head of a response to a buffer.
///
/// Which headers a response has, `Date` included, is the caller's matter.
class response_head_writer : public http_head_writer {
public:
    /// Appends `HTTP/1.1 <status> <reason>`. `output` must outlive this.
    ///
    /// @param status 100 to 999.
    response_head_writer(base::output_buffer& output, std::uint16_t status);
};

/// Appends the head of a request to a buffer.
class request_head_writer : public http_head_writer {
public:
    /// Appends `<method> <target> HTTP/1.1` and `Host`. `output` must outlive this.
    ///
    /// @param target of any form; one with a character that it may not have is refused.
    request_head_writer(base::output_buffer& output, std::string_view method,
                        std::string_view target, std::string_view authority);
};

} // namespace socketiota::wire
