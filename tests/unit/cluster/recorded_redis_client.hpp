// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <redis/client.hpp>
#include <redis/reply_parser.hpp>
#include <unit/redis/reply_text.hpp>

namespace socketiota::test {

// What Redis says.
inline std::string bulk(std::string_view text) {
    return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}

inline std::string array_of(std::vector<std::string> const& values) {
    std::string octets = "*" + std::to_string(values.size()) + "\r\n";
    for (std::string const& each : values)
        octets += each;
    return octets;
}

inline std::string entry(std::string_view id, std::vector<std::string> const& fields) {
    std::vector<std::string> texts;
    for (std::string const& each : fields)
        texts.push_back(bulk(each));
    return array_of({bulk(id), array_of(texts)});
}

inline std::string const no_entries = "*0\r\n";
inline std::string const null_answer = "*-1\r\n";

/// A client of Redis that keeps what it is asked, until the script of a test answers.
class recorded_redis_client final : public redis::client {
public:
    /// Commands that are answered in order.
    struct connection {
        struct asked {
            std::string words;
            redis::completion done;
        };

        void add(redis::command const& what, redis::completion done) {
            commands.push_back({text_of(what), std::move(done)});
        }

        /// All that waits for an answer.
        [[nodiscard]] std::vector<std::string> waiting() const {
            std::vector<std::string> all;
            for (asked const& each : commands)
                all.push_back(each.words);
            return all;
        }

        /// Answers the first: with octets of Redis, or with a failure in place of an answer.
        void answer(std::string const& octets, error_code failure = {}) {
            asked const first = std::move(commands.front());
            commands.pop_front();
            redis::reply_parser parser;
            redis::feed(parser, octets);
            bool const has_value = parser.next() == redis::reply_parser::outcome::complete;
            redis::reply const value = has_value ? parser.value() : redis::reply();
            if (!failure && value.is_error())
                failure = error::redis_refused;
            if (first.done)
                first.done(failure, value);
        }

        std::deque<asked> commands;
    };

    void start(redis::client_listener&) override {}

    [[nodiscard]] redis::link_state state() const noexcept override { return how; }

    void send(redis::command const& what, redis::completion done) override {
        commands.add(what, std::move(done));
    }

    void send_together(std::initializer_list<redis::command> what,
                       redis::completion done) override {
        std::string words;
        for (redis::command const& each : what)
            words += (words.empty() ? "" : "; ") + text_of(each);
        commands.commands.push_back({words, std::move(done)});
    }

    void subscribe(redis::channel_kind, std::string name,
                   redis::subscription_listener& listener) override {
        subscribed.push_back(std::move(name));
        hears = &listener;
    }

    void unsubscribe(redis::channel_kind, std::string_view) override {}

    void unsubscribe(redis::subscription_listener const&) override { subscribed.clear(); }

    void count_subscribers(redis::channel_kind, std::string_view name,
                           detail::callback<void(error_code, std::size_t)>) override {
        counted.emplace_back(name);
    }

    [[nodiscard]] std::unique_ptr<redis::blocking_connection>
    open_blocking(std::string_view key) override {
        opened.emplace_back(key);
        return std::make_unique<blocker>(*this);
    }

    redis::link_state how = redis::link_state::connected;
    connection commands;
    connection blocking;
    std::vector<std::string> opened;
    std::vector<std::string> subscribed;
    std::vector<std::string> counted;
    redis::subscription_listener* hears = nullptr;

private:
    class blocker final : public redis::blocking_connection {
    public:
        explicit blocker(recorded_redis_client& owner) : owner_(owner) {}

        ~blocker() override { owner_.blocking.commands.clear(); }

        void send(redis::command const& what, std::chrono::milliseconds,
                  redis::completion done) override {
            owner_.blocking.add(what, std::move(done));
        }

    private:
        recorded_redis_client& owner_;
    };

    static std::string text_of(redis::command const& what) {
        std::string text;
        for (std::string_view const word : what.words())
            text.append(text.empty() ? "" : " ").append(word);
        return text;
    }
};

} // namespace socketiota::test
