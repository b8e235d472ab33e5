// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <span>
#include <string_view>

#include <base/output_buffer.hpp>

namespace socketiota::websocket {

/// Puts pieces of output together for one write: small ones are copied behind each other, because
/// an entry of an I/O vector costs more than copying a few octets; large ones stay where they are.
///
/// Invariant: pieces that were copied one after the other are one piece.
class gathered_write {
public:
    /// Pieces up to this size are copied. A copy of 16 KiB costs a tenth of the send it saves.
    static constexpr std::size_t largest_copied = std::size_t{16} << 10;
    /// Stop adding beyond this: what the kernel does not take is gathered again later.
    static constexpr std::size_t enough_octets = std::size_t{1} << 20;
    /// IOV_MAX is 1024 on Linux.
    static constexpr std::size_t most_pieces = 512;

    /// @param copies cleared, and must stay untouched until the write is done.
    explicit gathered_write(base::output_buffer& copies) : copies_(&copies) { copies.clear(); }

    /// `part` must live until the write is done.
    void add(std::string_view part) {
        if (part.empty())
            return;
        size_ += part.size();
        if (part.size() > largest_copied) {
            pieces_.push_back({part.data(), part.size()});
            return;
        }
        // Where copies begin is known only when the buffer has stopped growing.
        if (pieces_.empty() || pieces_.back().data != nullptr)
            pieces_.push_back({nullptr, 0});
        pieces_.back().size += part.size();
        copies_->append(part);
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] bool enough() const noexcept {
        return size_ >= enough_octets || pieces_.size() >= most_pieces;
    }

    /// The pieces, valid until the next call to `add`.
    [[nodiscard]] std::span<boost::asio::const_buffer const> buffers() {
        buffers_.clear();
        char const* copy = copies_->data();
        for (piece const& each : pieces_) {
            buffers_.emplace_back(each.data != nullptr ? each.data : copy, each.size);
            if (each.data == nullptr)
                copy += each.size;
        }
        return {buffers_.data(), buffers_.size()};
    }

private:
    struct piece {
        char const* data; // null: the next `size` octets of the copies
        std::size_t size;
    };

    base::output_buffer* copies_;
    std::size_t size_ = 0;
    boost::container::small_vector<piece, 8> pieces_;
    boost::container::small_vector<boost::asio::const_buffer, 8> buffers_;
};

} // namespace socketiota::websocket
