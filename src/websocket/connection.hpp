// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <base/outbox.hpp>
#include <base/progress.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>
#include <websocket/closing_connections.hpp>
#include <websocket/coding.hpp>
#include <websocket/connection_owner.hpp>
#include <websocket/gathered_write.hpp>
#include <wire/frame_reader.hpp>
#include <wire/frame_writer.hpp>
#include <wire/unit_form.hpp>

namespace socketiota::websocket {

/// What a connection is, wherever it leads.
struct connection_kind {
    wire::frame_limits limits{};
    /// Of units with attachments; null: the plain one.
    wire::unit_form const* form = nullptr;
    std::optional<agreed_deflate> deflate{};
    /// Which end we are.
    wire::websocket_role role = wire::websocket_role::server;
};

/// One WebSocket connection: texts and binaries in, units out.
///
/// Output is written once per turn: what was queued during the turn leaves in one gathered write.
/// Answers to control frames go between units, never inside one, because the frames of a unit must
/// follow each other.
///
/// Invariants: `sent_of_first_` octets of the first unit of the outbox are out and the unit stays
/// until the rest is; of `control_` only `sent_control_` octets are out, and then no unit is begun
/// before it is finished.
///
/// Not thread safe: belongs to its shard.
class connection final : public loop::channel_owner,
                         public loop::flushable,
                         public loop::disposable {
public:
    /// @param opening octets to send first: the answer to the upgrade request.
    connection(loop::shard& home, std::unique_ptr<loop::channel> channel, std::string opening,
               connection_kind const& kind);
    ~connection() = default;

    /// Begins: events go to `owner`, units come from `source` (none: only control frames are sent).
    /// `already_read` came with the upgrade request; it is parsed before this returns.
    void start(connection_owner& owner, base::outbox* source, std::span<std::byte> already_read);

    /// Hands the connection on to another owner, whose output is what is sent from now on.
    void set_owner(connection_owner& owner, base::outbox& source);

    /// The outbox got something, or everything is there that will be: write at the end of the turn.
    void output_ready();

    /// Judges whether a text or binary that has begun comes on; to be asked now and then. False:
    /// the same one makes no progress, of which the caller keeps what was seen.
    [[nodiscard]] bool comes_on(base::progress& seen) noexcept;

    /// Sends a text that is no part of a unit before all units that are not begun. Of more than
    /// `most_asides` that cannot be written yet the latest are dropped, and all when it closes.
    void send_aside(std::string_view text);

    /// Sends a ping without content, one however often it is asked before it can be written.
    void send_ping();

    /// Whether any octets came since this was asked last, the upgrade request among them.
    [[nodiscard]] bool take_heard() noexcept { return std::exchange(heard_, false); }

    /// Octets of the first unit of the outbox that are out.
    [[nodiscard]] std::size_t sent_of_first() const noexcept { return sent_of_first_; }

    /// Whether octets of an earlier turn wait for the kernel.
    [[nodiscard]] bool blocked() const noexcept { return blocked_; }

    void pause_reading();
    void resume_reading();

    /// Says farewell and goes on reading until the peer has said it, too; nothing is sent behind
    /// it, so it belongs where the owner is told that everything was written.
    void say_close(wire::close_frame const& farewell);

    /// Offers what the outbox holds to the peer once, says farewell and hands the connection to
    /// `closing`; nothing comes from this any more. A unit that is half out cannot be followed by a
    /// frame: then, and after the connection broke, it ends at once.
    void close(closing_connections& closing) noexcept;

    /// The same with what the close frame says, unless the peer's frame or mistake has said that.
    void close(closing_connections& closing, wire::close_frame const& farewell) noexcept;

    /// Ends the connection without a close frame.
    void abort() noexcept;

    void on_data(std::span<std::byte> data) override;
    void on_end() override;
    void on_broken(loop::error_code reason) override;
    void on_writable() override;
    void flush() override;

private:
    /// Does `work`. What is thrown, because memory is short, fails this connection and nobody else.
    template <class F>
    void contain(F const& work) noexcept;

    void say_farewell(closing_connections& closing);

    /// Octets of pongs that wait; above, the latest takes the place of the last but one, which RFC
    /// 6455 section 5.5.3 allows. A ping in 6 octets is answered with as few as 2, so a peer makes
    /// no more wait than it sends.
    static constexpr std::size_t most_pongs = std::size_t{16} << 10;
    static constexpr std::size_t most_asides = 255;
    static constexpr std::size_t longest = std::numeric_limits<std::size_t>::max();

    void handle(wire::frame_event const& event);
    void inflate(wire::frame_event const& event);
    void add_unit(base::outgoing& unit, std::size_t place, std::size_t skipped,
                  gathered_write& write);
    void add_coded_unit(base::outgoing& unit, std::size_t place, std::size_t skipped,
                        gathered_write& write);
    [[nodiscard]] std::size_t size_of_unit(base::outgoing& unit, std::size_t place);
    void pop(std::size_t units);
    void prepare_control();
    /// Says how many units it took.
    [[nodiscard]] std::size_t gather(gathered_write& write);
    void account(std::size_t written);
    void account_whole(std::size_t units);
    void forget_control() noexcept;
    /// Writes once and says how many octets of what it gathered were not taken.
    [[nodiscard]] std::size_t write_gathered(loop::error_code& failure);
    bool write_once();
    void offer_rest();
    [[nodiscard]] bool has_more() const noexcept;
    void keep_pong(std::string_view content);

    loop::shard& home_;
    std::unique_ptr<loop::channel> channel_; // null once ended
    std::unique_ptr<coding> coding_;         // null for plain frames
    connection_owner* owner_ = nullptr;
    base::outbox* source_ = nullptr;
    wire::frame_reader reader_;
    std::size_t sent_of_first_ = 0;
    std::string control_;
    std::size_t sent_control_ = 0;

    /// Frames that did not get into `control_` yet.
    struct owed_frames {
        std::string asides;
        std::size_t count_of_asides = 0;
        std::string pongs;           // see `most_pongs`
        std::size_t latest_pong = 0; // where the last of them begins
    };

    [[nodiscard]] owed_frames& owed();

    std::unique_ptr<owed_frames> owed_; // null nearly always
    // What a close frame of ours says; the official server closes without a code.
    wire::close_frame farewell_;
    bool ping_due_ = false;
    bool blocked_ = false;
    bool heard_ = true;
    bool awaits_pong_ = false;
    bool peer_has_closed_ = false; // by a close frame
    bool has_said_close_ = false;  // `say_close` was called: nothing follows
    bool message_ended_ = false;   // since `comes_on` was asked last
};

} // namespace socketiota::websocket
