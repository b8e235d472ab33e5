// SPDX-License-Identifier: MIT
#pragma once

#include "kept_message.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <cluster/mover.hpp>

namespace socketiota::test {

/// Keeps what is sent on one line, and says what the script of a test wants.
class scripted_mover final : public cluster::mover {
public:
    using told = detail::callback<void(error_code, std::size_t)>;

    [[nodiscard]] membership known_by() const noexcept override { return how; }

    [[nodiscard]] cluster::encoded_values::preference prefers() const noexcept override {
        return preferred;
    }

    [[nodiscard]] std::unique_ptr<cluster::line> open(std::string nsp,
                                                      cluster::line_listener& listener) override {
        opened = std::move(nsp);
        heard_by = &listener;
        return std::make_unique<scripted_line>(*this);
    }

    membership how = membership::heartbeats;
    cluster::encoded_values::preference preferred =
        cluster::encoded_values::preference::json_unless_binary;
    std::string opened;
    cluster::line_listener* heard_by = nullptr; // null while no line is open
    std::vector<kept_message> sent;
    std::vector<told> counting;
    std::vector<std::string> rooms;

private:
    class scripted_line final : public cluster::line {
    public:
        explicit scripted_line(scripted_mover& by) : by_(by) {}

        ~scripted_line() override { by_.heard_by = nullptr; }

        [[nodiscard]] std::string const& uid() const noexcept override { return uid_; }

        void send(cluster::message what) override { by_.sent.emplace_back(std::move(what)); }

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
