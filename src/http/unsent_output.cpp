// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>
#include <utility>

#include <http/unsent_output.hpp>

namespace socketiota::http {

namespace asio = boost::asio;

void unsent_output::count_in(std::shared_ptr<std::size_t> total) {
    count(0);
    total_ = std::move(total);
    count(copied_.capacity());
}

// All of a copy stays until the last octet of it is taken, and is counted until then.
void unsent_output::count(std::size_t held) noexcept {
    if (!total_)
        return;
    *total_ += held - counted_;
    counted_ = held;
}

void unsent_output::copy(asio::const_buffer piece) {
    assert(!body_);
    auto const* const begin = static_cast<std::byte const*>(piece.data());
    copied_.insert(copied_.end(), begin, begin + piece.size());
    count(copied_.capacity());
}

void unsent_output::share(shared_body body, std::size_t taken) {
    assert(!body_);
    if (taken == body->size())
        return;
    body_ = std::move(body);
    body_begin_ = taken;
}

std::array<asio::const_buffer, 2> unsent_output::pieces() const {
    std::array<asio::const_buffer, 2> all{
        asio::const_buffer(copied_.data() + copied_begin_, copied_.size() - copied_begin_)};
    if (body_)
        all[1] = asio::const_buffer(body_->data() + body_begin_, body_->size() - body_begin_);
    return all;
}

void unsent_output::remove(std::size_t count) {
    std::size_t const of_copied = std::min(count, copied_.size() - copied_begin_);
    copied_begin_ += of_copied;
    if (copied_begin_ == copied_.size()) {
        std::vector<std::byte>().swap(copied_); // `= {}` would keep the memory
        copied_begin_ = 0;
        count_in(nullptr);
    }
    body_begin_ += count - of_copied;
    if (body_ && body_begin_ == body_->size())
        body_.reset();
    if (!body_)
        body_begin_ = 0;
}

} // namespace socketiota::http
