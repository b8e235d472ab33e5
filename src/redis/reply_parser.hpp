// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <redis/reply.hpp>

namespace socketiota::redis {

/// What an answer may be at most: what announces itself as larger is refused by its first line.
struct reply_limits {
    std::size_t max_size = std::size_t{64} << 20;  // octets as they come; less than 2 GiB
    std::size_t max_values = std::size_t{1} << 20; // 16 octets of memory each

    static constexpr std::size_t max_depth = 16; // XREAD has 5
};

/// Reads answers of RESP2 and RESP3 as their octets come, into a buffer of its own: `prepare` room,
/// `commit` what came, and take values until `next` needs more.
///
/// A value refers to the buffer. What is not complete stays where it is, and moves when there is no
/// room behind it: into twice the room, so that an octet moves once on the average. What a first
/// line announces is never reserved.
///
/// Not thread safe.
class reply_parser {
public:
    enum class outcome : std::uint8_t {
        need_more,
        complete,  // `value` is one
        malformed, // no Redis says such a thing; nothing can follow
        too_large, // or too deep; nothing can follow
    };

    reply_parser() : reply_parser(reply_limits()) {}

    explicit reply_parser(reply_limits limits) noexcept : limits_(limits) {}

    reply_parser(reply_parser const&) = delete;
    reply_parser& operator=(reply_parser const&) = delete;
    ~reply_parser() = default;

    /// Room for what comes, not empty. Ends what `value` gave.
    [[nodiscard]] std::span<char> prepare();

    /// So many octets came there.
    void commit(std::size_t size) noexcept { end_ += size; }

    /// Goes to the next value. Ends what `value` gave.
    [[nodiscard]] outcome next();

    /// The value after `complete`.
    [[nodiscard]] reply value() const noexcept { return {nodes_.front(), octets_.get() + begin_}; }

    /// What came and is not read, from the beginning of a value.
    [[nodiscard]] std::string_view rest() const noexcept {
        return {octets_.get() + begin_, end_ - begin_};
    }

    /// Octets of memory.
    [[nodiscard]] std::size_t held() const noexcept {
        return capacity_ + nodes_.capacity() * sizeof(reply_node);
    }

private:
    /// Something that holds values, of which some are still to come.
    struct level {
        std::uint32_t node = 0;
        std::uint32_t missing = 0;
        bool is_remark = false; // an attribute, in front of the value that counts
    };

    void drop_value() noexcept;
    [[nodiscard]] outcome read_value();
    [[nodiscard]] outcome read_line(std::string_view& line) noexcept;
    [[nodiscard]] outcome read_sized(char type, std::size_t size, std::size_t begin);
    [[nodiscard]] outcome read_text(reply_kind kind, std::size_t size, std::size_t begin,
                                    bool has_format);
    [[nodiscard]] outcome open(reply_kind kind, std::size_t count, std::size_t begin,
                               std::uint32_t each, bool is_remark = false);
    [[nodiscard]] outcome add(reply_kind kind, std::size_t offset, std::size_t size);
    void finish_levels() noexcept;
    [[nodiscard]] outcome more(std::size_t size) const noexcept;

    reply_limits limits_;
    std::unique_ptr<char[]> octets_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0; // of the value that is read
    std::size_t end_ = 0;   // of what came
    // From here on counted from `begin_`, which moves.
    std::size_t at_ = 0;      // where it is read
    std::size_t scanned_ = 0; // up to where there is no end of the line
    std::vector<reply_node> nodes_;
    std::array<level, reply_limits::max_depth> levels_{};
    std::size_t depth_ = 0;
    bool is_complete_ = false;
};

} // namespace socketiota::redis
