// SPDX-License-Identifier: MIT
#pragma once

#include "kept_message.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <cluster/mover.hpp>
#include <cluster/session_store.hpp>

namespace socketiota::test {

/// Writes down what is kept, and answers when a test says so.
class scripted_store final : public cluster::session_store {
public:
    void keep(cluster::kept_session const& session, keeping how, std::chrono::milliseconds lifetime,
              detail::callback<void(error_code, bool)> kept) override {
        done.push_back((how == keeping::anew ? "anew " : "again ") + session.private_id + " " +
                       std::to_string(lifetime.count()) + " " + std::string(session.data.octets) +
                       " " + std::to_string(session.since.number));
        waiting.push_back(std::move(kept));
    }

    void take(std::string_view private_id, std::string_view offset,
              std::unique_ptr<cluster::session_taker> taker) override {
        done.push_back("take " + std::string(private_id) + " " + std::string(offset));
        takers.push_back(std::move(taker));
    }

    void forget(std::string_view private_id, adapter::log_place since) override {
        done.push_back("forget " + std::string(private_id) + " " + std::to_string(since.number));
    }

    std::vector<std::string> done;
    std::vector<detail::callback<void(error_code, bool)>> waiting;
    std::vector<std::unique_ptr<cluster::session_taker>> takers;
};

/// Keeps what is sent on one line, and says what the script of a test wants.
class scripted_mover final : public cluster::mover {
public:
    using told = detail::callback<void(error_code, std::size_t)>;

    [[nodiscard]] membership known_by() const noexcept override { return how; }

    [[nodiscard]] cluster::encoded_values::preference prefers() const noexcept override {
        return preferred;
    }

    [[nodiscard]] bool keeps_log() const noexcept override { return logs; }

    [[nodiscard]] std::unique_ptr<cluster::line> open(std::string nsp,
                                                      cluster::line_listener& listener) override {
        opened = std::move(nsp);
        heard_by = &listener;
        return std::make_unique<scripted_line>(*this);
    }

    membership how = membership::heartbeats;
    cluster::encoded_values::preference preferred =
        cluster::encoded_values::preference::json_unless_binary;
    bool logs = false;
    std::string opened;
    cluster::line_listener* heard_by = nullptr; // null while no line is open
    std::vector<kept_message> sent;
    std::vector<told> counting;
    std::vector<detail::callback<void(error_code, std::string_view)>> logging;
    scripted_store store;
    std::vector<std::string> rooms;

private:
    class scripted_line final : public cluster::line {
    public:
        explicit scripted_line(scripted_mover& by) : by_(by) {}

        ~scripted_line() override { by_.heard_by = nullptr; }

        [[nodiscard]] std::string const& uid() const noexcept override { return uid_; }

        void send(cluster::message what) override { by_.sent.emplace_back(std::move(what)); }

        void send_logged(cluster::message what,
                         detail::callback<void(error_code, std::string_view)> where) override {
            send(std::move(what));
            by_.logging.push_back(std::move(where));
        }

        [[nodiscard]] cluster::session_store* sessions() noexcept override { return &by_.store; }

        void count_servers(told how_many) override { by_.counting.push_back(std::move(how_many)); }

        void note_room(std::string_view room, bool is_there) override {
            by_.rooms.push_back((is_there ? "+" : "-") + std::string(room));
        }

    private:
        scripted_mover& by_;
        std::string const uid_ = "me";
    };
};

} // namespace socketiota::test
