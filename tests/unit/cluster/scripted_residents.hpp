// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <adapter/residents.hpp>
#include <base/output_buffer.hpp>
#include <support/fake_remote_socket.hpp>
#include <value/json_writer.hpp>

namespace socketiota::test {

[[nodiscard]] inline std::string joined(std::vector<std::string> const& names) {
    std::string all;
    for (std::string const& name : names)
        all += (all.empty() ? "" : ",") + name;
    return all;
}

[[nodiscard]] inline std::string text_of(detail::argument_list const& arguments) {
    base::output_buffer text;
    std::vector<bytes> attachments;
    json_writer to(text, attachments);
    static_cast<void>(to.begin_array(arguments.size()));
    arguments.write(to);
    to.end_array();
    return std::string(text.view()) + (attachments.empty() ? "" : " with binary");
}

/// Writes down what others do here, and answers when a test says so.
class scripted_residents final : public adapter::residents {
public:
    void broadcast(adapter::selection const& to, adapter::arrived_event const& event) override {
        note("broadcast", to,
             std::string(event.name) + text_of(event.arguments) +
                 (event.flags.is_volatile ? " volatile" : "") +
                 (event.offset.empty() ? "" : " at " + std::string(event.offset)));
    }

    void ask(adapter::selection const& to, adapter::arrived_event const& event,
             std::unique_ptr<adapter::distant_questioner> questioner) override {
        questioners.push_back(std::move(questioner));
        note("ask", to,
             std::string(event.name) + text_of(event.arguments) + " " +
                 std::to_string(event.flags.timeout->count()));
    }

    void fetch(adapter::selection const& who,
               std::shared_ptr<detail::pending_fetch> waiting) override {
        fetches.push_back(std::move(waiting));
        note("fetch", who, "");
    }

    void join(adapter::selection const& who, std::vector<std::string> const& rooms) override {
        note("join", who, joined(rooms));
    }

    void leave(adapter::selection const& who, std::vector<std::string> const& rooms) override {
        note("leave", who, joined(rooms));
    }

    void disconnect(adapter::selection const& who, bool close) override {
        note("disconnect", who, close ? "close" : "");
    }

    void give_way(std::vector<std::string> const& ids, adapter::log_place when) override {
        note("give way", {.rooms = ids}, when ? "at " + std::to_string(when.number) : "");
    }

    void keep_sessions() override { note("keep", {}, "sessions"); }

    void on_server_side_event(std::string_view name, detail::argument_list const& arguments,
                              std::unique_ptr<adapter::distant_asker> asker) override {
        bool const waits = asker != nullptr;
        askers.push_back(std::move(asker));
        note(waits ? "asked" : "told", {}, std::string(name) + text_of(arguments));
    }

    [[nodiscard]] bool may_have(std::vector<std::string> const& rooms) const override {
        return rooms.empty() || rooms.front() != "empty";
    }

    [[nodiscard]] bool may_have_room(std::string_view room) const override {
        return room != "empty";
    }

    void write_handshake(remote_socket const& socket, writer& to) const override {
        static_cast<void>(to.begin_object(1));
        to.write_key("of");
        to.write_string(socket.id());
        to.end_object();
    }

    [[nodiscard]] remote_socket describe(std::string id, std::vector<std::string> rooms,
                                         std::shared_ptr<adapter::unread_value const> handshake,
                                         reader& data) const override {
        if (describe_throws)
            throw std::bad_alloc();
        value both = value::empty_array();
        value& said = both.push_back({});
        handshake->read([&said](reader& from) { static_cast<void>(decode(from, said)); });
        static_cast<void>(decode(data, both.push_back({})));
        return fake_remote_socket(std::move(id), std::move(rooms), std::move(both));
    }

    std::vector<std::string> done;
    std::vector<std::unique_ptr<adapter::distant_questioner>> questioners;
    std::vector<std::unique_ptr<adapter::distant_asker>> askers;
    std::vector<std::shared_ptr<detail::pending_fetch>> fetches;
    std::function<void()> meanwhile; // called inside of each
    bool describe_throws = false;

private:
    void note(std::string_view what, adapter::selection const& who, std::string const& more) {
        done.push_back(std::string(what) + " [" + joined(who.rooms) + "][" + joined(who.except) +
                       "] " + more);
        if (meanwhile)
            meanwhile();
    }
};

} // namespace socketiota::test
