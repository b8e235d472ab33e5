// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <wire/http_head.hpp>

namespace socketiota::wire {

/// What `body_reader::next` found.
struct body_event {
    enum class kind : std::uint8_t {
        /// All input is consumed; the body goes on.
        need_more,
        /// `data` is the next piece of the body.
        data,
        /// The body has ended; what is left of the input is the next request.
        complete,
        /// The body is malformed (`status` 400) or over the limit (413). Close the connection after
        /// the answer: where the next request begins is not known.
        error,
    };

    kind type = kind::need_more;
    std::uint16_t status = 0;
    /// Points into the input.
    std::string_view data{};
    /// Why it was refused, for the log: a constant of the program.
    std::string_view sentence{};
};

/// Takes the body of one request or response out of the octets behind its head (RFC 9112 6 and 7),
/// and counts it against a limit while it arrives. One that goes on until the connection ends is
/// complete then, of which whoever reads it hears.
///
/// A `Content-Length` over the limit is refused before an octet of the body is read. Chunk
/// extensions and trailers are validated, bounded and thrown away.
///
/// Thread safety: belongs to one connection.
class body_reader {
public:
    /// @param max_size octets of the body, without the framing of chunks.
    body_reader(http_head const& head, std::uint64_t max_size) noexcept
        : body_reader(head.framing, head.content_length, max_size) {}

    body_reader(body_framing framing, std::uint64_t content_length,
                std::uint64_t max_size) noexcept;

    /// Consumes from the front of `input` and returns the next event. Call it until it returns
    /// something else than `data`; after `complete` and `error` it repeats that and consumes
    /// nothing.
    [[nodiscard]] body_event next(std::string_view& input);

private:
    enum class state : std::uint8_t {
        data,
        until_end,
        chunk_size,
        chunk_end,
        trailer,
        complete,
        error
    };

    body_event read_data(std::string_view& input) noexcept;
    body_event fail(std::uint16_t status, std::string_view sentence) noexcept;
    [[nodiscard]] bool take_line(std::string_view& input, std::string_view& line);
    void begin_chunk(std::string_view line) noexcept;
    void read_trailer(std::string_view line) noexcept;

    state state_ = state::data;
    bool chunked_;
    std::uint16_t status_ = 0;
    /// Octets of lines between and behind the chunks so far, against their bound.
    std::uint32_t overhead_ = 0;
    /// Octets still to come of the sized body or of the chunk.
    std::uint64_t remaining_;
    /// Octets of body that may still be announced before the limit.
    std::uint64_t allowance_;
    std::string_view sentence_;
    /// The front of a line whose end has not arrived, or the whole line while it is looked at.
    std::string line_;
};

} // namespace socketiota::wire
