// SPDX-License-Identifier: MIT
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <base/metric_sink.hpp>
#include <base/seeded_hash.hpp>
#include <base/shared_count.hpp>
#include <base/timer_wheel.hpp>
#include <engine/engine_options.hpp>
#include <engine/last_turns.hpp>
#include <engine/live_session.hpp>
#include <engine/pending_handshake.hpp>
#include <engine/request_verification.hpp>
#include <engine/session.hpp>
#include <engine/session_id.hpp>
#include <http/exchange.hpp>
#include <http/shard_router.hpp>
#include <websocket/closing_connections.hpp>
#include <websocket/handshake_answer.hpp>
#include <websocket/shared_deflate.hpp>

namespace socketiota::engine {

/// The Engine.IO sessions of one shard, and the requests that make and feed them.
///
/// A request is verified rule by rule in the order of the official server (`request_rules`), then
/// goes to its session, or through `allow_request` to a new one.
///
/// Not thread safe: belongs to its shard. Destroying it ends its sessions.
class engine final : public http::service, private session_owner, private handshake_owner {
public:
    /// What an engine works with. All must outlive it.
    struct parts {
        loop::shard& shard;
        engine_listener& host;
        base::metric_sink& metrics;
        /// None if there is one shard only.
        http::shard_router* router = nullptr;
        /// Which shard this is.
        shard_number number = 0;
        /// Counts the sessions of all shards, of which there may be `max_sessions` together. None
        /// if there is one shard only.
        base::shared_count* all_sessions = nullptr;
    };

    /// `options` must have passed `validate`.
    engine(parts with, std::shared_ptr<engine_options const> options);
    engine(engine const&) = delete;
    engine& operator=(engine const&) = delete;
    ~engine() override;

    /// Whether requests with this target are ours.
    [[nodiscard]] bool matches(std::string_view target) const noexcept;

    /// Serves a request; 404 if it is not ours.
    void serve(http::exchange& request) override;

    /// Refuses new sessions from now on, with 503 and that it is worth trying again at `until`.
    /// Those that are there go on; each of them gets a turn to leave.
    void refuse_new(base::time_point until);

    /// Sessions whose turn has not come, with those that have ended before it.
    [[nodiscard]] std::size_t to_leave() const noexcept { return last_turns_.left(); }

    /// The next of them, if it is still there, is sent what waits for it, told that the server goes
    /// away, and closed.
    void send_next_away();

    /// Ends all sessions at once and refuses what comes after with 503.
    void close();

    /// Where it is served: `engine_options::path` as it stands in requests.
    [[nodiscard]] std::string const& path() const noexcept { return path_; }

    [[nodiscard]] std::size_t session_count() const noexcept { return sessions_.size(); }

    /// Those of all shards. From any thread if there are several.
    [[nodiscard]] std::size_t session_count_of_all() const noexcept {
        return with_.all_sessions == nullptr ? session_count() : with_.all_sessions->size();
    }

    /// What there is, counted when it is asked for.
    struct figures {
        std::size_t polling = 0;
        std::size_t websocket = 0;
        /// Octets of memory in all outboxes; what many share counts for each.
        std::size_t held = 0;
    };

    [[nodiscard]] figures count() const noexcept;

    /// Handshakes that `allow_request` has not decided and WebSockets that wait for their end.
    [[nodiscard]] std::size_t unfinished() const noexcept {
        return pending_.size() + closing_.size();
    }

private:
    void check(http::exchange& request, bool upgrade, http::header_list headers);
    void go_on(handshake_request& checked, bool is_later);
    void serve_matching(http::exchange& request, bool upgrade, http::header_list headers);
    void serve_upgrade(http::exchange& request, live_session& session, request_facts const& facts,
                       http::header_list const& headers);
    void begin_handshake(http::exchange& request, request_facts const& facts,
                         http::header_list headers);
    void ask(handshake_request request);
    void finish_handshake(handshake_request& request);
    void open_session(handshake_request& request, std::string id, base::shared_count::place& place);
    [[nodiscard]] bool admits(handshake_request& request);
    [[nodiscard]] bool complete_answer(handshake_request& request, std::string_view id);
    [[nodiscard]] bool show_headers(http::exchange& request, http::header_list& headers,
                                    std::shared_ptr<handshake_record const> const& record,
                                    bool is_first);
    [[nodiscard]] std::optional<std::string> make_id(handshake_record const& record);

    [[nodiscard]] request_facts facts_of(wire::request_head const& head, bool upgrade);
    [[nodiscard]] live_session* find(std::string_view id) const;
    [[nodiscard]] http::forwarding forward(http::exchange& request, request_facts const& facts);
    [[nodiscard]] bool give_away(http::exchange& request, request_facts const& facts);
    void tell_sessions() noexcept;
    void refuse(http::exchange& request, refusal const& why, bool upgrade,
                http::header_list headers);
    void refuse(handshake_request& request, refusal const& why);
    void tell_error(refusal const& why, handshake_record const& record) const;

    template <class F>
    void contain(handshake_request const& request, F const& work) noexcept;
    void forget(pending_handshake& done) noexcept;
    void on_session_ended(live_session& ended) noexcept override;
    [[nodiscard]] websocket::handshake_answer
    answer_websocket(wire::request_head const& request, http::header_list const& headers) const;
    [[nodiscard]] std::optional<websocket::agreed_deflate>
    agreed(websocket::handshake_answer const& answer) const;
    void on_handshake_accepted(pending_handshake& done) override;
    void on_handshake_refused(pending_handshake& done, std::string message, metric counts) override;
    void on_handshake_put_off(pending_handshake& done) override;
    void on_handshake_aborted(pending_handshake& done) override;

    parts with_;
    std::shared_ptr<engine_options const> options_;
    std::string path_;
    session_id_source ids_;
    websocket::closing_connections closing_;
    std::shared_ptr<websocket::shared_deflate> deflate_; // null: not offered
    session_surroundings around_;
    // Keys are views of the sessions' own ids. Seeded: the keys to look up come from the network.
    boost::unordered_flat_map<std::string_view, std::shared_ptr<live_session>, base::seeded_hash>
        sessions_;
    std::vector<std::shared_ptr<pending_handshake>> pending_; // each knows its index
    last_turns<live_session> last_turns_;
    bool closed_ = false;
};

} // namespace socketiota::engine
