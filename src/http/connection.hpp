// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <http/connection_machine.hpp>
#include <http/exchange.hpp>
#include <http/http_options.hpp>
#include <wire/body_reader.hpp>
#include <wire/request_parser.hpp>

namespace socketiota::http {

class front;

/// One TCP connection as long as it speaks HTTP: requests in, answers out, one exchange at a time.
///
/// Requests are parsed where they were received; only what is incomplete, or pipelined behind an
/// exchange that waits, is kept.
///
/// Not thread safe: belongs to its shard, owned by its `front`.
class connection final : public loop::disposable,
                         private loop::channel_owner,
                         private exchange,
                         private base::deadline,
                         private loop::flushable {
public:
    connection(front& owner, std::unique_ptr<loop::channel> channel);
    ~connection();

    /// Begins reading. Apart from the constructor because data may come at once.
    void start();

    /// The same for a connection that another shard sent: first is served what came there.
    void start(std::vector<std::byte> octets, std::uint8_t moves);

    /// The same for one that the program has accepted, and read `octets` from.
    void start(std::vector<std::byte> octets);

    /// Ends the connection and tells whoever waits for its exchange.
    void abort() noexcept;

private:
    friend class front;

    using state = connection_definition::state;
    using input = connection_definition::input;
    using action = connection_definition::action;

    // loop::channel_owner
    void on_data(std::span<std::byte> data) override;
    void on_end() override;
    void on_broken(loop::error_code reason) override;
    void on_writable() override;

    // exchange
    [[nodiscard]] wire::request_head const& request() const noexcept override;
    [[nodiscard]] std::string remote_address() const override;
    [[nodiscard]] bool secure() const noexcept override;
    [[nodiscard]] loop::shard& shard() noexcept override;
    [[nodiscard]] arrival came() const noexcept override;
    [[nodiscard]] std::uint8_t moves() const noexcept override;
    [[nodiscard]] std::string_view head_octets() const noexcept override;
    void read_body(std::size_t limit, exchange_listener& listener) override;
    void wait(exchange_listener& listener) override;
    void hold(exchange_listener& listener) override;
    void serve_again() override;
    [[nodiscard]] bool is_again() const noexcept override;
    void count_unsent(std::shared_ptr<std::size_t> total) override;
    void respond(unsigned status, header_list const& headers,
                 std::span<boost::asio::const_buffer const> body) override;
    void respond(unsigned status, header_list const& headers, shared_body const& body) override;
    void respond(unsigned status, header_list const& headers,
                 std::unique_ptr<open_file> file) override;
    void respond_raw(std::string_view head_and_body) override;
    void end_after_answer() noexcept override;
    void close() noexcept override;
    [[nodiscard]] detached_connection detach() override;
    [[nodiscard]] std::optional<moving_connection> leave() override;
    [[nodiscard]] bool give_back() override;

    void on_deadline() override;

    // loop::flushable: requests that were held back are served at the end of the turn, and a file
    // goes on.
    void flush() override;

    /// What came of the request being served, and behind it. Inside `serve`.
    [[nodiscard]] std::span<std::byte const> unserved_octets() const noexcept;

    /// Does `work`. What is thrown, because memory is short, ends this connection and nobody else:
    /// whoever reads from it, answers it or lets its time pass has others to serve.
    template <class F>
    void contain(F const& work) noexcept {
        try {
            work();
        } catch (...) {
            fail();
        }
    }

    void fail() noexcept;

    /// Whether nothing of an answer is left to send.
    [[nodiscard]] bool is_sent() const noexcept { return unsent_.empty() && !file_; }

    /// Goes along an arrow and does what it says.
    void step(input in);
    void carry_out(action todo);

    [[nodiscard]] bool is_gone() const noexcept { return machine_.state() == state::gone; }

    /// Whether octets are thrown away: no request that comes now is served.
    [[nodiscard]] bool ignores_input() const noexcept;

    /// Whether octets are read now, and not kept for later.
    [[nodiscard]] bool takes_input() const noexcept;
    void process_kept();
    void process_input();
    [[nodiscard]] bool read_head();
    [[nodiscard]] bool read_body_piece();
    void send_continue();
    void finish_body(std::span<std::byte> body);
    void finish_exchange(bool keep_alive);
    void refuse(unsigned status);
    /// `body` is all of it in any case; `shared`, if it is there, owns the same octets.
    void answer(unsigned status, header_list const& headers,
                std::span<boost::asio::const_buffer const> body, shared_body const& shared);
    /// Writes the head of an answer into the owner's buffer; false, with a refusal sent, if it
    /// cannot be sent.
    [[nodiscard]] bool write_head(unsigned status, header_list const& headers, std::uint64_t size);

    [[nodiscard]] bool stays_open() const noexcept { return keep_alive_ && !body_unread_; }

    void send(std::span<boost::asio::const_buffer const> pieces, shared_body const& shared = {});
    /// Writes what `pieces` hold and keeps what the channel does not take; false if it is broken.
    [[nodiscard]] bool write(std::span<boost::asio::const_buffer const> pieces,
                             shared_body const& shared);
    /// Sends the next pieces of the file; false if the connection has ended.
    [[nodiscard]] bool send_file();
    void set_output_deadline();
    void wait_until_writable();
    void end_after_peer();
    void finish() noexcept;
    void refuse_slow_request();
    void keep(std::span<std::byte> data);
    void resume_reading();
    void go_on_reading();

    front& owner_;
    std::size_t index_ = 0; // where the owner keeps it
    std::unique_ptr<loop::channel> channel_;
    wire::request_parser parser_;
    std::optional<wire::body_reader> body_reader_;
    exchange_listener* listener_ = nullptr;
    std::span<std::byte> input_;      // what is being processed
    std::vector<std::byte> kept_;     // what came and could not be processed yet
    std::vector<std::byte> body_;     // pieces of a body that did not come at once
    unsent_output unsent_;            // what the channel did not take yet
    std::unique_ptr<open_file> file_; // what follows `unsent_`
    base::time_point unsent_until_;   // when it must be out, if there is any
    std::uint64_t sized_body_ = 0;    // octets of the body, if its size was announced
    connection_machine machine_{state::idle};
    bool head_method_ = false; // the request is HEAD: answer without body
    bool keep_alive_ = true;   // as the request asked
    bool minor_version_zero_ = false;
    bool body_unread_ = false; // octets of a body are still to come and nobody wants them
    bool expect_continue_ = false;
    bool reading_paused_ = false;
    bool peer_ended_ = false;   // it sends no more, and may still read
    bool turn_is_over_ = false; // it had its share of this turn: the rest waits for the next
    bool is_moved_ = false;     // the request being served came with it from another shard
    bool is_again_ = false;     // the request being served was held before
    std::uint8_t moves_ = 0;    // from shard to shard
    std::uint32_t held_ = 0;    // octets at the front of `kept_` that are the head of the request
};

} // namespace socketiota::http
