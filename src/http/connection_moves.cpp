// SPDX-License-Identifier: MIT
// How a connection goes from one shard to another.
#include <utility>

#include <http/connection.hpp>
#include <http/front.hpp>

namespace socketiota::http {

void connection::start(std::vector<std::byte> octets, std::uint8_t moves) {
    moves_ = moves;
    is_moved_ = true;
    start();
    if (!is_gone())
        on_data(octets);
}

arrival connection::came() const noexcept { return is_moved_ ? arrival::moved : arrival::direct; }

std::uint8_t connection::moves() const noexcept { return moves_; }

std::string_view connection::head_octets() const noexcept {
    // Inside `serve` what is to be processed begins right behind it.
    std::size_t const size = owner_.head_size_;
    return {reinterpret_cast<char const*>(input_.data()) - size, size};
}

std::optional<moving_connection> connection::leave() {
    // Inside `serve` all of the answers before is sent, and nothing of the body is taken. So only
    // the octets move, and are taken there as if they had just come. Its time for the head is over
    // with it, and it moves at most `neighbours::most_moves` times: nobody lives for ever by that.
    std::string_view const head = head_octets();
    moving_connection taken;
    std::byte const* const end = input_.data() + input_.size();
    taken.octets.assign(end - input_.size() - head.size(), end);
    taken.moves = static_cast<std::uint8_t>(moves_ + 1);
    taken.channel = channel_->park();
    if (!taken.channel)
        return std::nullopt;
    input_ = {};
    abort();
    return taken;
}

} // namespace socketiota::http
