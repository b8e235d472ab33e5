// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <client/engine/answer_head_reader.hpp>
#include <client/engine/connection_failure.hpp>
#include <client/engine/opening_settings.hpp>
#include <loop/disposable.hpp>
#include <websocket/connection.hpp>
#include <wire/websocket_request.hpp>

namespace socketiota::clients {

/// Who wants a WebSocket. One of the last three calls comes once, in which it may let go of the
/// opening, but must keep it alive until the end of the turn. What it throws, because memory is
/// short, comes back as `on_not_opened`.
class opening_owner {
public:
    /// An answer came, whatever it says; valid during the call.
    virtual void on_answer_head(wire::response_head const& head) = 0;

    /// It is one; valid during the call, but for the channel.
    ///
    /// @param rest what came behind the head: frames
    virtual void on_opened(std::unique_ptr<loop::channel> made,
                           wire::websocket_agreement const& agreed, std::span<std::byte> rest) = 0;

    /// The server has said no; valid during the call.
    ///
    /// @param sentence a constant of the program
    /// @param body as much of it as came with the head, which is nearly always all
    virtual void on_refused(wire::response_head const& head, std::string_view sentence,
                            std::span<std::byte const> body) = 0;

    /// There was no answer that could be understood.
    virtual void on_not_opened(connection_failure why) noexcept = 0;

protected:
    ~opening_owner() = default;
};

/// Connects to a server and asks it for a WebSocket.
///
/// Not thread safe: belongs to its shard.
class websocket_opening final : public loop::disposable,
                                private loop::dial_owner,
                                private loop::channel_owner {
public:
    /// All must outlive it.
    ///
    /// @param target path and query
    /// @param cookies the value of `Cookie`; empty: none.
    websocket_opening(loop::dialler& with, opening_settings const& settings, std::string target,
                      std::string cookies, opening_owner& owner);

    /// Begins.
    void start();

    /// Ends what it has begun; its owner hears nothing any more.
    void close() noexcept;

    /// How far it is, for whoever gives it up.
    [[nodiscard]] connection_stage stage() const noexcept;

private:
    void on_dialled(std::unique_ptr<loop::channel> made) override;
    void on_dial_failed(loop::dial_failure const& why) override;
    void on_data(std::span<std::byte> data) override;
    void on_end() override;
    void on_broken(loop::error_code reason) override;

    void on_writable() override {
        contain([this] { write(); });
    }

    /// Does `work`. What is thrown, because memory is short, fails this and nobody else.
    template <class F>
    void contain(F const& work) noexcept {
        try {
            work();
        } catch (...) {
            fail(out_of_memory(connection_stage::http));
        }
    }

    [[nodiscard]] wire::websocket_request request() const;
    void write();
    void read_answer(std::span<std::byte> data);
    void fail(connection_failure why) noexcept;

    loop::dialler& dialler_;
    opening_settings const& settings_;
    opening_owner& owner_;
    std::string const target_;
    std::string const cookies_;
    std::string const key_ = wire::random_websocket_key();
    std::vector<wire::header_field> headers_;
    std::unique_ptr<loop::dial_attempt> attempt_; // null before and after
    std::unique_ptr<loop::channel> channel_;
    std::string octets_; // of the request
    std::size_t sent_ = 0;
    answer_head_reader head_reader_;
};

/// What a connection is that was agreed on.
[[nodiscard]] websocket::connection_kind kind_of(opening_settings const& settings,
                                                 wire::websocket_agreement const& agreed);

/// Why a connection ended, as a code.
[[nodiscard]] loop::error_code code_of(websocket::failure::kind what) noexcept;

} // namespace socketiota::clients
