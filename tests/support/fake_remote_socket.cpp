// SPDX-License-Identifier: MIT
#include <socketiota/handshake.hpp>
#include <socketiota/raw.hpp>
#include <socketiota/remote_socket.hpp>

#include <memory>
#include <utility>

#include <support/fake_remote_socket.hpp>

namespace socketiota {

// What the hub has for these, which is not linked here.
handshake::handshake(std::shared_ptr<engine::handshake_record const> request,
                     std::shared_ptr<raw const> auth) noexcept
    : request_(std::move(request)), auth_(std::move(auth)) {}

namespace hub {

class nsp_core {
public:
    static remote_socket describe(std::string id, std::vector<std::string> rooms, value data) {
        return {
            std::weak_ptr<nsp_core>(),
            std::make_shared<remote_socket::snapshot const>(remote_socket::snapshot{
                std::move(id), handshake(nullptr, nullptr), std::move(rooms), std::move(data)})};
    }
};

} // namespace hub

namespace test {

remote_socket fake_remote_socket(std::string id, std::vector<std::string> rooms, value data) {
    return hub::nsp_core::describe(std::move(id), std::move(rooms), std::move(data));
}

} // namespace test
} // namespace socketiota
