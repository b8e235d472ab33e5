// SPDX-License-Identifier: MIT
#pragma once

#include "hub_scene.hpp"

#include <socketiota/value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::test {

/// A client that comes back as the official one does: with the private id that it was given, and
/// the text at the end of the last event that had one.
class returning_client {
public:
    explicit returning_client(hub_scene& in, std::string nsp = "/")
        : scene_(in), nsp_(std::move(nsp)) {}

    /// Connects to that shard, and says what it knows. True if it goes on.
    bool come(std::size_t shard = 0) {
        begin_to_come(shard);
        scene_.time.settle();
        return listen();
    }

    /// The same when that shard comes to it.
    void begin_to_come(std::size_t shard) {
        std::string said = "{";
        if (private_id) {
            said += "\"pid\":\"" + *private_id + '"';
            if (offset)
                said += ",\"offset\":\"" + *offset + '"';
        }
        session = &scene_.arrive(shard);
        post((nsp_ == "/" ? "0" : "0" + nsp_ + ',') + said + '}');
    }

    void say(std::string text) {
        post(std::move(text));
        scene_.time.settle();
    }

    /// Takes what has come. True if it was told that it goes on.
    bool listen() {
        bool goes_on = false;
        std::string const head = nsp_ == "/" ? "" : nsp_ + ',';
        for (std::string_view text : texts()) {
            if (text.starts_with("40")) {
                auto const said = value::parse(text.substr(2 + head.size())).value();
                id = said["sid"].value_or("");
                goes_on = private_id && said["pid"] == *private_id;
                private_id = said["pid"].value_or("");
                went_on_after = events.size();
            } else if (text.starts_with("42")) {
                take(value::parse(text.substr(2 + head.size())).value());
            } else {
                others.emplace_back(text);
            }
        }
        return goes_on;
    }

    /// The connection breaks. What came before and `reaches_it` is taken first.
    void lose(bool reaches_it = true,
              engine::close_reason why = engine::close_reason::transport_close) {
        if (reaches_it)
            listen();
        else
            session->heard();
        boost::asio::post(session->shard().get_executor(), [its = session, why] { its->end(why); });
        scene_.time.settle();
    }

    /// The names of the events since the last call.
    std::vector<std::string> heard() {
        listen();
        return std::exchange(events, {});
    }

    std::optional<std::string> private_id;
    std::optional<std::string> offset;
    std::string id;
    std::vector<std::string> events;
    std::vector<std::string> others;
    std::size_t went_on_after = 0; // so many events had come when it was told that it is connected
    fake_session* session = nullptr;

private:
    std::vector<std::string> texts() const { return session->heard(); }

    void post(std::string text) {
        boost::asio::post(session->shard().get_executor(),
                          [to = session, text = std::move(text)] { to->say(text); });
    }

    void take(value const& event) {
        auto const all = event.elements();
        events.push_back(all.front().value_or(""));
        if (all.back().is_string() && all.size() > 1)
            offset = all.back().value_or("");
    }

    hub_scene& scene_;
    std::string nsp_;
};

} // namespace socketiota::test
