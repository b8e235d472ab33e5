// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/error.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include <base/outgoing.hpp>
#include <event/ack_table.hpp>
#include <packet/event_units.hpp>
#include <packet/incoming_packet.hpp>

namespace socketiota::hub {

class socket_core;
class socket_life;
class socket_registrations;

/// What one socket sends, and the answers that it waits for.
///
/// Thread safety: `emit`, `request_answer` and `acknowledge` may be used from any thread;
/// everything else belongs to the shard.
class socket_output {
public:
    /// Both must outlive it.
    socket_output(socket_life const& who, socket_registrations const& registered) noexcept
        : who_(who), registered_(registered) {}

    socket_output(socket_output const&) = delete;
    socket_output& operator=(socket_output const&) = delete;
    ~socket_output() = default;

    // ---- for programs ----

    emit_result emit(std::string_view name, detail::argument_list const& arguments,
                     detail::emit_flags const& flags);
    void request_answer(std::string_view name, detail::argument_list const& arguments,
                        detail::emit_flags const& flags,
                        std::shared_ptr<detail::pending_answer> answer);

    /// Answers event `ack_id` of its client.
    error_code acknowledge(std::uint64_t ack_id, detail::argument_list const& results);

    // ---- for its namespace ----

    /// Sends `unit`. False if it was dropped: it is volatile and cannot leave at once, or nothing
    /// leaves any more, because the socket or its session has come to the end.
    bool send(base::outgoing_ptr const& unit);

    /// Sends that of the units of a broadcast which its client understands; as above.
    bool send(packet::event_units const& units);

    /// Sends the event `ack_id` of a broadcast and has `answer` wait for the answer to it.
    void ask(packet::event_units const& units, std::uint64_t ack_id,
             std::shared_ptr<detail::pending_answer> answer);

    // ---- for its client ----

    void on_ack(packet::incoming_packet const& packet);

    /// How many answers it waits for.
    [[nodiscard]] std::size_t pending_acks() const noexcept { return acks_ ? acks_->size() : 0; }

    /// No answer will come any more.
    void give_up_answers();

private:
    emit_result emit_here(std::string_view name, detail::argument_list const& arguments,
                          detail::emit_flags const& flags);
    emit_result emit_recoverable(socket_core& self, std::string_view name,
                                 detail::argument_list const& arguments,
                                 detail::emit_flags const& flags);
    emit_result emit_to_absent(std::string_view name, detail::argument_list const& arguments,
                               detail::emit_flags const& flags);
    emit_result emit_posted(std::string_view name, detail::argument_list const& arguments,
                            detail::emit_flags const& flags);
    void request_here(std::string_view name, detail::argument_list const& arguments,
                      detail::emit_flags const& flags,
                      std::shared_ptr<detail::pending_answer> const& answer);
    void request_behind_logged(std::string_view name, detail::argument_list const& arguments,
                               detail::emit_flags const& flags,
                               std::shared_ptr<detail::pending_answer> const& answer);
    void request_now(std::string_view name, detail::argument_list const& arguments,
                     detail::emit_flags const& flags,
                     std::shared_ptr<detail::pending_answer> const& answer);
    void request_as(std::uint64_t ack_id, std::string_view name,
                    detail::argument_list const& arguments, detail::emit_flags const& flags,
                    std::shared_ptr<detail::pending_answer> const& answer);
    void request_posted(std::string_view name, detail::argument_list const& arguments,
                        detail::emit_flags const& flags,
                        std::shared_ptr<detail::pending_answer> answer);
    [[nodiscard]] result<base::outgoing_ptr> encode(std::optional<std::uint64_t> ack_id,
                                                    std::string_view name,
                                                    detail::argument_list const& arguments,
                                                    detail::emit_flags const& flags) const;
    [[nodiscard]] bool may_ask() const;
    [[nodiscard]] events::ack_table& acks();

    socket_life const& who_;
    socket_registrations const& registered_;
    std::unique_ptr<events::ack_table> acks_; // few sockets ever ask
};

} // namespace socketiota::hub
