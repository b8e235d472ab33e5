// SPDX-License-Identifier: MIT
#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include <c/handles.hpp>
#include <c/options_of_json.hpp>
#include <c/status.hpp>
#include <c/text.hpp>

namespace socketiota::c {

namespace {

sio_client* make(sio_text url, sio_text options, sio_run run) {
    auto const text = view_of(url);
    auto chosen = options_of_json(view_of(options));
    auto made = run == SIO_POLLED ? client::polled(text, std::move(chosen))
                                  : client(text, std::move(chosen));
    return new sio_client{std::move(made), std::make_shared<registrations>()};
}

} // namespace

std::uint64_t registrations::add(registration which) {
    std::scoped_lock const lock(mutex_);
    all_.emplace(++last_, std::move(which));
    return last_;
}

std::optional<registration> registrations::take(std::uint64_t number) {
    std::scoped_lock const lock(mutex_);
    auto const found = all_.extract(number);
    if (found.empty())
        return std::nullopt;
    return std::move(found.mapped());
}

std::shared_ptr<void> held(void* user, sio_free_function release) {
    return {user, [release](void* which) {
                if (release != nullptr)
                    release(which);
            }};
}

} // namespace socketiota::c

namespace c = socketiota::c;

sio_client* sio_client_new(sio_text url, sio_text options, sio_run run, char* why,
                           std::size_t why_size) noexcept {
    try {
        return c::make(url, options, run);
    } catch (std::exception const& failure) {
        c::copy_to(why, why_size, failure.what());
    } catch (...) {
        c::copy_to(why, why_size, sio_status_text(SIO_FAILED));
    }
    return nullptr;
}

void sio_client_free(sio_client* client) noexcept { delete client; }

std::int64_t sio_client_poll(sio_client* client, int wait) noexcept {
    try {
        return static_cast<std::int64_t>(client->client.poll(std::chrono::milliseconds(wait)));
    } catch (...) {
        return -1; // no function of C throws, so it is no polled client
    }
}

void sio_client_connect(sio_client* client) noexcept {
    c::quietly([client] { client->client.connect(); });
}

void sio_client_close(sio_client* client) noexcept {
    c::quietly([client] { client->client.close(); });
}

int sio_client_connected(sio_client const* client) noexcept {
    return client->client.connected() ? 1 : 0;
}

sio_socket* sio_client_socket(sio_client* client, sio_text nsp) noexcept {
    try {
        auto const name = c::view_of(nsp);
        return new sio_socket{name.empty() ? client->client.socket() : client->client.socket(name),
                              client->registrations};
    } catch (...) {
        return nullptr;
    }
}
