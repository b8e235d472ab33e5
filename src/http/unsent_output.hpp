// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>

#include <boost/asio/buffer.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace socketiota::http {

/// A body that may wait for many peers at a time and is there once.
using shared_body = std::shared_ptr<bytes const>;

/// What a peer has not taken yet: copied octets, and behind them a body that is shared.
///
/// Not thread safe: belongs to its connection.
class unsent_output {
public:
    unsent_output() = default;
    unsent_output(unsent_output const&) = delete;
    unsent_output& operator=(unsent_output const&) = delete;

    ~unsent_output() { count(0); }

    /// Counts the octets of memory held for copies in `*total` from now on, for whoever answers for
    /// them, until all that is here has been taken.
    void count_in(std::shared_ptr<std::size_t> total);

    [[nodiscard]] bool empty() const noexcept { return size() == 0; }

    [[nodiscard]] std::size_t size() const noexcept {
        return copied_.size() - copied_begin_ + (body_ ? body_->size() - body_begin_ : 0);
    }

    /// Adds a copy of `piece`. Not after a body.
    void copy(boost::asio::const_buffer piece);

    /// Adds `body` without its first `taken` octets.
    void share(shared_body body, std::size_t taken);

    [[nodiscard]] std::array<boost::asio::const_buffer, 2> pieces() const;

    /// The first `count` octets were taken. What is not needed any more is released.
    void remove(std::size_t count);

private:
    void count(std::size_t held) noexcept;

    std::vector<std::byte> copied_;
    std::size_t copied_begin_ = 0;
    shared_body body_;
    std::size_t body_begin_ = 0;
    std::shared_ptr<std::size_t> total_;
    std::size_t counted_ = 0; // of ours, in `*total_`
};

} // namespace socketiota::http
