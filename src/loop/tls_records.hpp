// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>

namespace socketiota::loop {

/// Cuts pieces of plaintext into the blocks that become TLS records: full ones, whatever the sizes
/// of the pieces, as each record costs 22 octets and a pass of the cipher.
///
/// Blocks lie where the pieces are, and are copied only if they cross the border between two.
class tls_records {
public:
    /// @param copies as large as a record; holds a block until the next one.
    tls_records(std::span<boost::asio::const_buffer const> pieces, std::span<std::byte> copies)
        : pieces_(pieces), copies_(copies) {}

    [[nodiscard]] bool empty() noexcept {
        while (!pieces_.empty() && used_ == pieces_.front().size()) {
            pieces_ = pieces_.subspan(1);
            used_ = 0;
        }
        return pieces_.empty();
    }

    /// Leaves out the first octet.
    void skip_one() noexcept {
        if (!empty())
            ++used_;
    }

    /// The next block; empty behind the last.
    [[nodiscard]] std::span<std::byte const> next() noexcept {
        if (empty())
            return {};
        if (piece().size() >= copies_.size() || pieces_.size() == 1)
            return take(copies_.size());
        std::size_t size = 0;
        while (size < copies_.size() && !empty()) {
            auto const part = take(copies_.size() - size);
            std::memcpy(copies_.data() + size, part.data(), part.size());
            size += part.size();
        }
        return copies_.first(size);
    }

private:
    /// What is left of the first piece.
    [[nodiscard]] std::span<std::byte const> piece() const noexcept {
        boost::asio::const_buffer const rest = pieces_.front() + used_;
        return {static_cast<std::byte const*>(rest.data()), rest.size()};
    }

    std::span<std::byte const> take(std::size_t most) noexcept {
        auto const part = piece().first(std::min(most, piece().size()));
        used_ += part.size();
        return part;
    }

    std::span<boost::asio::const_buffer const> pieces_;
    std::span<std::byte> copies_;
    std::size_t used_ = 0; // octets of the first piece
};

} // namespace socketiota::loop
