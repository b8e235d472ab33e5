// SPDX-License-Identifier: MIT
#include <socketiota/connect_error.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/incoming.hpp>

#include <atomic>
#include <chrono>
#include <string>
#include <tuple>
#include <utility>

#include <c/handles.hpp>
#include <c/payload.hpp>
#include <c/status.hpp>
#include <c/text.hpp>

namespace socketiota::c {

namespace {

/// Whoever waits for an answer hears once, also if what was to tell it is destroyed.
class waiting_function {
public:
    waiting_function(sio_answer_function function, std::shared_ptr<void> user) noexcept
        : function_(function), user_(std::move(user)) {}

    waiting_function(waiting_function const&) = delete;
    waiting_function& operator=(waiting_function const&) = delete;

    ~waiting_function() {
        if (begun_)
            tell(SIO_NOT_CONNECTED, nullptr);
    }

    /// The caller will not be told otherwise.
    void begin() noexcept { begun_ = true; }

    void tell(sio_status status, sio_event const* answer) noexcept {
        if (!told_.exchange(true))
            function_(user_.get(), status, answer);
    }

private:
    sio_answer_function const function_;
    std::shared_ptr<void> const user_;
    std::atomic<bool> begun_ = false;
    std::atomic<bool> told_ = false;
};

void tell(waiting_function& who, error_code failure, arguments const& answer) noexcept {
    if (failure)
        return who.tell(status_of(failure), nullptr);
    auto const status = guarded([&] {
        payload const made(answer);
        sio_event const event = made.event({}, nullptr);
        who.tell(SIO_OK, &event);
        return SIO_OK;
    });
    if (status != SIO_OK)
        who.tell(status, nullptr);
}

sio_status emit(client_socket const& through, sio_text name, sio_text given,
                sio_octets const* binary, std::size_t count) {
    auto const all = arguments_of(given, binary, count);
    if (!all)
        return status_of(all.error());
    return status_of(through.emit(view_of(name), *all));
}

/// Registers by `work`, which returns the registration; 0 if it cannot.
template <class Work>
std::uint64_t registered(sio_socket& by, Work const& work) noexcept {
    try {
        return by.registrations->add(work());
    } catch (...) {
        return 0;
    }
}

} // namespace

} // namespace socketiota::c

namespace c = socketiota::c;
namespace sio = socketiota;

void sio_socket_free(sio_socket* socket) noexcept { delete socket; }

void sio_socket_connect(sio_socket* socket) noexcept {
    c::quietly([socket] { socket->socket.connect(); });
}

void sio_socket_disconnect(sio_socket* socket) noexcept {
    c::quietly([socket] { socket->socket.disconnect(); });
}

int sio_socket_connected(sio_socket const* socket) noexcept {
    return socket->socket.connected() ? 1 : 0;
}

std::size_t sio_socket_id(sio_socket const* socket, char* id, std::size_t size) noexcept {
    try {
        std::string const found = socket->socket.id();
        c::copy_to(id, size, found);
        return found.size();
    } catch (...) {
        return 0;
    }
}

std::uint64_t sio_socket_on(sio_socket* socket, sio_text name, sio_event_function function,
                            void* user, sio_free_function release) noexcept {
    return c::registered(*socket, [&] {
        return socket->socket.on(c::view_of(name), [event = std::string(c::view_of(name)), function,
                                                    kept = c::held(user, release)](
                                                       sio::arguments const& all,
                                                       sio::reply<sio::arguments> const& reply) {
            c::payload const made(all);
            auto answers = reply.wanted() ? std::make_unique<sio_reply>(sio_reply{reply}) : nullptr;
            sio_event const shown = made.event(event, answers.get());
            static_cast<void>(answers.release()); // it is the function's
            function(kept.get(), &shown);
        });
    });
}

std::uint64_t sio_socket_on_any(sio_socket* socket, sio_event_function function, void* user,
                                sio_free_function release) noexcept {
    return c::registered(*socket, [&] {
        return socket->socket.on_any(
            [function, kept = c::held(user, release)](sio::incoming const& event) {
                c::payload const made(event.arguments());
                sio_event const shown = made.event(event.name(), nullptr);
                function(kept.get(), &shown);
            });
    });
}

std::uint64_t sio_socket_on_connect(sio_socket* socket, sio_connect_function function, void* user,
                                    sio_free_function release) noexcept {
    return c::registered(*socket, [&] {
        return socket->socket.on_connect(
            [function, kept = c::held(user, release)] { function(kept.get()); });
    });
}

std::uint64_t sio_socket_on_disconnect(sio_socket* socket, sio_disconnect_function function,
                                       void* user, sio_free_function release) noexcept {
    return c::registered(*socket, [&] {
        return socket->socket.on_disconnect(
            [function, kept = c::held(user, release)](sio::disconnect_reason why) {
                function(kept.get(), c::text_of(to_string(why)));
            });
    });
}

std::uint64_t sio_socket_on_connect_error(sio_socket* socket, sio_connect_error_function function,
                                          void* user, sio_free_function release) noexcept {
    return c::registered(*socket, [&] {
        return socket->socket.on_connect_error(
            [function, kept = c::held(user, release)](sio::client_socket const& me,
                                                      sio::connect_error const& why) {
                std::string const data = why.data.to_json();
                sio_connect_error const shown{
                    c::text_of(to_string(why.stage)),
                    c::text_of(why.message.empty() ? sio_status_text(c::status_of(why.code))
                                                   : why.message.c_str()),
                    c::text_of(data), why.http_status, me.active() ? 1 : 0};
                function(kept.get(), &shown);
            });
    });
}

void sio_socket_off(sio_socket* socket, std::uint64_t which) noexcept {
    c::quietly([&] {
        if (auto const found = socket->registrations->take(which))
            socket->socket.off(*found);
    });
}

sio_status sio_socket_emit(sio_socket* socket, sio_text name, sio_text arguments,
                           sio_octets const* binary, std::size_t binary_count) noexcept {
    return c::guarded(
        [&] { return c::emit(socket->socket, name, arguments, binary, binary_count); });
}

sio_status sio_socket_emit_volatile(sio_socket* socket, sio_text name, sio_text arguments,
                                    sio_octets const* binary, std::size_t binary_count) noexcept {
    return c::guarded(
        [&] { return c::emit(socket->socket.volatile_(), name, arguments, binary, binary_count); });
}

sio_status sio_socket_emit_with_ack(sio_socket* socket, sio_text name, sio_text arguments,
                                    sio_octets const* binary, std::size_t binary_count, int timeout,
                                    sio_answer_function function, void* user,
                                    sio_free_function release) noexcept {
    return c::guarded([&] {
        auto const waiting =
            std::make_shared<c::waiting_function>(function, c::held(user, release));
        auto const all = c::arguments_of(arguments, binary, binary_count);
        if (!all)
            return c::status_of(all.error());
        auto const through = timeout > 0
                                 ? socket->socket.timeout(std::chrono::milliseconds(timeout))
                                 : socket->socket;
        through.emit_with_ack<std::tuple<sio::arguments>>(c::view_of(name), *all)(
            [waiting](sio::error_code failure, std::tuple<sio::arguments> const& answer) {
                c::tell(*waiting, failure, std::get<0>(answer));
            });
        waiting->begin();
        return SIO_OK;
    });
}
