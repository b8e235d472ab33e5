// SPDX-License-Identifier: MIT
#include <cassert>
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

/// A client of protocol 4 makes the id of its socket from that of its session.
std::string id_of_new(client& owner, nsp_part const& nsp) {
    if (!owner.speaks_protocol4())
        return base::random_text(20); // 120 bits
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

nsp_hold socket_life::give_hold() noexcept { return {nsp_, std::exchange(holds_nsp_, false)}; }

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
    return to_public(client_.session().transport());
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
