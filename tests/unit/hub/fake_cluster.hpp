// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/remote_socket.hpp>
#include <socketiota/rooms.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <adapter/broadcast_answers.hpp>
#include <adapter/gathering.hpp>
#include <adapter/other_servers.hpp>
#include <adapter/residents.hpp>
#include <adapter/selection.hpp>

namespace socketiota::test {

[[nodiscard]] inline std::string text_of(adapter::selection const& who) {
    std::string text;
    for (auto const& each : who.rooms)
        text += each + ' ';
    for (auto const& each : who.except)
        text += '-' + each + ' ';
    return text;
}

[[nodiscard]] inline std::string text_of(detail::argument_list const& arguments) {
    return detail::encode_to_value(
               [](writer& to, void const* source) {
                   auto const& list = *static_cast<detail::argument_list const*>(source);
                   to.begin_array(list.size());
                   list.write(to);
                   to.end_array();
               },
               &arguments)
        .to_json();
}

/// Other servers, of whom a test says what they do.
class fake_cluster : public adapter::cluster {
public:
    /// As one namespace reaches them.
    class line : public adapter::other_servers {
    public:
        line(fake_cluster& of, adapter::residents& here) noexcept : all(of), residents(here) {}

        ~line() override { all.closed += 1; }

        line(line const&) = delete;
        line& operator=(line const&) = delete;

        emit_status publish(adapter::selection const& to,
                            adapter::broadcast_event const& event) override {
            all.log.push_back("publish " + text_of(to) + std::string(event.name) +
                              text_of(event.arguments) + (event.flags.is_volatile ? " v" : ""));
            return all.publishes;
        }

        void ask(adapter::selection const& to, adapter::broadcast_event const& event, std::uint64_t,
                 adapter::broadcast_answers& answers) override {
            all.log.push_back("ask " + text_of(to) + std::string(event.name) +
                              text_of(event.arguments));
            all.asked.push_back(answers.expect_many());
        }

        void fetch(adapter::selection const& who,
                   std::shared_ptr<adapter::gathering<std::vector<remote_socket>>> found) override {
            all.log.push_back("fetch " + text_of(who));
            all.fetches.push_back(std::move(found));
        }

        void count(adapter::selection const& who,
                   std::shared_ptr<adapter::gathering<std::size_t>> found) override {
            all.log.push_back("count " + text_of(who));
            found->add(10);
        }

        void find_rooms(std::shared_ptr<adapter::gathering<room_sizes>> found) override {
            found->add({{"elsewhere", 2}});
        }

        void join(adapter::selection const& who, std::vector<std::string> const& rooms) override {
            all.log.push_back("join " + text_of(who) + testing::PrintToString(rooms));
        }

        void leave(adapter::selection const& who, std::vector<std::string> const& rooms) override {
            all.log.push_back("leave " + text_of(who) + testing::PrintToString(rooms));
        }

        void disconnect(adapter::selection const& who, bool close) override {
            all.log.push_back("disconnect " + text_of(who) + (close ? "close" : ""));
        }

        void emit(std::string_view name, detail::argument_list const& arguments,
                  std::shared_ptr<detail::pending_answer> answer) override {
            all.log.push_back("emit " + std::string(name) + text_of(arguments));
            if (answer)
                all.asked.push_back(std::move(answer));
        }

        void count_servers(std::shared_ptr<detail::pending_count> waiting) override {
            waiting->complete(3);
        }

        void note_room(std::string_view room, bool is_there) override {
            all.rooms.push_back((is_there ? '+' : '-') + std::string(room));
        }

        fake_cluster& all;
        adapter::residents& residents;
    };

    [[nodiscard]] std::unique_ptr<adapter::other_servers>
    open(std::string_view nsp, adapter::residents& residents) override {
        auto made = std::make_unique<line>(*this, residents);
        opened.emplace_back(nsp);
        lines.push_back(made.get());
        return made;
    }

    std::vector<std::string> opened;
    std::vector<line*> lines;
    std::size_t closed = 0;
    emit_status publishes = emit_status::queued;
    std::vector<std::string> log;
    std::vector<std::string> rooms;
    std::vector<std::shared_ptr<detail::pending_answer>> asked;
    std::vector<std::shared_ptr<adapter::gathering<std::vector<remote_socket>>>> fetches;
};

} // namespace socketiota::test
