// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/detail/argument_list.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/test_event.hpp>
#include <socketiota/value.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <packet/decoder.hpp>

namespace socketiota::test_kit {

class fake_connection;

/// What handles of one test client in one namespace share.
struct fake_socket : std::enable_shared_from_this<fake_socket> {
    fake_socket(std::shared_ptr<fake_connection> carrier, std::string nsp)
        : connection(std::move(carrier)), name(std::move(nsp)) {}

    // ---- what came ----

    void on_packet(packet::incoming_packet const& packet);

    /// The connection has ended.
    void on_end() noexcept { connected = false; }

    // ---- what the test says ----

    emit_result emit(std::string_view event, detail::argument_list const& arguments);
    test_answer request(std::string_view event, detail::argument_list const& arguments);
    void answer(std::uint64_t ack_id, detail::argument_list const& results);
    void leave();

    std::shared_ptr<fake_connection> connection;
    std::string name;
    std::string id;
    bool connected = false;
    std::optional<std::string> refusal;
    value refusal_data;
    std::deque<test_event> events;

private:
    emit_result send_event(std::string_view event, detail::argument_list const& arguments,
                           std::optional<std::uint64_t> ack_id);

    std::map<std::uint64_t, std::shared_ptr<test_answer::state>> pending_;
    std::uint64_t next_ack_id_ = 0;
};

} // namespace socketiota::test_kit
