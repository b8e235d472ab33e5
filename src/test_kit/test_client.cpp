// SPDX-License-Identifier: MIT
#include <socketiota/test_client.hpp>

#include <iterator>
#include <stdexcept>

#include <test_kit/fake_connection.hpp>
#include <test_kit/fake_socket.hpp>
#include <test_kit/world.hpp>

namespace socketiota {
namespace {

// Whatever was done to the connection: the server hears of it before the call returns.
void settle(test_kit::fake_connection const& connection) {
    if (auto const home = connection.home())
        home->settle();
}

} // namespace

bool test_client::connected() const noexcept { return socket_->connected; }

std::string const& test_client::id() const noexcept { return socket_->id; }

std::optional<std::string> const& test_client::refusal() const noexcept { return socket_->refusal; }

value const& test_client::refusal_data() const noexcept { return socket_->refusal_data; }

std::size_t test_client::waiting() const noexcept { return socket_->events.size(); }

test_event test_client::take() const {
    if (socket_->events.empty())
        throw std::logic_error("no event has come to this test client");
    test_event first = std::move(socket_->events.front());
    socket_->events.pop_front();
    return first;
}

std::vector<test_event> test_client::take_all() const {
    std::vector<test_event> all(std::make_move_iterator(socket_->events.begin()),
                                std::make_move_iterator(socket_->events.end()));
    socket_->events.clear();
    return all;
}

test_client test_client::join(std::string_view nsp, value const& auth) const {
    test_client joined(socket_->connection->join(nsp, auth));
    settle(*socket_->connection);
    return joined;
}

void test_client::disconnect() const { socket_->leave(); }

void test_client::close() const {
    socket_->connection->close();
    settle(*socket_->connection);
}

void test_client::lose_connection() const {
    socket_->connection->lose();
    settle(*socket_->connection);
}

void test_client::ignore_heartbeats() const { socket_->connection->ignore_heartbeats(); }

emit_result test_client::start_emit(std::string_view name,
                                    detail::argument_list const& arguments) const {
    return socket_->emit(name, arguments);
}

test_answer test_client::start_request(std::string_view name,
                                       detail::argument_list const& arguments) const {
    return socket_->request(name, arguments);
}

} // namespace socketiota
