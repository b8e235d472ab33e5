// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/http_response.hpp>
#include <socketiota/metric.hpp>
#include <socketiota/test_server.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/output_buffer.hpp>
#include <support/failing_heap.hpp>
#include <support/websocket_octets.hpp>
#include <test_kit/insides.hpp>
#include <test_kit/memory_peer.hpp>
#include <wire/frame_writer.hpp>
#include <wire/opcode.hpp>

namespace socketiota::test {

/// A whole server in memory, and how much heap it takes for what its peers have sent.
///
/// What a peer has sent and the server has not read counts as if the server held it: the kernel
/// does.
class memory_scene {
public:
    using peer = std::shared_ptr<test_kit::memory_peer>;

    explicit memory_scene(server_options options = {}) : server_(silent(std::move(options))) {
        io().on_metric([this](metric what) { ++counts_[what]; });
    }

    ~memory_scene() {
        for (peer const& each : peers_)
            each->reset();
        settle();
    }

    [[nodiscard]] server& io() noexcept { return server_.io(); }

    [[nodiscard]] int times(metric what) { return counts_[what]; }

    void settle() { server_.settle(); }

    void pass(std::chrono::milliseconds time) { server_.pass(time); }

    /// From now on the heap is compared with what it is now.
    void begin() {
        settle();
        sent_ = 0;
        began_ = failing_heap::octets();
    }

    [[nodiscard]] std::size_t sent() const noexcept { return sent_; }

    /// Octets that the server has taken since `begin`.
    [[nodiscard]] std::size_t grown() {
        settle();
        for (peer const& each : peers_)
            std::string().swap(each->received());
        std::size_t const now = failing_heap::octets();
        return now > began_ ? now - began_ : 0;
    }

    /// Fails if it has taken more than `factor` times what was sent, and `constant`.
    void expect_bounded(std::size_t factor, std::size_t constant) {
        EXPECT_LE(grown(), factor * sent_ + constant) << sent_ << " octets were sent";
    }

    /// A connection on which nothing was said yet.
    [[nodiscard]] peer connect() {
        auto made =
            std::make_shared<test_kit::memory_peer>(test_kit::insides::time(server_).context());
        test_kit::insides::accept(server_, made->server_end());
        peers_.push_back(made);
        return made;
    }

    void send(peer const& by, std::string_view octets) {
        sent_ += octets.size();
        by->send(octets);
        settle();
    }

    void frame(peer const& by, wire::opcode code, std::string_view payload) {
        base::output_buffer output;
        wire::append_masked_frame(output, code, payload, key);
        send(by, output.view());
    }

    void text(peer const& by, std::string_view payload) { frame(by, wire::opcode::text, payload); }

    /// The first octets of a frame of `size`; it may have more fragments or not.
    void begin_frame(peer const& by, wire::opcode code, bool last, std::size_t size) {
        std::string head;
        head += static_cast<char>((last ? 0x80 : 0) | static_cast<unsigned char>(code));
        if (size < 126) {
            head += static_cast<char>(0x80 | size);
        } else {
            head += static_cast<char>(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8)
                head += static_cast<char>((size >> shift) & 0xff);
        }
        send(by, head + std::string(4, '\0'));
    }

    /// A WebSocket of any route; of Socket.IO if there is no other.
    [[nodiscard]] peer upgrade(std::string_view target = "/socket.io/?EIO=4&transport=websocket") {
        peer made = connect();
        send(made, upgrade_request(target));
        std::string().swap(made->received());
        return made;
    }

    /// A Socket.IO client in `/`.
    [[nodiscard]] peer join() {
        peer made = upgrade();
        text(made, "40");
        std::string().swap(made->received());
        return made;
    }

    /// A polling session; the target of its requests.
    [[nodiscard]] std::string open_polling() {
        peer const made = connect();
        std::string const target = "/socket.io/?EIO=4&transport=polling";
        send(made, "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
        std::string const answered = std::exchange(made->received(), {});
        std::size_t const begin = answered.find("\"sid\":\"") + 7;
        return target + "&sid=" + answered.substr(begin, answered.find('"', begin) - begin);
    }

    static std::string post(std::string const& target, std::string_view body) {
        return "POST " + target +
               " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + std::string(body);
    }

private:
    static server_options silent(server_options options) {
        options.log = [](log_level, std::string_view) {};
        return options;
    }

    static constexpr wire::mask_key key{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};

    std::map<metric, int> counts_;
    test_server server_;
    std::vector<peer> peers_;
    std::size_t sent_ = 0;
    std::size_t began_ = 0;
};

} // namespace socketiota::test
