// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/deflate_options.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <base/output_buffer.hpp>
#include <wire/deflate_terms.hpp>
#include <wire/deflater.hpp>
#include <wire/inflater.hpp>

namespace socketiota::websocket {

/// The sentence that says what is wrong with `options`, or nothing.
[[nodiscard]] std::optional<std::string_view> fault_of(deflate_options const& options) noexcept;

/// What the connections of one owner on a shard share for permessage-deflate: what is wanted, and
/// the streams of zlib for all of them that keep no context, because one text is compressed or
/// inflated at a time.
///
/// Memory, from the first use on: a deflater for each window that was agreed on, 256 KiB with 15
/// bits, an inflater, 39 KiB, and the buffer of the text that was inflated last, unless it is
/// larger than `most_kept`.
///
/// Not thread safe: one per shard. Connections share it, because one may outlive its owner.
class shared_deflate {
public:
    /// @param options without a fault.
    explicit shared_deflate(deflate_options const& options) noexcept;
    shared_deflate(shared_deflate const&) = delete;
    shared_deflate& operator=(shared_deflate const&) = delete;
    ~shared_deflate() = default;

    /// Null for none.
    [[nodiscard]] static std::shared_ptr<shared_deflate>
    make(std::optional<deflate_options> const& options);

    /// What the server wants of its clients.
    [[nodiscard]] wire::deflate_terms const& wanted() const noexcept { return wanted_; }

    /// Texts and binaries of fewer octets are sent as they are, but not on a connection that keeps
    /// its context: there they are what gains most.
    [[nodiscard]] std::size_t threshold() const noexcept { return threshold_; }

    [[nodiscard]] wire::deflate_effort effort() const noexcept { return effort_; }

    /// Whether it was made with the same options.
    [[nodiscard]] bool does_as(shared_deflate const& other) const noexcept {
        return wanted_ == other.wanted_ && threshold_ == other.threshold_ &&
               effort_ == other.effort_;
    }

    /// Appends `content` in its compressed form to `output`, without a context.
    ///
    /// @param window_bits 9 to 15.
    void deflate(std::string_view content, unsigned window_bits, std::string& output);

    /// Keeps no context.
    [[nodiscard]] wire::inflater& inflater() noexcept { return inflater_; }

    /// An empty buffer for one text: whoever is given that may have another one inflated meanwhile.
    [[nodiscard]] base::output_buffer take_buffer() noexcept {
        return std::exchange(buffer_, base::output_buffer());
    }

    void give_buffer(base::output_buffer buffer) noexcept {
        buffer.clear(most_kept);
        buffer_ = std::move(buffer);
    }

    /// How often something was compressed: a broadcast once for all who agreed on the same window.
    [[nodiscard]] std::uint64_t deflated() const noexcept { return deflated_; }

private:
    static constexpr std::size_t most_kept = std::size_t{64} << 10;
    static constexpr unsigned smallest_window = 9;
    static constexpr unsigned largest_window = 15;

    wire::deflate_terms wanted_;
    std::size_t threshold_;
    wire::deflate_effort effort_;
    std::array<std::unique_ptr<wire::deflater>, largest_window - smallest_window + 1> deflaters_;
    // No connection may look further back than that.
    wire::inflater inflater_{largest_window, false};
    base::output_buffer buffer_;
    std::uint64_t deflated_ = 0;
};

/// What both ends of a connection have agreed on, and with what it is done.
struct agreed_deflate {
    wire::deflate_terms terms;
    std::shared_ptr<shared_deflate> shared; // not null
};

} // namespace socketiota::websocket
