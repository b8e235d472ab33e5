// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/outgoing.hpp>
#include <packet/decoder.hpp>
#include <test_kit/memory_peer.hpp>
#include <wire/frame_reader.hpp>
#include <wire/frame_writer.hpp>

namespace socketiota::test_kit {

class world;
struct fake_socket;

/// The client's end of a WebSocket in memory: Engine.IO and Socket.IO as an official client speaks
/// them, for all namespaces of that client.
class fake_connection : public std::enable_shared_from_this<fake_connection> {
public:
    using header_lines = std::vector<std::pair<std::string, std::string>>;

    fake_connection(std::weak_ptr<world> home, std::shared_ptr<memory_peer> peer);
    fake_connection(fake_connection const&) = delete;
    fake_connection& operator=(fake_connection const&) = delete;
    ~fake_connection();

    /// Asks for a WebSocket.
    void open(std::string_view path, std::string_view query, header_lines const& headers);

    /// Joins a namespace once the connection is open.
    std::shared_ptr<fake_socket> join(std::string_view nsp, value const& auth);

    /// Sends a Socket.IO packet with its attachments.
    void send(base::outgoing const& unit);

    /// Takes in what the server sent; whether this made it say something itself.
    bool read();

    /// Says farewell, or breaks.
    void close();
    void lose();

    void ignore_heartbeats() noexcept { answers_heartbeats_ = false; }

    [[nodiscard]] bool over() const noexcept { return over_; }

    /// Null once the server is gone.
    [[nodiscard]] std::shared_ptr<world> home() const noexcept { return home_.lock(); }

private:
    void send_frame(wire::opcode code, std::string_view content);
    bool read_answer();
    void read_frames();
    void on_frame(wire::frame_event const& event);
    void on_engine_packet(std::string_view text);
    void on_packet(packet::decoder::outcome outcome, packet::incoming_packet const& packet);
    void end();

    std::weak_ptr<world> home_;
    std::shared_ptr<memory_peer> peer_;
    wire::frame_reader reader_;
    packet::decoder_limits limits_;
    packet::decoder decoder_;
    std::map<std::string, std::weak_ptr<fake_socket>, std::less<>> sockets_;
    std::vector<std::string> joining_; // CONNECT packets, until the server has opened the session
    bool upgraded_ = false;
    bool opened_ = false;
    bool over_ = false;
    bool answers_heartbeats_ = true;
    bool spoke_ = false;
};

} // namespace socketiota::test_kit
