// SPDX-License-Identifier: MIT
#include <memory>

#include <c/handles.hpp>
#include <c/payload.hpp>
#include <c/status.hpp>

namespace c = socketiota::c;

sio_status sio_reply_send(sio_reply* reply, sio_text arguments, sio_octets const* binary,
                          std::size_t binary_count) noexcept {
    std::unique_ptr<sio_reply> const mine(reply);
    return c::guarded([&] {
        auto const all = c::arguments_of(arguments, binary, binary_count);
        if (!all)
            return c::status_of(all.error());
        mine->reply(*all);
        return SIO_OK;
    });
}

void sio_reply_free(sio_reply* reply) noexcept { delete reply; }
