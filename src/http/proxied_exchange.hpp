// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <http/exchange.hpp>
#include <http/proxied_answer.hpp>
#include <loop/disposable.hpp>
#include <loop/letter.hpp>

namespace socketiota::http {

class neighbours;

/// A request of a connection that has stayed on another shard.
///
/// Not thread safe: belongs to the shard that serves it, owned by its `neighbours`.
class proxied_exchange final : public exchange, public loop::disposable {
public:
    /// What came of the request with its first letter.
    struct parts {
        std::size_t from = 0;  ///< The shard where the connection is,
        std::uint64_t id = 0;  ///< and how it knows the request.
        std::string head{};    ///< Its octets.
        std::string address{}; ///< Of the peer.
        bool secure = false;
        /// Closes the connection, for when there is no memory to say anything else.
        loop::letter closing;
    };

    proxied_exchange(neighbours& owner, parts from) : owner_(owner), parts_(std::move(from)) {}

    ~proxied_exchange() = default;

    [[nodiscard]] std::size_t from() const noexcept { return parts_.from; }

    [[nodiscard]] std::uint64_t id() const noexcept { return parts_.id; }

    /// Has it served: answered, or kept by somebody.
    void serve();

    /// The body came as a whole.
    void take_body(std::span<std::byte> body);

    /// It is larger than anybody may take.
    void refuse_body();

    /// Its connection has ended, or nobody is left here to answer it.
    void abort() noexcept;

    // exchange
    [[nodiscard]] wire::request_head const& request() const noexcept override;

    [[nodiscard]] std::string remote_address() const override { return parts_.address; }

    [[nodiscard]] bool secure() const noexcept override { return parts_.secure; }

    [[nodiscard]] loop::shard& shard() noexcept override;

    [[nodiscard]] arrival came() const noexcept override { return arrival::proxied; }

    [[nodiscard]] std::uint8_t moves() const noexcept override { return 0; }

    [[nodiscard]] std::string_view head_octets() const noexcept override { return parts_.head; }

    void read_body(std::size_t limit, exchange_listener& listener) override;
    void wait(exchange_listener& listener) override;
    /// Never: it came to another shard, where it was held if at all.
    void hold(exchange_listener& listener) override;

    void serve_again() override {}

    [[nodiscard]] bool is_again() const noexcept override { return false; }

    void count_unsent(std::shared_ptr<std::size_t> total) override;
    void respond(unsigned status, header_list const& headers,
                 std::span<boost::asio::const_buffer const> body) override;
    void respond(unsigned status, header_list const& headers, shared_body const& body) override;
    void respond(unsigned status, header_list const& headers,
                 std::unique_ptr<open_file> file) override;
    using exchange::respond;
    void respond_raw(std::string_view head_and_body) override;

    void end_after_answer() noexcept override { ends_connection_ = true; }

    void close() noexcept override;
    /// Never: a request that asks for an upgrade moves with its connection.
    [[nodiscard]] detached_connection detach() override;

    [[nodiscard]] std::optional<moving_connection> leave() override { return std::nullopt; }

    [[nodiscard]] bool give_back() override { return false; }

private:
    /// Answers with what `fill` puts into an answer; closes if there is no memory for it.
    template <class F>
    void answer(F const& fill) noexcept;

    /// Does `work`. What is thrown for want of memory ends the exchange.
    template <class F>
    void contain(F const& work) noexcept;

    void end() noexcept;
    [[nodiscard]] exchange_listener* take_body_listener() noexcept;

    neighbours& owner_;
    parts parts_;
    exchange_listener* listener_ = nullptr;
    std::size_t body_limit_ = 0;
    std::shared_ptr<std::size_t> total_;
    bool wants_body_ = false;
    bool ends_connection_ = false;
    bool ended_ = false;
};

} // namespace socketiota::http
