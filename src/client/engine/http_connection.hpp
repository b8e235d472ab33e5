// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <client/engine/answer_head_reader.hpp>
#include <client/engine/connection_failure.hpp>
#include <loop/dialler.hpp>
#include <loop/shard.hpp>
#include <wire/body_reader.hpp>

namespace socketiota::clients {

/// Who is told what became of a request. It may send the next in these calls, close the connection,
/// and destroy it at the end of the turn.
class answer_owner {
public:
    /// The whole answer, valid during the call; the body is writable.
    virtual void on_answer(wire::response_head const& head, std::span<std::byte> body) = 0;

    virtual void on_no_answer(connection_failure const& why) = 0;

protected:
    ~answer_owner() = default;
};

/// Requests to one server, one after the other, on a connection that is kept between them.
///
/// A request is never sent twice: what came of the first is not known, and the server may have
/// given it what it will not give again. So a connection that has been idle is used only for as
/// long as the server surely keeps it, which it says in `Keep-Alive`, or else `usual_idle`.
///
/// Not thread safe: belongs to its shard.
class http_connection final : private loop::channel_owner, private loop::dial_owner {
public:
    /// All must outlive it. `to` is copied.
    ///
    /// @param max_body octets that an answer may bring.
    http_connection(loop::shard& home, loop::dialler& with, loop::destination to,
                    std::size_t max_body, answer_owner& owner);
    ~http_connection() = default;

    /// Sends a whole request; not while it is busy.
    void send(std::string request);

    /// How far the request is that is under way.
    [[nodiscard]] connection_stage stage() const noexcept {
        return attempt_ ? stage_of(attempt_->stage()) : connection_stage::http;
    }

    /// Whether an answer is awaited.
    [[nodiscard]] bool busy() const noexcept { return busy_; }

    /// Ends it; nothing is told of the request that is under way.
    void close() noexcept;

private:
    // Node closes after 5 s and says so; others wait longer.
    static constexpr std::chrono::milliseconds usual_idle{4'000};

    void on_dialled(std::unique_ptr<loop::channel> made) override;
    void on_dial_failed(loop::dial_failure const& why) override;
    void on_data(std::span<std::byte> data) override;
    void on_end() override;
    void on_broken(loop::error_code reason) override;

    void on_writable() override {
        contain([this] { write(); });
    }

    /// Does `work`. What is thrown, because memory is short, fails this request and nobody else.
    template <class F>
    void contain(F const& work) noexcept {
        try {
            work();
        } catch (...) {
            fail(out_of_memory(connection_stage::http));
        }
    }

    void write();
    void read(std::string_view octets);
    [[nodiscard]] bool read_head(std::string_view& octets);
    void complete(bool may_go_on);
    void note_idle(wire::response_head const& head);
    void fail(connection_failure const& why);
    void fail_to_read(std::string_view sentence);

    loop::shard& home_;
    loop::dialler& dialler_;
    loop::destination const to_;
    std::size_t const max_body_;
    answer_owner& owner_;
    std::unique_ptr<loop::dial_attempt> attempt_; // while it connects
    std::unique_ptr<loop::channel> channel_;      // null while there is no connection
    base::time_point idle_until_;
    bool busy_ = false;
    std::string request_;
    std::size_t sent_ = 0;
    answer_head_reader head_reader_;
    std::optional<wire::body_reader> body_reader_; // once the head is there
    bool until_end_ = false;                       // the body ends with the connection
    std::string body_;
};

} // namespace socketiota::clients
