// SPDX-License-Identifier: MIT
#include <socketiota/test_event.hpp>

#include <stdexcept>

#include <test_kit/fake_socket.hpp>

namespace socketiota {

void test_event::send_answer(detail::argument_list const& results) const {
    if (!ack_id_)
        throw std::logic_error("the server asked for no answer to '" + name_ + "'");
    if (auto const receiver = receiver_.lock())
        receiver->answer(*ack_id_, results);
}

test_values const& test_answer::values() const {
    if (!arrived())
        throw std::logic_error("the server has not answered this test client");
    return **state_;
}

} // namespace socketiota
