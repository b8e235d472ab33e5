// SPDX-License-Identifier: MIT
#pragma once

#include "recovering_server.hpp"
#include "simulated_time.hpp"

#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/timer_wheel.hpp>
#include <redis/stream_id.hpp>

namespace socketiota::test {

/// A broadcast: who sent it, and its how-manieth.
struct news {
    std::string room;
    std::string from;
    std::int64_t number = 0;

    auto operator<=>(news const&) const = default;
};

/// One that stands in the log.
struct logged {
    redis::stream_id id;
    news what;
    base::time_point sent_at{}; // it may have waited for Redis
};

/// A client that comes back as the official one does, to whichever server. It complains if what
/// comes is not what stands in the log for its rooms, in that order, once.
class recovering_client {
public:
    using log = std::function<std::vector<logged> const&()>;

    /// Beside the room of all it is in `room`.
    recovering_client(simulated_time& time, std::string room, log stands)
        : time_(time), room_(std::move(room)), log_(std::move(stands)) {}

    // ---- its connection ----

    void connect(recovering_server& to, std::size_t shard) {
        server_ = &to;
        session_ = &to.scene().arrive(shard);
        is_connected_ = false;
        asked_at_ = time_.now();
        wanted_ = private_id_;
        std::string said = "0{\"room\":\"" + room_ + '"';
        if (private_id_) {
            said += ",\"pid\":\"" + *private_id_ + '"';
            if (offset_)
                said += ",\"offset\":\"" + offset_->text() + '"';
        }
        session_->say(said + '}');
    }

    /// Its connection is gone: of what is on its way it gets the first part. Its server may notice
    /// later.
    fake_session* lose() {
        hear(time_.pick(0, 3));
        server_ = nullptr;
        is_connected_ = false;
        early_.clear();
        return std::exchange(session_, nullptr);
    }

    /// Hears what has come.
    void hear() { hear(1'000'000); }

    [[nodiscard]] recovering_server* server() const noexcept { return server_; }

    [[nodiscard]] bool is_connected() const noexcept { return is_connected_; }

    /// Its server has ended the connection.
    [[nodiscard]] bool is_closed() const noexcept {
        return session_ != nullptr && !session_->open();
    }

    [[nodiscard]] std::string const& id() const noexcept { return id_; }

    [[nodiscard]] std::optional<std::string> const& private_id() const noexcept {
        return private_id_;
    }

    [[nodiscard]] std::optional<redis::stream_id> const& offset() const noexcept { return offset_; }

    [[nodiscard]] base::time_point asked_at() const noexcept { return asked_at_; }

    [[nodiscard]] std::size_t recoveries() const noexcept { return recoveries_; }

    [[nodiscard]] std::size_t beginnings() const noexcept { return beginnings_; }

    [[nodiscard]] std::size_t heard() const noexcept { return heard_; }

    /// Told with whether it went on, when it is connected.
    std::function<void(bool)> on_connected;

private:
    void hear(int most) {
        if (session_ == nullptr)
            return;
        for (std::string const& text : session_->heard()) {
            if (most-- <= 0)
                return;
            if (text.starts_with("40"))
                take_connection(value::parse(text.substr(2)).value());
            else if (text.starts_with("42"))
                early_.push_back(value::parse(text.substr(2)).value());
            else
                ADD_FAILURE() << "what is " << text;
            take_events();
        }
    }

    void take_connection(value const& said) {
        EXPECT_FALSE(is_connected_);
        is_connected_ = true;
        std::string const id = said["sid"].value_or("");
        bool const goes_on = wanted_ && said["pid"] == *wanted_;
        if (goes_on) {
            ++recoveries_;
            EXPECT_EQ(id, id_);
        } else {
            ++beginnings_;
            EXPECT_NE(id, id_);
            offset_.reset();
            without_offset_.clear();
            began_ = time_.now();
        }
        id_ = id;
        private_id_ = said["pid"].value_or("");
        if (on_connected)
            on_connected(goes_on);
    }

    /// What it has missed comes before it is told that it is connected, and is taken after that.
    void take_events() {
        if (is_connected_)
            for (value const& each : std::exchange(early_, {}))
                take_event(each);
    }

    void take_event(value const& event) {
        ++heard_;
        auto const all = event.elements();
        ASSERT_GE(all.size(), 4U);
        news const what{all[1].value_or(""), all[2].value_or(""), *all[3].to<std::int64_t>()};
        SCOPED_TRACE(id_ + " gets " + event.to_json() + " at " + (server_ ? server_->name() : "?"));
        if (all.size() == 4) {
            EXPECT_TRUE(without_offset_.insert(what).second) << "twice";
            return;
        }
        auto const at = redis::stream_id::parse(all[4].value_or(""));
        ASSERT_TRUE(at);
        look_at_log(*at, what);
        offset_ = at;
    }

    /// What stands in the log between what it has received last and this is not for it.
    void look_at_log(redis::stream_id at, news const& what) {
        auto const& all = log_();
        auto const here = std::ranges::lower_bound(all, at, {}, &logged::id);
        ASSERT_TRUE(here != all.end() && here->id == at);
        EXPECT_EQ(here->what, what);
        if (!offset_)
            return;
        EXPECT_GT(at, *offset_) << "twice, or not in order";
        for (auto each = std::ranges::upper_bound(all, *offset_, {}, &logged::id); each < here;
             ++each)
            EXPECT_TRUE(!is_for_it(*each) || without_offset_.contains(each->what))
                << "it misses " << each->what.from << "'s " << each->what.number << " of "
                << each->id.text() << " behind " << offset_->text();
    }

    /// Not what was sent before it was there, which it may get from a server that is behind.
    [[nodiscard]] bool is_for_it(logged const& which) const {
        return which.sent_at > began_ && (which.what.room == "all" || which.what.room == room_);
    }

    simulated_time& time_;
    std::string const room_;
    log const log_;
    recovering_server* server_ = nullptr;
    fake_session* session_ = nullptr;
    bool is_connected_ = false;
    std::vector<value> early_;
    base::time_point asked_at_{};
    std::optional<std::string> wanted_;
    std::optional<std::string> private_id_;
    std::optional<redis::stream_id> offset_;
    std::string id_;
    base::time_point began_{};      // its session
    std::set<news> without_offset_; // came while Redis was away, and may come again
    std::size_t recoveries_ = 0;
    std::size_t beginnings_ = 0;
    std::size_t heard_ = 0;
};

} // namespace socketiota::test
