// SPDX-License-Identifier: MIT
// How a connection goes from one shard to another, or back to the program, and how its request is
// served once more.
#include <utility>

#include <http/connection.hpp>
#include <http/front.hpp>

namespace socketiota::http {

void connection::start(std::vector<std::byte> octets, std::uint8_t moves) {
    moves_ = moves;
    is_moved_ = true;
    start(std::move(octets));
}

void connection::start(std::vector<std::byte> octets) {
    start();
    if (!is_gone() && !octets.empty())
        on_data(octets);
}

arrival connection::came() const noexcept { return is_moved_ ? arrival::moved : arrival::direct; }

std::uint8_t connection::moves() const noexcept { return moves_; }

std::string_view connection::head_octets() const noexcept {
    // Inside `serve` what is to be processed begins right behind it.
    std::size_t const size = owner_.head_size_;
    return {reinterpret_cast<char const*>(input_.data()) - size, size};
}

std::span<std::byte const> connection::unserved_octets() const noexcept {
    std::size_t const head = owner_.head_size_;
    return {input_.data() - head, head + input_.size()};
}

void connection::hold(exchange_listener& listener) {
    if (!is_gone()) {
        std::string_view const head = head_octets();
        auto const* const begin = reinterpret_cast<std::byte const*>(head.data());
        kept_.assign(begin, begin + head.size()); // nothing else is kept inside `serve`
        held_ = static_cast<std::uint32_t>(head.size());
    }
    wait(listener);
}

void connection::serve_again() {
    listener_ = nullptr;
    if (is_gone())
        return;
    held_ = 0;
    is_again_ = true;
    step(input::put_back);
    owner_.home_->mark(*this); // never from inside of what others do
}

bool connection::is_again() const noexcept { return is_again_; }

std::optional<moving_connection> connection::leave() {
    // Inside `serve` all of the answers before is sent, and nothing of the body is taken. So only
    // the octets move, and are taken there as if they had just come. Its time for the head is over
    // with it, and it moves at most `neighbours::most_moves` times: nobody lives for ever by that.
    moving_connection taken;
    auto const octets = unserved_octets();
    taken.octets.assign(octets.begin(), octets.end());
    taken.moves = static_cast<std::uint8_t>(moves_ + 1);
    taken.channel = channel_->park();
    if (!taken.channel)
        return std::nullopt;
    input_ = {};
    abort();
    return taken;
}

bool connection::give_back() {
    if (!channel_->is_lent())
        return false;
    auto const octets = unserved_octets();
    if (channel_->give_back({reinterpret_cast<char const*>(octets.data()), octets.size()})) {
        input_ = {};
        abort();
    } else {
        end_after_answer();
        exchange::respond(421, {}, std::string_view());
    }
    return true;
}

} // namespace socketiota::http
