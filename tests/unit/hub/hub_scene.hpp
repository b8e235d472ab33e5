// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/program_functions.hpp>
#include <socketiota/event_errors.hpp>
#include <socketiota/socket.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/metric_sink.hpp>
#include <engine/handshake_record.hpp>
#include <engine/session.hpp>
#include <hub/hub.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_part.hpp>
#include <support/manual_shards.hpp>

namespace socketiota::test {

/// A session without a transport: keeps what is sent, and says what a client would.
class fake_session final : public engine::session {
public:
    explicit fake_session(loop::shard& home)
        : home_(home),
          handshake_(std::make_shared<engine::handshake_record>(
              engine::handshake_record::source{.url = "/socket.io/?EIO=4",
                                               .remote_address = "127.0.0.1",
                                               .headers = {{"host", "localhost"}}})) {}

    [[nodiscard]] std::string_view id() const noexcept override { return "session"; }

    [[nodiscard]] wire::engine_revision protocol() const noexcept override { return revision; }

    [[nodiscard]] loop::shard& shard() noexcept override { return home_; }

    [[nodiscard]] engine::transport_kind transport() const noexcept override { return carrier; }

    [[nodiscard]] std::shared_ptr<engine::handshake_record const> const&
    handshake() const noexcept override {
        return handshake_;
    }

    bool send(base::outgoing_ptr unit) override {
        if (!is_open || is_full)
            return false;
        sent.push_back(std::move(unit));
        return true;
    }

    [[nodiscard]] bool accepts_volatile() const noexcept override { return takes_volatile; }

    [[nodiscard]] std::size_t unsent() const noexcept override { return 0; }

    [[nodiscard]] bool open() const noexcept override { return is_open; }

    void close(engine::close_mode) override { is_open = false; }

    std::size_t observe() override { return 0; }

    void pause_reading() override { paused = true; }

    void resume_reading() override { paused = false; }

    /// What the client sends. It is read on the shard of the session.
    void say(std::string text) {
        auto read = [this, kept = std::move(text)]() mutable {
            if (is_open)
                listener->on_text({kept.data(), kept.size()});
        };
        if (shards_under_test() == 1 || home_.in_this_thread())
            read();
        else
            boost::asio::post(home_.get_executor(), std::move(read));
    }

    void say_binary(std::string_view octets) {
        listener->on_binary(std::as_bytes(std::span<char const>(octets)));
    }

    /// The transport ends.
    void end(engine::close_reason reason) {
        is_open = false;
        listener->on_closed(reason, {});
    }

    /// What was sent since the last call, one text for each packet.
    std::vector<std::string> heard() {
        std::vector<std::string> texts;
        for (auto const& unit : std::exchange(sent, {}))
            texts.emplace_back(unit->text());
        return texts;
    }

    std::unique_ptr<engine::session_listener> listener;
    std::vector<base::outgoing_ptr> sent;
    bool is_open = true;
    engine::transport_kind carrier = engine::transport_kind::websocket;
    wire::engine_revision revision = wire::engine_revision::four;
    bool takes_volatile = true;
    bool is_full = false;
    bool paused = false;

private:
    loop::shard& home_;
    std::shared_ptr<engine::handshake_record const> handshake_;
};

/// A hub on a virtual clock with clients that are spoken for by the test.
class hub_scene final : private base::metric_sink {
public:
    hub_scene() : hub_scene(hub::hub_options{}) {}

    explicit hub_scene(hub::hub_options const& options) : hub_scene(options, shards_under_test()) {}

    hub_scene(hub::hub_options const& options, std::size_t shards,
              loop::mailbox_limits limits = {1'000'000, 1U << 30}, hub::nsp_rules rules = {},
              adapter::cluster* cluster = nullptr, std::uint32_t seed = seed_under_test())
        : time(shards, limits, seed),
          all(hub::nsp_directory::of(time.all(), time.boxes(), std::move(rules))) {
        time.told_of_room = [this](std::size_t shard) { hubs[shard]->on_room(); };
        for (std::size_t index = 0; index != time.size(); ++index) {
            auto made = std::make_unique<hub::hub>(all, index, options,
                                                   static_cast<base::metric_sink&>(*this),
                                                   index == 0 ? cluster : nullptr);
            made->hooks().on_error = [this](socket const&, std::exception_ptr failure) {
                try {
                    std::rethrow_exception(std::move(failure));
                } catch (std::exception const& thrown) {
                    errors.emplace_back(thrown.what());
                }
            };
            hubs.push_back(std::move(made));
        }
    }

    ~hub_scene() { end_hubs(); }

    /// What its cluster needs of its shards may go then.
    void end_hubs() {
        for (auto const& each : sessions)
            each->listener.reset();
        hubs.clear();
    }

    /// A new session, on the shard whose turn it is.
    fake_session& arrive() { return arrive(sessions.size() % time.size()); }

    fake_session& arrive(std::size_t shard) {
        auto& made = *sessions.emplace_back(std::make_unique<fake_session>(time[shard].shard()));
        made.listener = hubs[shard]->on_session(made);
        return made;
    }

    /// Ends all, as the server does when it closes: each on its shard, if any runs.
    void close() {
        bool const runs = hubs.size() > 1 && time.all()->here();
        for (std::size_t index = 0; index != hubs.size(); ++index)
            if (!runs || time[index].shard().in_this_thread())
                hubs[index]->close();
            else
                boost::asio::post(time[index].context(), [this, index] { hubs[index]->close(); });
    }

    /// A session that has joined `/`.
    fake_session& join() {
        fake_session& made = arrive();
        on_shard([&made] { made.say("0"); });
        made.heard();
        return made;
    }

    /// Runs `work` as the shard would.
    template <class F>
    void on_shard(F work) {
        boost::asio::post(time.context(), std::move(work));
        time.settle();
    }

    template <class F>
    void on(std::string_view name, F handler, std::string_view nsp = "/") {
        all->of(nsp)->handle().on(name, std::move(handler));
        registered();
    }

    template <class F>
    void on_connection(F handler, std::string_view nsp = "/") {
        all->of(nsp)->handle().on_connection(std::move(handler));
        registered();
    }

    template <class F>
    void use(F guard, std::string_view nsp = "/") {
        all->of(nsp)->handle().use(std::move(guard));
        registered();
    }

    [[nodiscard]] bool counted(metric what) const {
        return std::find(metrics.begin(), metrics.end(), what) != metrics.end();
    }

    manual_shards time;
    std::vector<metric> metrics;
    std::vector<std::string> errors;
    std::shared_ptr<hub::nsp_directory> all;
    std::vector<std::unique_ptr<hub::hub>> hubs;
    std::vector<std::unique_ptr<fake_session>> sessions;

private:
    void count(metric what) noexcept override { metrics.push_back(what); }

    /// It may be on its way to other shards.
    void registered() {
        if (hubs.size() > 1)
            time.settle();
    }
};

} // namespace socketiota::test
