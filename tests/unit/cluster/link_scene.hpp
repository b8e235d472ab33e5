// SPDX-License-Identifier: MIT
#pragma once

#include "scripted_mover.hpp"
#include "scripted_residents.hpp"

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/silent_servers.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <adapter/broadcast_answers.hpp>
#include <adapter/gathering.hpp>
#include <cluster/carried_reader.hpp>
#include <cluster/nsp_link.hpp>
#include <packet/event_units.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::test {

[[nodiscard]] inline cluster::carried_value json(std::string_view text) {
    return {cluster::carried_value::encoding::json, text};
}

[[nodiscard]] inline std::string text_of(cluster::carried_value const& carried) {
    cluster::carried_reader reading;
    reader* const from = reading.open(carried);
    value read;
    if (from == nullptr || !decode(*from, read))
        return "nothing";
    auto const write = [](void const* what, writer& to) {
        encode(to, *static_cast<value const*>(what));
    };
    return text_of(detail::argument_list(&read, write, 1));
}

/// Who waits for answers.
struct waiting_for_answers final : detail::pending_answer {
    void on_answer(reader& arguments) override {
        value first;
        if (arguments.next_element())
            static_cast<void>(decode(arguments, first));
        answers.push_back(std::move(first));
    }

    void on_silent(silent_servers which) override { silent = std::move(which); }

    void on_end(error_code reason) override { ended.push_back(reason); }

    /// As who cancels.
    void give_up() { leave_place(); }

    std::vector<value> answers;
    silent_servers silent;
    std::vector<error_code> ended; // once, if all is right
};

/// Who waits for what is found.
template <class Found>
struct waiting_for final : detail::pending_result<Found> {
    void complete(Found what) override { complete_partly({}, {}, std::move(what)); }

    void complete_partly(error_code why, silent_servers which, Found what) override {
        ++completed;
        found = std::move(what);
        reason = why;
        silent = std::move(which);
    }

    int completed = 0;
    Found found{};
    error_code reason;
    silent_servers silent;
};

/// One server whose link talks to a script.
class link_scene : public testing::Test {
protected:
    /// Opens the link; where servers are known by heartbeats, "a" and "b" are.
    void open() {
        link = std::make_unique<cluster::nsp_link>(time.shard(), mover, "/chat", here, options,
                                                   counts);
        if (mover.how == cluster::mover::membership::counted)
            return;
        for (char const* const uid : {"a", "b"})
            hear(uid, cluster::message_type::heartbeat);
        time.pass(std::chrono::milliseconds(1100));
        mover.sent.clear();
    }

    /// Another server sends `what`, changed by `change`.
    template <class Change>
    void hear(std::string uid, cluster::message_type type, Change const& change) {
        cluster::message what;
        what.type = type;
        what.uid = std::move(uid);
        what.nsp = "/chat";
        change(what);
        mover.heard_by->on_message(what);
    }

    void hear(std::string uid, cluster::message_type type) {
        hear(std::move(uid), type, [](cluster::message&) {});
    }

    /// An answer to what was sent last.
    template <class Change>
    void answer(std::string uid, cluster::message_type type, Change const& change) {
        hear(std::move(uid), type, [&](cluster::message& what) {
            what.request_id = asked_id;
            what.recipient = "me";
            change(what);
        });
    }

    void answer_count(std::string uid, std::size_t sockets) {
        answer(std::move(uid), cluster::message_type::broadcast_client_count,
               [&](cluster::message& what) { what.client_count = sockets; });
    }

    void answer_value(std::string uid, cluster::message_type type, std::string_view text) {
        answer(std::move(uid), type, [&](cluster::message& what) { what.values = json(text); });
    }

    /// What was sent last, which is to be a question.
    cluster::message const& question() {
        asked_id = mover.sent.back()->request_id;
        return mover.sent.back().get();
    }

    void publish(adapter::selection const& to, std::string_view name) {
        int const number = 7;
        detail::argument_ref const refs[] = {detail::argument_ref(number)};
        detail::argument_list const arguments({refs[0]});
        static_cast<void>(link->publish(to, {name, arguments, flags, units}));
    }

    /// Asks all sockets, with a collector as the hub has one.
    std::shared_ptr<waiting_for_answers> ask_sockets() {
        auto const waiting = std::make_shared<waiting_for_answers>();
        auto const answers = adapter::broadcast_answers::make(waiting);
        if (flags.timeout)
            time.shard().set_deadline(*answers, *flags.timeout);
        link->ask({.rooms = {"r"}}, {"vote", {}, flags, units}, 0, *answers);
        answers->all_asked();
        return waiting;
    }

    std::shared_ptr<waiting_for_answers> ask_programs() {
        auto const waiting = std::make_shared<waiting_for_answers>();
        link->emit("who", {}, waiting);
        return waiting;
    }

    template <class Found>
    std::shared_ptr<waiting_for<Found>> fetch(std::optional<std::chrono::milliseconds> limit = {}) {
        auto const waiting = std::make_shared<waiting_for<Found>>();
        auto found = std::make_shared<adapter::gathering<Found>>(waiting, limit);
        if constexpr (std::is_same_v<Found, std::size_t>)
            link->count({.rooms = {"r"}}, std::move(found));
        else
            link->fetch({.rooms = {"r"}}, std::move(found));
        return waiting;
    }

    manual_shard time;
    scripted_mover mover;
    scripted_residents here;
    cluster::link_options options;
    std::shared_ptr<cluster::link_counts> counts = std::make_shared<cluster::link_counts>();
    detail::emit_flags flags;
    packet::event_units units{{}};
    std::string asked_id;
    std::unique_ptr<cluster::nsp_link> link;
};

} // namespace socketiota::test
