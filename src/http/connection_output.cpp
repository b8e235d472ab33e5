// SPDX-License-Identifier: MIT
// How a connection sends: what it was given to write, and files.
#include <algorithm>
#include <utility>

#include <http/connection.hpp>
#include <http/front.hpp>

namespace socketiota::http {

namespace asio = boost::asio;

namespace {

// What one peer gets of a file in one turn, so that others do not wait for it.
constexpr std::size_t most_file_octets_in_turn = std::size_t{256} << 10;

} // namespace

void connection::send(std::span<asio::const_buffer const> pieces, shared_body const& shared) {
    if (!write(pieces, shared) || is_sent())
        return;
    set_output_deadline();
    if (unsent_.empty() && send_file() && is_sent())
        cancel();
}

bool connection::write(std::span<asio::const_buffer const> pieces, shared_body const& shared) {
    std::size_t written = 0;
    if (unsent_.empty()) {
        loop::error_code failure;
        written = channel_->write(pieces, failure);
        if (failure) {
            abort();
            return false;
        }
    }
    for (asio::const_buffer piece : pieces.first(pieces.size() - (shared ? 1 : 0))) {
        std::size_t const skipped = std::min(written, piece.size());
        written -= skipped;
        unsent_.copy(piece + skipped);
    }
    if (shared)
        unsent_.share(shared, written);
    if (unsent_.empty())
        unsent_.count_in(nullptr); // the next answer may be another's
    return true;
}

bool connection::send_file() {
    std::span<std::byte> const buffer = owner_.file_piece();
    std::size_t sent = 0;
    while (file_ && unsent_.empty()) {
        if (sent >= most_file_octets_in_turn) {
            owner_.home_->mark(*this); // others first; `flush` goes on
            return true;
        }
        std::size_t const size = file_->read(buffer);
        if (size == 0) {
            // Its size was announced: other octets would be taken for it.
            abort();
            return false;
        }
        sent += size;
        if (file_->left() == 0)
            file_.reset();
        asio::const_buffer const piece(buffer.data(), size);
        if (!write(std::span(&piece, 1), nullptr))
            return false;
    }
    return true;
}

void connection::set_output_deadline() {
    http_limits const& limits = owner_.options_.limits;
    unsent_until_ = base::time_point::max();
    if (limits.min_read_rate > 0) {
        // A hole in a file can be larger than what time can count.
        std::uintmax_t const size = unsent_.size() + (file_ ? file_->left() : 0);
        std::uintmax_t const longest =
            std::chrono::floor<std::chrono::seconds>(loop::shard::longest_delay).count();
        unsent_until_ = owner_.home_->now() +
                        std::min(limits.write_timeout, loop::shard::longest_delay) +
                        std::chrono::seconds(std::min(size / limits.min_read_rate, longest));
    }
    wait_until_writable();
}

void connection::wait_until_writable() {
    auto const left =
        std::chrono::ceil<std::chrono::milliseconds>(unsent_until_ - owner_.home_->now());
    owner_.home_->set_deadline(*this, std::min(left, owner_.options_.limits.write_timeout));
}

void connection::on_writable() {
    contain([&] {
        loop::error_code failure;
        std::size_t const written = channel_->write(unsent_.pieces(), failure);
        if (failure) {
            abort();
            return;
        }
        unsent_.remove(written);
        if (unsent_.empty() && !send_file())
            return;
        if (is_sent())
            step(input::sent);
        else if (written > 0)
            wait_until_writable();
    });
}

} // namespace socketiota::http
