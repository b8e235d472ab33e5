// SPDX-License-Identifier: MIT
#include <array>
#include <cassert>
#include <cstddef>
#include <string>
#include <utility>

#include <base/random.hpp>
#include <hub/client.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_hold.hpp>
#include <hub/nsp_part.hpp>
#include <hub/socket_core.hpp>
#include <hub/socket_life.hpp>

namespace socketiota::hub {
namespace {

/// 120 random bits as 20 characters.
std::string make_socket_id() {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<std::byte, 20> random{};
    base::fill_random(random);
    std::string id(random.size(), '\0');
    for (std::size_t index = 0; index < random.size(); ++index)
        id[index] = alphabet[static_cast<std::size_t>(random[index] & std::byte{63})];
    return id;
}

/// A client of protocol 4 makes the id of its socket from that of its session.
std::string id_of_new(client& owner, nsp_part const& nsp) {
    if (!owner.speaks_protocol4())
        return make_socket_id();
    std::string id(owner.session().id());
    return nsp.name() == "/" ? id : std::string(nsp.name()) + '#' + id;
}

} // namespace

socket_life::socket_life(client& owner, nsp_hold place, handshake request)
    : member(id_of_new(owner, *place.part())),
      client_(owner),
      nsp_(place.part()),
      request_(std::move(request)),
      holds_nsp_(place.release()),
      last_carrier_(carrier()) {}

socket_life::~socket_life() { leave_nsp(); } // for want of memory it may have had no other end

void socket_life::leave_nsp() noexcept {
    if (std::exchange(holds_nsp_, false))
        nsp_hold const last(nsp_, true);
}

loop::home const& socket_life::home() const noexcept { return nsp()->home(); }

void socket_life::become(socket_stage next) noexcept {
    assert(next > stage());
    if (next == socket_stage::gone)
        last_carrier_ = carrier();
    stage_.store(next, std::memory_order_release);
}

transport socket_life::carrier() const noexcept {
    if (gone())
        return last_carrier_;
    return client_.session().transport() == engine::transport_kind::websocket ? transport::websocket
                                                                              : transport::polling;
}

void socket_life::expect_home(std::string_view function) const {
    if constexpr (loop::thread_check::enabled)
        if (auto const shard = home().lock())
            shard->thread().expect(function);
}

void socket_life::report(std::exception_ptr failure) const {
    run([failure = std::move(failure)](socket_core& self) {
        self.nsp()->report(self.handle(), failure);
    });
}

void socket_life::post_letter(loop::letter what) const {
    if (auto const all = nsp()->whole()->all())
        all->post(nsp()->index(), std::move(what));
}

} // namespace socketiota::hub
